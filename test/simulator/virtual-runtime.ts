import { AsyncLocalStorage } from 'node:async_hooks';
import crypto from 'node:crypto';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { Readable } from 'node:stream';
import timersPromises from 'node:timers/promises';
import type { ScheduledEvent } from './event-queue.ts';
import { processContext, type SimulatedProcess, START, type World } from './world.ts';

/** A timer of simulated code, as far as such code uses the object. */
class VirtualTimer {
  constructor(readonly event: ScheduledEvent) {}
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** An event that does not come. */
const NEVER: ScheduledEvent = { at: Infinity, order: 0, run: () => undefined, canceled: true };

/**
 * Puts time, chance and temporary files of simulated code under the world's control: production code calls setTimeout, setImmediate,
 * Date.now, performance.now, Math.random, randomUUID and fs as ever. Code that does not run in a simulated process (the test runner) keeps
 * the real timers and files.
 * @returns what puts everything back
 */
export function installVirtualRuntime(currentWorld: () => World): () => void {
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setInterval: globalThis.setInterval,
    setImmediate: globalThis.setImmediate,
    clearImmediate: globalThis.clearImmediate,
    timeout: Reflect.get(AbortSignal, 'timeout'),
    any: Reflect.get(AbortSignal, 'any'),
    now: Reflect.get(performance, 'now'),
    Date: globalThis.Date,
    random: Math.random,
    randomUUID: crypto.randomUUID,
    nextTurn: timersPromises.setImmediate,
    delay: timersPromises.setTimeout,
    mkdtemp: fsPromises.mkdtemp,
    rm: fsPromises.rm,
    open: fsPromises.open,
    createReadStream: fs.createReadStream,
  };
  const later = (process: SimulatedProcess, ms: number, run: () => void): VirtualTimer => {
    const inContext = AsyncLocalStorage.snapshot();
    return new VirtualTimer(currentWorld().within(process, ms, () => inContext(run)));
  };
  const nowMs = (): number => currentWorld().now + (processContext.getStore()?.clockErrorMs ?? 0);

