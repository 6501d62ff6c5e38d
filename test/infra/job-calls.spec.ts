import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { JobCalls } from '../calls/count-calls.ts';
import { JOB_KINDS, type JobKind } from '../calls/jobs.ts';

const HOME = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(HOME, 'docs', 'scaling.md'), 'utf8');
const { before, now } = JSON.parse(readFileSync(join(HOME, 'test', 'calls', 'calls.json'), 'utf8')) as Record<
  'before' | 'now',
  Readonly<Record<JobKind, JobCalls>>
>;

const cellsOf = (line: string): string[] => line.split('|').map((cell) => cell.trim());

it.each(Object.entries(JOB_KINDS))('docs/scaling.md has what was counted for %s', (kind, name) => {
  const was = before[kind as JobKind];
  const { accepted, finished, requestUnits, messages, blobCalls } = now[kind as JobKind];
  const numbers = [was.accepted, accepted, was.finished, finished, was.requestUnits, requestUnits, messages, blobCalls];
  const row = page.split('\n').find((line) => cellsOf(line)[1] === name);
  expect(row && cellsOf(row).slice(1, -1)).toEqual([name, ...numbers.map(String)]);
});
