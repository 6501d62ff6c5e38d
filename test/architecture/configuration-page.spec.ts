import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '#config';
import { REQUIRED_VARIABLES } from '#config/testing';

describe('docs/configuration.md', () => {
  let defaults: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_0-9]+)` +\| (?:`([^`]*)`)? *\|/gm)];
    defaults = new Map(rows.flatMap(([, name = '', value]) => (value === undefined ? [] : [[name, value]])));
  });

  it('shows the default of a variable whose value is taken apart', () => {
    expect(defaults.get('OPENAI_MODELS')).toBe('tts-1,tts-1-hd,gpt-4o-mini-tts');
    expect(defaults.get('RATE_LIMIT_DEFAULT')).toBe('100');
    expect(defaults.size).toBeGreaterThan(40);
  });

  it('shows defaults that change nothing when they are set', () => {
    const shown = loadConfig({ ...REQUIRED_VARIABLES, ...Object.fromEntries(defaults) });
    expect(shown).toEqual(loadConfig(REQUIRED_VARIABLES));
  });
});
