import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../system/package-root.ts';
import { FIGURES, KEYS, SCREENS } from './top-figures.fixture.ts';
import { duration, screenOf } from './top-screen.ts';

const textOf = (...[figures, size, note]: Parameters<typeof screenOf>) =>
  `${screenOf(figures, size, note)
    .map(({ text }) => text)
    .join('\n')}\n`;

describe(screenOf, () => {
  it.each(SCREENS)('shows a system as $file does', async ({ size, file }) => {
    await expect(textOf(FIGURES, size, KEYS)).toMatchFileSnapshot(join(packageRoot(), file));
  });

  it.each([
    [20, 5],
    [80, 10],
    [80, 24],
    [159, 24],
    [160, 24],
    [400, 100],
  ])('fits into %i columns and %i rows', (columns, rows) => {
    const lines = screenOf(FIGURES, { columns, rows }, KEYS);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...lines.map(({ text }) => text.length))).toBeLessThanOrEqual(columns);
  });

  it('leaves nothing out where there is room', () => {
    const text = textOf(FIGURES, { columns: 80, rows: 100 });
    for (const { queue } of FIGURES.queues ?? []) expect(text).toContain(queue);
    for (const { code } of FIGURES.jobs?.failures ?? []) expect(text).toContain(code);
    expect(text).not.toContain('more');
  });

  it('leaves out what needs nobody, and says how many lines that are', () => {
    const text = textOf(FIGURES, { columns: 80, rows: 24 });
    const [, left] = /… (\d+) more/.exec(text) ?? [];
    expect(Number(left)).toBeGreaterThan(1);
    for (const alarm of ['outboxes left behind', 'synthesis failed', 'speech-synthesis '])
      expect(text).toContain(alarm);
  });

  it('says what could not be read, and why', () => {
    const { jobs: _, queues: __, readAt: ___, ...rest } = FIGURES;
    const unavailable = [
      { part: 'jobs', reason: 'not-available' },
      { part: 'queues', reason: 'not-permitted' },
    ] as const;
    const text = textOf({ ...rest, unavailable: [...unavailable] }, { columns: 80, rows: 24 });
    expect(text).toContain('n/a (no answer)');
    expect(text).toContain('n/a (the API may not read queues)');
    expect(text).toContain('live-speech');
  });

  it('marks what needs somebody', () => {
    const lines = screenOf(FIGURES, { columns: 80, rows: 100 });
    const alarms = lines.filter(({ look }) => look === 'alarm').map(({ text }) => text.trim().split(/ {2,}/)[0]);
    expect(alarms).toEqual([
      'outboxes left behind',
      'upload rejected',
      'synthesis failed',
      'speech-synthesis',
      'live-speech',
      'synthesis provider-unavailable',
      'upload too-quiet',
      'consent consent-mismatch',
    ]);
  });
});

describe(duration, () => {
  it.each([
    [0, '0 s'],
    [1_100, '1.1 s'],
    [9_999, '10.0 s'],
    [42_000, '42 s'],
    [119_400, '119 s'],
    [120_000, '2 min'],
    [7_199_000, '2 h'],
    [11_520_000, '3 h 12 min'],
    [86_400_000, '24 h'],
    [400_000_000, '4 d'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
