import { beforeEach, describe, expect, it } from 'vitest';
import { SharedLimit, SliceStore, SPEECH_WINDOW_MS, type SpeechLimits } from '#documents';
import { VirtualClock } from '#documents/testing';
import { stub } from '#domain/testing';
import { DONE, type HandlerOutcome, MAX_BACKOFF_MS, MESSAGE_TYPES, MESSAGES, type MessageType } from '#messaging';
import { MemoryContainer } from '#storage/testing';
import {
  MAX_WAIT_IN_WORKER_MS,
  MIN_POLL_IN_RUSH_MS,
  SPEECH_USES,
  SpeechLimitsInterceptor,
} from './speech-limits.interceptor.ts';

const MINUTE_MS = 60_000;

let clock: VirtualClock;
let limit: SharedLimit;
let interceptor: SpeechLimitsInterceptor;
let ran: MessageType[];

beforeEach(() => {
  clock = new VirtualClock();
  const store = new SliceStore(new MemoryContainer().asContainer, 'limit:test');
  limit = new SharedLimit(store, { limit: 50, windowMs: SPEECH_WINDOW_MS, clock });
  const limits = stub<SpeechLimits>({ customVoice: limit, batch: limit });
  interceptor = new SpeechLimitsInterceptor(limits, () => clock.now());
  ran = [];
});

/** A handler that makes its requests and ends. */
async function handle(type: MessageType, attempt = 2, outcome: HandlerOutcome = DONE): Promise<HandlerOutcome> {
  return interceptor.intercept({ type, attempt }, async () => {
    for (let call = 0; call < (SPEECH_USES[type]?.calls ?? 0); call++) (await limit.enter())();
    ran.push(type);
    return outcome;
  });
}

describe(SpeechLimitsInterceptor.name, () => {
  it('puts off work whose requests cannot be made soon, before it does anything', async () => {
    const outcomes = Array.from({ length: 400 }, () => handle('consent.verify'));
    const polls = Array.from({ length: 5 }, () => handle('voice.poll'));
    await clock.run(1_000);
    expect(ran.filter((type) => type === 'voice.poll')).toHaveLength(5);
    await clock.run(2 * MINUTE_MS);
    const results = await Promise.all([...outcomes, ...polls]);
    const delays = results.flatMap((outcome) => ('retryAfterMs' in outcome ? [outcome.retryAfterMs] : []));
    const admitted = results.length - delays.length - polls.length;
    // As many as have their requests within the time.
    expect(admitted).toBe(((MAX_WAIT_IN_WORKER_MS / SPEECH_WINDOW_MS) * 50) / 4 - 0.5);
    // They come back over the time that their requests take, at most a long back-off from now.
    expect(Math.min(...delays)).toBeGreaterThan(MAX_WAIT_IN_WORKER_MS / 2);
    expect(Math.max(...delays)).toBeGreaterThan(3 * MINUTE_MS);
    expect(Math.max(...delays)).toBeLessThanOrEqual(MAX_BACKOFF_MS);
  });

  it('asks Azure about a job every 25 s at most in a rush, and as often as the job wants otherwise', async () => {
    const soon: HandlerOutcome = { retryAfterMs: 2_000 };
    const calm = [handle('voice.poll', 1, soon), handle('voice.poll', 2, soon)];
    await clock.run(1_000);
    expect(await Promise.all(calm)).toEqual([soon, soon]);
    for (let index = 0; index < 100; index++) void handle('consent.verify');
    expect(await handle('voice.poll', 1, soon)).toEqual({ retryAfterMs: MIN_POLL_IN_RUSH_MS });
    const rush = [handle('voice.poll', 2, soon), handle('voice.poll', 2, { retryAfterMs: 40_000 })];
    await clock.run(2 * MINUTE_MS);
    expect(await Promise.all(rush)).toEqual([{ retryAfterMs: MIN_POLL_IN_RUSH_MS }, { retryAfterMs: 40_000 }]);
    expect(await handle('voice.poll', 1)).toEqual(DONE);
  });

  it('never puts off polls and erasures', async () => {
    for (let index = 0; index < 100; index++) void handle('consent.verify');
    const outcomes = (['voice.poll', 'consent.poll', 'voice.erase', 'consent.erase'] as const).map((type) =>
      handle(type),
    );
    await clock.run(2 * MINUTE_MS);
    expect(await Promise.all(outcomes)).toEqual([DONE, DONE, DONE, DONE]);
  });

  it('runs what asks nothing of Azure as it is, also in a rush', async () => {
    for (let index = 0; index < 200; index++) void handle('consent.verify');
    expect(await handle('synthesis.run')).toEqual(DONE);
    await clock.run(2 * MINUTE_MS);
  });

  it('has an entry for each type of the two queues that asks Azure for something', () => {
    const without = MESSAGE_TYPES.filter(
      (type) => ['voice-enrollment', 'batch-synthesis'].includes(MESSAGES[type].queue) && !SPEECH_USES[type],
    );
    expect(without).toEqual(['consent.enforce', 'consent.expire']);
  });
});
