import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schedulesAt } from '../../apps/api/src/ticks/tick-table.ts';
import { isScheduledAt, SLOT_MS } from '../idle/schedules.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const RECURS = /\bsetInterval\(|@Interval\(|@Cron\(/;

const textOf = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8');

describe('what recurs', () => {
  it('is in the table of docs/scaling.md, with the file that has it', async () => {
    const [, section = ''] = /## What recurs, and while what\n(.*?)\n## /s.exec(await textOf('docs/scaling.md')) ?? [];
    const listed = [...section.matchAll(/^\| [^|]+ \| `([^`]+)` +\|/gm)].map(([, file = '']) => file);
    const patterns = ['apps/{api,worker}/src/**/*.ts', 'libs/*/src/**/*.ts'];
    const files: string[] = [];
    for await (const found of glob(patterns, { cwd: ROOT })) {
      const file = found.replaceAll('\\', '/');
      if (!/\.spec\.ts$|\/testing\/|^libs\/client\//.test(file)) files.push(file);
    }
    const recurring: string[] = [];
    for (const file of files) if (RECURS.test(await textOf(file))) recurring.push(file);
    expect(recurring.length).toBeGreaterThan(5);
    expect(recurring.filter((file) => !listed.includes(file))).toEqual([]);
    for (const file of listed)
      expect(await textOf(file), file).toMatch(/setInterval|setTimeout|@Interval|Ticks|SCHEDULES/);
  });

  it('is known to npm run test:idle, which begins when no schedule is due', () => {
    for (let at = 0; at < 24 * 3_600_000; at += SLOT_MS) expect(isScheduledAt(at)).toBe(schedulesAt(at).length > 0);
  });
});
