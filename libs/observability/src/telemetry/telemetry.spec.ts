import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemoryLogger } from '../../testing/index.ts';
import { isTraced } from './spans.ts';
import { Telemetry } from './telemetry.ts';

function options() {
  const logger = new MemoryLogger();
  const telemetry = {
    applicationInsights: undefined,
    otlp: { endpoint: 'http://127.0.0.1:1', headers: {}, metricsTemporality: 'cumulative' as const },
    service: undefined,
    instance: undefined,
    ratio: 1,
    slowMs: 10_000,
    metricsIntervalMs: 60_000,
  };
  const credential = { getToken: () => Promise.resolve(null) };
  return { logger, options: { config: { telemetry }, credential, service: 'test', logger: logger.asLogger } };
}

describe(Telemetry.name, () => {
  afterEach(() => vi.useRealTimers());

  it('starts when the process is ready, and not before', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { logger, options: given } = options();
    const ready = Promise.withResolvers<void>();
    const telemetry = new Telemetry();
    const started = telemetry.startAfter(ready.promise, given);
    await vi.dynamicImportSettled();
    expect([isTraced(), logger.lines]).toEqual([false, []]);
    ready.resolve();
    await started;
    expect([isTraced(), logger.lines.map(({ text }) => text)]).toEqual([true, ['telemetry is sent']]);
    await telemetry.close(0);
    expect(isTraced()).toBe(false);
  });

  it('starts nothing where nothing is configured', async () => {
    const { logger, options: given } = options();
    const telemetry = new Telemetry();
    const config = { telemetry: { ...given.config.telemetry, otlp: undefined } };
    await telemetry.startAfter(Promise.resolve(), { ...given, config });
    expect([isTraced(), logger.lines]).toEqual([false, []]);
    await telemetry.close();
  });
});
