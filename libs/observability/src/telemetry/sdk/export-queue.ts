import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult, suppressTracing } from '@opentelemetry/core';
import type { Drops, ExporterName, Signal } from './drops.ts';

/**
 * A span of 640 characters takes 0.8 KB in Application Insights' form (measured), that of a failed request up to 10 KB more for its stack. So an exporter
 * holds about 2 MB, and 23 MB if all are failed requests with the longest stacks; and one batch more, which is being sent.
 */
export const MAX_QUEUED = 2_048;
export const MAX_BATCH = 512;
const DELAY_MS = 5_000;
/** Longer than any healthy ingestion takes, shorter than what a process is given to end. */
export const EXPORT_TIMEOUT_MS = 10_000;

export interface BatchExporter<T> {
  export(items: T[], done: (result: ExportResult) => void): unknown;
  shutdown(): Promise<void>;
}

export interface ExportQueueOptions {
  readonly signal: Signal;
  readonly exporter: ExporterName;
  readonly drops: Drops;
  readonly delayMs?: number;
  readonly timeoutMs?: number;
}

/**
 * Sends items in batches, one batch at a time. Holds a bounded number of them; what does not fit, or cannot be sent, is dropped and counted.
 * It is not sent again: a later export of what ended meanwhile is worth more.
 */
export class ExportQueue<T> {
  readonly #items: T[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #isClosed = false;

  constructor(
    private readonly target: BatchExporter<T>,
    private readonly options: ExportQueueOptions,
  ) {}

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    if (this.#isClosed || this.#items.length >= MAX_QUEUED) return this.#drop(1, 'no room');
    this.#items.push(item);
    if (this.#items.length >= MAX_BATCH) void this.#send();
    else this.#wait();
  }

  /** Sends what is there, until `signal` ends that. */
  async flush(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (this.#items.length > 0 || this.#sending))
      await Promise.race([this.#send(), ended(signal)]);
  }

  /** Sends what is there, and ends the exporter. What is left is dropped. */
  async close(signal: AbortSignal): Promise<void> {
    await this.flush(signal);
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#drop(this.#items.splice(0).length, 'end of the process');
    // It may reject for a connection that broke; nothing depends on it.
    await Promise.race([this.target.shutdown().catch(() => undefined), ended(signal)]);
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => void this.#send(), this.options.delayMs ?? DELAY_MS).unref();
  }

  #send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
      if (this.#items.length > 0) this.#wait();
    });
    return this.#sending;
  }

  /** One batch, and more while they are full. What came meanwhile waits for its time: a request for each few items costs more than all else. */
  async #sendAll(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    do {
      const batch = this.#items.splice(0, MAX_BATCH);
      if (batch.length === 0) return;
      const failure = await exported(this.target, batch, this.options.timeoutMs ?? EXPORT_TIMEOUT_MS);
      if (failure) this.#drop(Math.min(failure.lost ?? batch.length, batch.length), failure.reason);
    } while (this.#items.length >= MAX_BATCH);
  }

  #drop(count: number, reason: string): void {
    if (count > 0) this.options.drops.add(this.options.signal, this.options.exporter, count, reason);
  }
}

export interface ExportFailure {
  /** A code, never a text. */
  readonly reason: string;
  /** How many items were lost, if not all. */
  readonly lost?: number | undefined;
}

/** @returns why it failed, if it did */
export async function exported<T>(
  target: Pick<BatchExporter<T>, 'export'>,
  items: T[],
  timeoutMs: number,
): Promise<ExportFailure | undefined> {
  const { promise, resolve } = Promise.withResolvers<ExportFailure | undefined>();
  const timer = setTimeout(() => resolve({ reason: 'timeout' }), timeoutMs);
  timer.unref();
  try {
    // The first result counts: the exporter of Application Insights says success after each failure.
    context.with(suppressTracing(ROOT_CONTEXT), () => {
      const done = ({ code, error }: ExportResult) =>
        resolve(code === ExportResultCode.SUCCESS ? undefined : failureOf(error));
      void Promise.resolve(target.export(items, done)).catch((error: unknown) => resolve(failureOf(error)));
    });
    return await promise;
  } catch (error) {
    return failureOf(error);
  } finally {
    clearTimeout(timer);
  }
}

function failureOf(error: unknown): ExportFailure {
  const { code, statusCode, name, lost } = (error ?? {}) as Record<string, unknown>;
  const known = [statusCode, code, name].find((each) => typeof each === 'string' || typeof each === 'number');
  const reason = String(known ?? 'refused').slice(0, 60);
  return { reason, lost: typeof lost === 'number' ? lost : undefined };
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
