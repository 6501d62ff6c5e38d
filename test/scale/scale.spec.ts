import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breakages, simulateDay } from './day.ts';
import {
  breaksOf,
  dayFigures,
  idleFigures,
  MAX_IDLE_SHARE,
  missingFrom,
  SHORT_MORNING,
  shortMorningFigures,
  written,
} from './figures.ts';
import { simulateIdle } from './idle.ts';
import { simulateMorning } from './morning.ts';

const PAGE = readFileSync('docs/scaling.md', 'utf8');

describe('an idle day', () => {
  it('has a worker for a small part of it, finds what was lost within its bound, and is on the page', async () => {
    const idle = await simulateIdle({ hours: 24, loses: true });
    expect(idle.upShare).toBeLessThanOrEqual(MAX_IDLE_SHARE);
    for (const lost of [idle.lostOutboxRow, idle.lostPoll])
      expect(lost?.afterMs).toBeLessThanOrEqual(lost?.boundMs ?? 0);
    // The broker is away once, when the outbox row is lost.
    expect(idle.errors).toHaveLength(1);
    const figures = idleFigures(24, idle);
    expect(figures.map(({ isMet = true }) => isMet)).not.toContain(false);
    expect(missingFrom(PAGE, figures)).toEqual([]);
  });
});

describe('a short morning of enrollments', () => {
  it('keeps to the limit of Azure with 8 workers, nobody waits long for a poll, and the page has it', async () => {
    const morning = await simulateMorning(SHORT_MORNING);
    expect(morning.done).toBe(600);
    expect(morning.peak).toBe(50);
    expect(morning.pollWaitP95Ms).toBeLessThan(30_000);
    expect(morning.noticedP95Ms).toBeLessThan(30_000);
    // The last ones are looked at when there is nothing else to do.
    expect(morning.tookMs / morning.floorMs).toBeLessThan(1.2);
    expect(morning.ledgerCalls / morning.requests).toBeLessThan(1);
    expect(missingFrom(PAGE, shortMorningFigures(morning))).toEqual([]);
  });

  it('needs no more workers than wait for Azure', async () => {
    const morning = await simulateMorning({ enrollments: 300, arrivalMs: 120_000 });
    expect(morning).toMatchObject({ done: 300, peak: 50 });
    expect(morning.maxReplicas).toBeLessThan(8);
  });
});

describe('a day of syntheses', () => {
  it('breaks where the page says, at ten and a hundred times the load', () => {
    const [ten, hundred] = [breakages(100_000), breakages(1_000_000)];
    const figures = [
      { what: '×10', value: breaksOf(ten.broken) },
      { what: '×100', value: breaksOf(hundred.broken) },
      ...dayFigures(hundred.day),
    ];
    expect(missingFrom(PAGE, figures)).toEqual([]);
  });

  it('names the first limit by what is asked of each, not by a list', () => {
    expect(simulateDay(1_000_000, new Set(['worker-slots'])).broken).toBeUndefined();
    const { broken } = simulateDay(2_000_000, new Set(['worker-slots']));
    expect(broken?.component).toBe('cosmos-partition');
    const next = simulateDay(2_000_000, new Set(['worker-slots', 'cosmos-partition']));
    expect(next.broken?.component).toBe('environment-cores');
  });

  it('finds a figure that is not on the page', () => {
    expect(missingFrom('| replicas | 51 |', [{ what: 'replicas', value: '52' }])).toHaveLength(1);
    expect(missingFrom('| replicas | 52 | 8 |', [{ what: 'replicas', value: '52', column: 2 }])).toHaveLength(1);
  });

  it('writes a figure into its column, and leaves the others', () => {
    const page = '# Replicas\n| replicas | 51   | 8 |\n| other | 51 | 8 |';
    const changed = written(page, [{ what: 'replicas', value: '9', column: 2 }]);
    expect(changed).toBe('# Replicas\n| replicas | 51 | 9 |\n| other | 51 | 8 |');
  });
});
