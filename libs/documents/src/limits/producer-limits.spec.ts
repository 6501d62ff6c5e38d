import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig, aProducer } from '#config/testing';
import { errorCodeOf, ServiceError } from '#domain';
import { MemoryContainer } from '#storage/testing';
import { ProducerLimits } from './producer-limits.ts';

const PRODUCER = aProducer({ limits: { synthesis: 2 } });
const MAX_WAIT_MS = 50;
const signal = new AbortController().signal;

let container: MemoryContainer;
const newWorker = (enabled = true) =>
  new ProducerLimits(container.asContainer, { rateLimits: { ...aConfig().rateLimits, enabled } }, MAX_WAIT_MS);

beforeEach(() => {
  container = new MemoryContainer();
});

describe(ProducerLimits.name, () => {
  it('lets so many requests through in a minute, and says of the next one when to try again', async () => {
    const limits = newWorker();
    await limits.enter(PRODUCER, 'synthesis', signal);
    await limits.enter(PRODUCER, 'synthesis', signal);
    const refused = await limits.enter(PRODUCER, 'synthesis', signal).catch((error: unknown) => error);
    expect(errorCodeOf(refused)).toBe('rate-limited');
    const { retryAfterMs = 0 } = refused instanceof ServiceError ? refused : {};
    expect(retryAfterMs).toBeGreaterThanOrEqual(1_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    await limits.onApplicationShutdown();
  });

  it('counts what several workers let through together', async () => {
    const [one, other] = [newWorker(), newWorker()];
    await one.enter(PRODUCER, 'synthesis', signal);
    await one.enter(PRODUCER, 'synthesis', signal);
    expect(await other.enter(PRODUCER, 'synthesis', signal).catch(errorCodeOf)).toBe('rate-limited');
    await Promise.all([one.onApplicationShutdown(), other.onApplicationShutdown()]);
  });

  it('counts each producer and each kind of request apart, and none where limits are off', async () => {
    const limits = newWorker();
    for (const name of ['ivr', 'portal']) {
      await limits.enter({ ...PRODUCER, name }, 'synthesis', signal);
      await limits.enter({ ...PRODUCER, name }, 'synthesis', signal);
      await limits.enter({ ...PRODUCER, name }, 'default', signal);
    }
    const off = newWorker(false);
    for (let request = 0; request < 5; request += 1) await off.enter(PRODUCER, 'synthesis', signal);
    await limits.onApplicationShutdown();
  });

  it('ends its wait when the worker has to stop', async () => {
    const limits = newWorker();
    await limits.enter(PRODUCER, 'synthesis', signal);
    await limits.enter(PRODUCER, 'synthesis', signal);
    const stopped = new Error('stopped');
    expect(await limits.enter(PRODUCER, 'synthesis', AbortSignal.abort(stopped)).catch((error: unknown) => error)).toBe(
      stopped,
    );
    await limits.onApplicationShutdown();
  });
});
