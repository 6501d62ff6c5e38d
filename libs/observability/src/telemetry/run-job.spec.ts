import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { MemoryLogger } from '../../testing/index.ts';
import { newTrace } from '../trace-context.ts';
import { type JobResult, runJob } from './run-job.ts';
import { useSpanSource } from './spans.ts';

/** What happened, in its order. */
let events: string[];
let stop: () => void;

beforeEach(() => {
  events = [];
  stop = useSpanSource({
    start: (name, { kind, parent }) => {
      events.push(`${kind} ${name} ${parent === null ? 'begins' : 'continues'}`);
      return {
        trace: newTrace(),
        rename: () => undefined,
        set: () => undefined,
        fail: (error, code) => void events.push(`fails with ${code ?? String(error)}`),
        end: (isLong) => void events.push(isLong === true ? 'ends, and may last' : 'ends'),
      };
    },
    run: (_span, fn) => fn(),
  });
});
afterEach(() => stop());

class Host extends EventEmitter {
  exit(code: number): void {
    events.push(`exit ${code}`);
  }
}

function run(work: () => Promise<JobResult>, more: { readonly interrupt?: () => void; readonly host?: Host } = {}) {
  const telemetry = {
    start: () => Promise.resolve(void events.push('telemetry starts')),
    close: () => Promise.resolve(void events.push('telemetry is sent')),
  };
  const destinations = { applicationInsights: undefined, otlp: undefined, service: undefined, instance: undefined };
  const config = { telemetry: { ...destinations, ratio: 1, slowMs: 1, metricsIntervalMs: 1_000 } };
  const credential = { getToken: () => Promise.resolve(null) };
  return runJob(
    {
      telemetry,
      config,
      credential,
      service: 'migrate',
      logger: new MemoryLogger().asLogger,
      host: new Host(),
      ...more,
    },
    work,
  );
}

const BEGINNING = ['telemetry starts', 'consumer job migrate begins'];
const END = ['ends, and may last', 'telemetry is sent'];

describe(runJob, () => {
  it('is one request of its role, sent when the work has ended', async () => {
    const exitCode = await run(() => Promise.resolve({ exitCode: (events.push('works'), 0) }));
    expect(exitCode).toBe(0);
    expect(events).toEqual([...BEGINNING, 'works', ...END]);
  });

  it.each([
    ['its error', { exitCode: 2, error: new ServiceError('dependency-unavailable', 'away') }, 'dependency-unavailable'],
    ['what it left', { exitCode: 1 }, 'not-complete'],
  ])('fails with %s', async (_, result, code) => {
    expect(await run(() => Promise.resolve(result))).toBe(result.exitCode);
    expect(events).toEqual([...BEGINNING, `fails with ${code}`, ...END]);
  });

  it('sends what it threw, and throws it', async () => {
    await expect(run(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
    expect(events).toEqual([...BEGINNING, 'fails with Error: a bug', ...END]);
  });

  it('is sent before a signal ends the process', async () => {
    const host = new Host();
    const work = Promise.withResolvers<JobResult>();
    const running = run(() => work.promise, { host });
    await expect.poll(() => host.listenerCount('SIGTERM')).toBe(1);
    host.emit('SIGTERM');
    await expect.poll(() => events).toEqual([...BEGINNING, 'fails with terminated', ...END, 'exit 143']);
    work.resolve({ exitCode: 0 });
    await running;
  });

  it('interrupts work that can end by itself', async () => {
    const host = new Host();
    const work = Promise.withResolvers<JobResult>();
    const running = run(() => work.promise, { host, interrupt: () => work.resolve({ exitCode: 1 }) });
    await expect.poll(() => host.listenerCount('SIGTERM')).toBe(1);
    host.emit('SIGTERM');
    expect(await running).toBe(1);
    expect(host.listenerCount('SIGTERM')).toBe(0);
    expect(events).toEqual([...BEGINNING, 'fails with not-complete', ...END]);
  });
});
