import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '#config';
import { stalledAfterMs } from '#documents';
import { stub } from '#domain/testing';
import { HeartbeatInterceptor } from './heartbeat.interceptor.ts';

const VOICE = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3X';
const START = Date.parse('2026-11-22T10:00:00.000Z');
const HOUR_MS = 3_600_000;

let document: { id: string; updatedAt: string; heartbeatAt?: string } | undefined;
let beats: string[];
let asked: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  document = { id: VOICE, updatedAt: new Date(START).toISOString() };
  beats = [];
  asked = [];
});
afterEach(() => void vi.useRealTimers());

function heartbeatOf(configured?: number): HeartbeatInterceptor {
  const documents = {
    find: (kind: string) => {
      asked.push(kind);
      return Promise.resolve(document);
    },
    heartbeat: (_: unknown, at: string) => {
      beats.push(at);
      if (document) document.heartbeatAt = at;
      return Promise.resolve();
    },
  };
  return new HeartbeatInterceptor({ work: { stalledAfterMs: configured } } as Config, stub(documents));
}

/** Looks every so often, as a step does that waits. */
async function waitFor(ms: number, everyMs: number, heartbeat: HeartbeatInterceptor): Promise<void> {
  for (let waited = 0; waited < ms; waited += everyMs) {
    vi.advanceTimersByTime(everyMs);
    await heartbeat.beat('voice.poll', 't', VOICE);
  }
}

describe(HeartbeatInterceptor.name, () => {
  it.each([
    ['as long as the step may take', undefined, stalledAfterMs('voice.poll')],
    ['as configured', HOUR_MS, HOUR_MS],
  ])(
    'shows three times in the time after which work is taken for lost (%s) that it lives',
    async (_, configured, stalledMs) => {
      await waitFor(stalledMs, 2_000, heartbeatOf(configured));
      expect(beats).toHaveLength(3);
      const moments = [START, ...beats.map((at) => Date.parse(at))];
      for (const [index, at] of moments.slice(1).entries()) {
        expect(at - (moments[index] ?? 0)).toBeLessThanOrEqual(stalledMs / 3 + 2_000);
      }
    },
  );

  it('needs no beat while the document changes anyway', async () => {
    const heartbeat = heartbeatOf(HOUR_MS);
    for (let step = 0; step < 10; step++) {
      await waitFor(HOUR_MS / 6, HOUR_MS / 6, heartbeat);
      if (document) document.updatedAt = new Date().toISOString();
    }
    expect(beats).toEqual([]);
  });

  it('is for work that waits for others: not for syntheses, which are being written to, nor for what is gone', async () => {
    const heartbeat = heartbeatOf(1);
    vi.advanceTimersByTime(HOUR_MS);
    await heartbeat.beat('synthesis.run', 't', 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3X');
    await heartbeat.beat('retention.sweep', 'system', 'retention.sweep');
    expect(asked).toEqual([]);
    document = undefined;
    await heartbeat.beat('voice.poll', 't', VOICE);
    expect(beats).toEqual([]);
  });
});