  globalThis.setTimeout = ((run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const process = processContext.getStore();
    return process ? later(process, ms, () => run(...args)) : real.setTimeout(run, ms, ...args);
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = (timer?: unknown) => {
    if (timer instanceof VirtualTimer) timer.event.canceled = true;
    else real.clearTimeout(timer as NodeJS.Timeout);
  };
  // Only watches use it, over the event loop and the receivers, neither of which can stall here: real time must not touch the world.
  globalThis.setInterval = ((run: () => void, ms?: number) =>
    processContext.getStore() ? new VirtualTimer(NEVER) : real.setInterval(run, ms)) as typeof setInterval;
  globalThis.setImmediate = ((run: (...args: unknown[]) => void, ...args: unknown[]) => {
    const process = processContext.getStore();
    return process ? later(process, 0, () => run(...args)) : real.setImmediate(run, ...args);
  }) as unknown as typeof setImmediate;
  globalThis.clearImmediate = (immediate?: unknown) => {
    if (immediate instanceof VirtualTimer) immediate.event.canceled = true;
    else real.clearImmediate(immediate as NodeJS.Immediate);
  };
  AbortSignal.timeout = (ms) => {
    if (!processContext.getStore()) return real.timeout.call(AbortSignal, ms);
    const controller = new AbortController();
    setTimeout(
      () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      ms,
    );
    return controller.signal;
  };
  // Node keeps each signal of its own `any` that has a listener, and a simulated process that dies takes no listener away: worlds would never leave memory.
  AbortSignal.any = (signals) => {
    if (!processContext.getStore()) return real.any.call(AbortSignal, signals);
    const controller = new AbortController();
    const aborted = signals.find((signal) => signal.aborted);
    if (aborted) controller.abort(aborted.reason);
    for (const signal of signals) {
      signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
    }
    return controller.signal;
  };
  // It stands still while code runs: what code does depends neither on the speed of the machine nor on what else it has to do. So `inTurns`
  // runs each computation to its end at once, and what is measured against a deadline passes in simulated time.
  performance.now = () => (processContext.getStore() ? currentWorld().now - START : real.now.call(performance));
  globalThis.Date = class extends real.Date {
    constructor(...args: [] | [string | number]) {
      if (args.length === 0) super(nowMs());
      else super(...args);
    }
    static override now(): number {
      return nowMs();
    }
  } as DateConstructor;
  Math.random = () => (currentWorld().isStarting ? real.random() : currentWorld().random.next());
  crypto.randomUUID = (options) => (processContext.getStore() ? currentWorld().nextUuid() : real.randomUUID(options));
  timersPromises.setImmediate = (<T>(value: T, options?: { signal?: AbortSignal }): Promise<T> => {
    const process = processContext.getStore();
    if (!process) return real.nextTurn(value, options);
    return new Promise((resolve) => later(process, 0, () => resolve(value)));
  }) as typeof timersPromises.setImmediate;
  timersPromises.setTimeout = (<T>(ms: number, value: T, options: { signal?: AbortSignal } = {}): Promise<T> => {
    const process = processContext.getStore();
    if (!process) return real.delay(ms, value, options);
    return new Promise<T>((resolve, reject) => {
      const timer = later(process, ms, () => resolve(value));
      options.signal?.addEventListener('abort', () => {
        timer.event.canceled = true;
        reject(options.signal?.reason as Error);
      });
    });
  }) as typeof timersPromises.setTimeout;

  fsPromises.mkdtemp = (async (prefix: string, ...rest: []) => {
    const process = processContext.getStore();
    return process ? `${prefix}${process.directories++}` : real.mkdtemp(prefix, ...rest);
  }) as typeof fsPromises.mkdtemp;
  fsPromises.rm = async (path, options) => {
    const process = processContext.getStore();
    if (!process) return real.rm(path, options);
    for (const name of process.files.keys()) if (name.startsWith(`${String(path)}/`)) process.files.delete(name);
  };
  fsPromises.open = (async (path: string, flags?: string, mode?: number) => {
    const process = processContext.getStore();
    return process ? new VirtualFile(process, path) : real.open(path, flags, mode);
  }) as typeof fsPromises.open;
  fs.createReadStream = ((path: string, ...rest: []) => {
    const process = processContext.getStore();
    if (!process) return real.createReadStream(path, ...rest);
    return Readable.from([process.files.get(path) ?? Buffer.alloc(0)], { objectMode: false });
  }) as typeof fs.createReadStream;
  syncBuiltinESMExports();

  return () => {
    globalThis.setTimeout = real.setTimeout;
    globalThis.clearTimeout = real.clearTimeout;
    globalThis.setInterval = real.setInterval;
    globalThis.setImmediate = real.setImmediate;
    globalThis.clearImmediate = real.clearImmediate;
    AbortSignal.timeout = real.timeout;
    AbortSignal.any = real.any;
    performance.now = real.now;
    globalThis.Date = real.Date;
    Math.random = real.random;
    crypto.randomUUID = real.randomUUID;
    timersPromises.setImmediate = real.nextTurn;
    timersPromises.setTimeout = real.delay;
    fsPromises.mkdtemp = real.mkdtemp;
    fsPromises.rm = real.rm;
    fsPromises.open = real.open;
    fs.createReadStream = real.createReadStream;
    syncBuiltinESMExports();
  };
}

/** As much of a FileHandle as the recorder of speech uses. */
class VirtualFile {
  #content = Buffer.alloc(0);

  constructor(
    private readonly process: SimulatedProcess,
    private readonly path: string,
  ) {}

  async write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<void> {
    const end = position + length;
    if (end > this.#content.length)
      this.#content = Buffer.concat([this.#content, Buffer.alloc(end - this.#content.length)]);
    this.#content.set(bytes.subarray(offset, offset + length), position);
  }

  async close(): Promise<void> {
    this.process.files.set(this.path, this.#content);
  }
}
