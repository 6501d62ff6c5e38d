import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Activity } from './activity.ts';
import { HealthService } from './health.service.ts';
import { createHealthApplication, world } from './testing/health-application.ts';

const PROBE_EVERY_MS = 10;
/** Of docs/health.md. */
const MAX_TELL_MS = 2_000;

/** Signals of `AbortSignal.timeout` come by Node's own clock, which fake timers leave alone. */
function timeoutByTheFakeClock(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('', 'TimeoutError')), ms);
  return controller.signal;
}

describe('the time from an outage to the answer that tells it', () => {
  let app: NestFastifyApplication;
  beforeEach(async () => {
    app = await createHealthApplication();
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(timeoutByTheFakeClock);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    await app.close();
  });

  /** @returns milliseconds from the last moment at which the dependency answered to the first answer that is not ready */
  async function tellingTakes(outage: (signal: AbortSignal) => Promise<void>, offsetMs: number): Promise<number> {
    let [answeredAt, toldAt] = [Number.NaN, Number.NaN];
    const goesAt = Date.now() + 1_000 + offsetMs;
    world.cosmos = (signal) => {
      if (Date.now() >= goesAt) return outage(signal);
      answeredAt = Date.now();
      return Promise.resolve();
    };
    const probe = async (): Promise<void> => {
      app.get(Activity).note();
      const { healthy } = await app.get(HealthService).readiness();
      if (!healthy && Number.isNaN(toldAt)) toldAt = Date.now();
    };
    const probes: Promise<void>[] = [];
    while (Number.isNaN(toldAt) && Date.now() < goesAt + 10_000) {
      probes.push(probe());
      await vi.advanceTimersByTimeAsync(PROBE_EVERY_MS);
    }
    await vi.advanceTimersByTimeAsync(MAX_TELL_MS);
    await Promise.all(probes);
    return toldAt - answeredAt;
  }

  it.each([
    ['does not answer', () => new Promise<never>(() => undefined)],
    ['answers after 3 s', () => new Promise<void>((resolve) => void setTimeout(resolve, 3_000))],
    ['refuses', () => Promise.reject(new Error('403'))],
  ])('is at most 2 s when the dependency %s, whenever that begins', async (_, outage) => {
    const times: number[] = [];
    for (const offsetMs of [0, 10, 250, 490]) {
      times.push(await tellingTakes(outage, offsetMs));
    }
    for (const time of times) expect(time).toBeLessThanOrEqual(MAX_TELL_MS);
    expect(Math.min(...times)).toBeGreaterThan(0);
  });
});
