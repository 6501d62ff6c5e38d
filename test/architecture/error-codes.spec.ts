import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rejectionCodes } from '#audio';
import { ERROR_CODES, type ErrorCode } from '#domain';
import { PROBLEM_STATUS } from '#intake';
import { CODES_WITH_RETRY_AFTER } from '../../apps/api/src/platform/retry-after.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
const CODES = Object.keys(ERROR_CODES) as ErrorCode[];
/** Where codes are defined and mapped; everything else uses them. */
const TABLES = ['libs/domain/src/errors.ts', 'libs/intake/src/problems/problem-status.ts'].map((file) =>
  join(ROOT, file),
);

interface Entry {
  readonly code: string;
  readonly status: number;
  readonly retryable: boolean;
  readonly title: string;
  readonly advice: string;
}

/** `### \`code\``, then a line `status · retryable · title.`, then advice up to the next heading. */
function entries(markdown: string): Entry[] {
  const sections = markdown.matchAll(
    /^### `(?<code>[^`]+)`\n\n(?<status>\d+) · (?<not>not )?retryable · (?<title>.+)\.\n\n(?<advice>[^#]*)/gm,
  );
  return [...sections].map(({ groups = {} }) => ({
    code: groups['code'] ?? '',
    status: Number(groups['status']),
    retryable: groups['not'] === undefined,
    title: groups['title'] ?? '',
    advice: groups['advice']?.trim() ?? '',
  }));
}

function productionSources(): string[] {
  return ['apps/api/src', 'apps/worker/src', 'libs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && file.name.endsWith('.ts') && !file.name.endsWith('.spec.ts'))
      .map((file) => join(file.parentPath, file.name))
      .filter((path) => !TABLES.includes(path) && !path.includes('/testing/')),
  );
}

describe('docs/errors.md', () => {
  it('explains every code, each once, and none that does not exist', () => {
    const headings = [...DOCUMENT.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    expect(new Set(headings)).toEqual(new Set(CODES.map((code) => `\`${code}\``)));
    expect(headings).toHaveLength(CODES.length);
    expect(entries(DOCUMENT)).toHaveLength(CODES.length);
  });

  it.each(CODES)(
    'says of %s the status, the title and whether to try again as the code does, and what to do',
    (code) => {
      const entry = entries(DOCUMENT).find((each) => each.code === code);
      expect(entry).toMatchObject({ status: PROBLEM_STATUS[code], ...ERROR_CODES[code] });
      expect(entry?.advice.length).toBeGreaterThan(20);
    },
  );

  it('promises Retry-After for those codes that always have it', () => {
    const promised = entries(DOCUMENT).filter(({ advice }) => advice.includes('`Retry-After`'));
    expect(new Set(promised.map(({ code }) => code))).toEqual(CODES_WITH_RETRY_AFTER);
    expect(promised.every(({ retryable }) => retryable)).toBe(true);
  });

  it('is read by this test in a way that notices what is missing', () => {
    expect(entries(DOCUMENT.replace(/^### `internal`$/m, '### `intern`')).map(({ code }) => code)).not.toContain(
      'internal',
    );
    expect(entries('### `a-code`\n\n400 · not retryable · A title.\n\nDo this.\n')).toEqual([
      { code: 'a-code', status: 400, retryable: false, title: 'A title', advice: 'Do this.' },
    ]);
  });
});

describe('codes of rejected recordings', () => {
  it('are all explained, and none that does not exist', () => {
    const explained = [...DOCUMENT.matchAll(/^\| `(audio-[a-z-]+)`/gm)].map(([, code]) => code);
    // The worker adds one of its own: it does not hand a file that is too large to the audio processes at all.
    expect(new Set(explained)).toEqual(new Set([...rejectionCodes, 'audio-too-large']));
    expect(explained).toHaveLength(rejectionCodes.length + 1);
  });
});

describe('Error codes', () => {
  it('are all in use: one that nothing can show is dead', () => {
    const sources = productionSources().map((path) => readFileSync(path, 'utf8'));
    const dead = CODES.filter((code) => !sources.some((source) => source.includes(`'${code}'`)));
    expect(dead).toEqual([]);
  });
});
