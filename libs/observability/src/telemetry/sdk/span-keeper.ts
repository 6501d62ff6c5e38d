import { type Context, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { isInRatio } from './ratio-sampler.ts';

/** The Azure exporter puts this attribute into the envelope. */
export const SAMPLE_RATE = 'microsoft.sample_rate';
/** Spans of one request or message that are kept until it ends; further ones are exported only with their trace. */
export const MAX_HELD_OF_ROOT = 200;
/** Of all requests and messages together. */
export const MAX_HELD_SPANS = 4_000;
/** Spans that have not ended, of all work. Beyond that the oldest, which will hardly end, are not waited for. */
export const MAX_OPEN_SPANS = 10_000;

/** Work that began in this process with a request, a message or by itself. */
interface Root {
  readonly span: Pick<ReadableSpan, 'spanContext'>;
  /** In percent, when it is decided; 0: not exported. */
  rate: number | undefined;
  held: ReadableSpan[];
}

export interface SpanKeeperOptions {
  /** Share of the traces that are exported, 0 to 1. */
  readonly ratio: number;
  /** Work that takes longer is exported in any case. */
  readonly slowMs: number;
  /** Takes what is exported. */
  readonly keep: (span: ReadableSpan) => void;
}

/**
 * Decides which spans are exported, when the request or message that they belong to ends in this process. What failed or was slow is exported
 * in any case, and counts for itself (`sampleRate` 100). Of the rest the ratio is, and each counts for as many as that says.
 */
export class SpanKeeper implements SpanProcessor {
  /** By the ids of spans that have not ended. */
  readonly #open = new Map<string, Root>();
  readonly #long = new WeakSet<object>();
  #held = 0;

  constructor(private readonly options: SpanKeeperOptions) {}

  /** Spans that wait for a decision, of all work. */
  get held(): number {
    return this.#held;
  }

  /** Spans that have not ended, of all work whose end decides. */
  get open(): number {
    return this.#open.size;
  }

  /** Notes that it is meant to last: it is not slow. */
  noteLong(span: object): void {
    this.#long.add(span);
  }

  onStart(span: ReadableSpan, _context?: Context): void {
    // With all traces kept there is nothing to wait for.
    if (this.options.ratio >= 1) return;
    if (this.#open.size >= MAX_OPEN_SPANS) this.#forgetOldest();
    const parent = span.parentSpanContext;
    // A message that this process has sent may be handled here before its sending has ended, and is work of its own all the same.
    const above = parent && span.kind !== SpanKind.CONSUMER ? this.#open.get(parent.spanId) : undefined;
    const root = above ?? { span, rate: undefined, held: [] };
    this.#open.set(span.spanContext().spanId, root);
  }

  onEnd(span: ReadableSpan): void {
    if (this.options.ratio >= 1) return this.#export(span, 100);
    const { spanId } = span.spanContext();
    const root = this.#open.get(spanId);
    this.#open.delete(spanId);
    if (!root) return this.#export(span, this.#rateByItself(span));
    if (root.span === span && root.rate === undefined) this.#decide(root, this.#rateByItself(span));
    if (root.rate !== undefined) return this.#export(span, root.rate);
    // There is no room to wait: its trace alone decides.
    if (root.held.length >= MAX_HELD_OF_ROOT || this.#held >= MAX_HELD_SPANS)
      return this.#export(span, this.#rateByTrace(span));
    root.held.push(span);
    this.#held += 1;
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  #decide(root: Root, rate: number): void {
    root.rate = rate;
    this.#held -= root.held.length;
    for (const each of root.held) this.#export(each, rate);
    root.held = [];
  }

  #forgetOldest(): void {
    for (const [spanId, root] of this.#open) {
      this.#open.delete(spanId);
      if (root.rate === undefined && root.span.spanContext().spanId === spanId)
        this.#decide(root, this.#rateByTrace(root.span));
      return;
    }
  }

  #rateByTrace(span: Pick<ReadableSpan, 'spanContext'>): number {
    const { ratio } = this.options;
    return isInRatio(span.spanContext().traceId, ratio) ? ratio * 100 : 0;
  }

  #rateByItself(span: ReadableSpan): number {
    return this.#isRemarkable(span) ? 100 : this.#rateByTrace(span);
  }

  #isRemarkable(span: ReadableSpan): boolean {
    if (span.status.code === SpanStatusCode.ERROR) return true;
    return hrTimeToMilliseconds(span.duration) >= this.options.slowMs && !this.#long.has(span);
  }

  #export(span: ReadableSpan, rate: number): void {
    if (rate === 0) return;
    if (rate < 100) span.attributes[SAMPLE_RATE] = rate;
    this.options.keep(span);
  }
}
