import {
  type Attributes,
  type HrTime,
  type SpanContext,
  SpanKind as OtelKind,
  type SpanStatus,
  SpanStatusCode,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { errorCodeOf } from '#domain';
import { redactText } from '../../logging/redact-text.ts';
import type { TraceContext } from '../../trace-context.ts';
import { MIN_MINOR_MS, type Span, type SpanAttributes, type SpanKind } from '../spans.ts';
import type { ReadableSpan } from './exporter-set.ts';
import { spanContextOf } from './span-contexts.ts';
import type { SpanKeeper } from './span-keeper.ts';

const KINDS: Readonly<Record<SpanKind, OtelKind>> = {
  server: OtelKind.SERVER,
  consumer: OtelKind.CONSUMER,
  producer: OtelKind.PRODUCER,
  client: OtelKind.CLIENT,
  internal: OtelKind.INTERNAL,
};
/** Attribute that becomes the name of a request in Application Insights. */
export const REQUEST_NAME = 'ai.operation.name';
const MAX_STACK_LINES = 20;
const MAX_STACK_LINE_LENGTH = 500;
/** A place ends each: in a file or WebAssembly, in built-in code, or in a list of promises. */
const FRAME = /^ {4}at .*(?::\d+:\d+|:0x[\da-f]+|<anonymous>|native|index \d+)\)?$/;
const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };
const NO_LINKS: ReadableSpan['links'] = [];
const NO_EVENTS: ReadableSpan['events'] = [];

export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  /** One object for our code and for OpenTelemetry. */
  readonly trace: TraceContext & SpanContext;
  readonly parent: TraceContext | undefined;
  /** Whether the parent is that of another process. */
  readonly isRemote: boolean;
  readonly isMinor: boolean;
}

export interface SpanSurroundings {
  readonly scope: string;
  readonly resource: Resource;
  readonly keeper: Pick<SpanKeeper, 'noteLong' | 'onStart' | 'onEnd'>;
}

/**
 * A span as the exporters of OpenTelemetry read it. The SDK's own would check each attribute, which the types do here, and make a context of its own for
 * each span: that was most of what a span cost. See ADR 170.
 */
export class RecordedSpan implements Span, ReadableSpan {
  readonly kind: OtelKind;
  readonly trace: TraceContext & SpanContext;
  readonly parentSpanContext?: SpanContext;
  readonly attributes: Attributes = {};
  status = UNSET;
  name: string;
  ended = false;
  events = NO_EVENTS;
  readonly links = NO_LINKS;
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount = 0;
  readonly droppedLinksCount = 0;
  readonly #surroundings: SpanSurroundings;
  /** The clock of the wall for when it began, which may be set; the other one for how long it took. */
  readonly #startedAt = Date.now();
  readonly #startedAfter = performance.now();
  #tookMs = -1;
  readonly #isMinor: boolean;

  constructor({ name, kind, trace, parent, isRemote, isMinor }: SpanStart, surroundings: SpanSurroundings) {
    this.name = name;
    this.kind = KINDS[kind];
    this.trace = trace;
    this.#surroundings = surroundings;
    if (parent) this.parentSpanContext = Object.assign(spanContextOf(parent), { isRemote });
    // The exporter of Application Insights names requests of HTTP only.
    if (kind === 'consumer') this.attributes[REQUEST_NAME] = name;
    this.#isMinor = isMinor;
    if (!isMinor) surroundings.keeper.onStart(this);
  }

  /** Milliseconds since 1970. */
  get startedAtMs(): number {
    return this.#startedAt;
  }

  /** Milliseconds; -1 before its end. */
  get tookMs(): number {
    return this.#tookMs;
  }

  get startTime(): HrTime {
    return hrTimeOf(this.#startedAt);
  }

  get endTime(): HrTime {
    return hrTimeOf(this.#startedAt + Math.max(0, this.#tookMs));
  }

  get duration(): HrTime {
    return hrTimeOf(this.#tookMs);
  }

  get resource(): Resource {
    return this.#surroundings.resource;
  }

  get instrumentationScope() {
    return { name: this.#surroundings.scope };
  }

  spanContext(): SpanContext {
    return this.trace;
  }

  rename(name: string): void {
    this.name = name;
    if (REQUEST_NAME in this.attributes) this.attributes[REQUEST_NAME] = name;
  }

  set(attributes: SpanAttributes): void {
    for (const name in attributes) {
      const value = attributes[name];
      if (value !== undefined) this.attributes[name] = value;
    }
  }

  fail(error: unknown, code: string = errorCodeOf(error)): void {
    this.attributes['error.type'] = code;
    this.status = { code: SpanStatusCode.ERROR, message: code };
    // One exception for the work, not one for each call that it came through.
    if (this.kind !== OtelKind.SERVER && this.kind !== OtelKind.CONSUMER) return;
    const time = hrTimeOf(this.#startedAt + performance.now() - this.#startedAfter);
    this.events = [...this.events, { name: 'exception', attributes: exceptionOf(error, code), time }];
  }

  end(isLong = false): void {
    if (this.ended) return;
    this.ended = true;
    this.#tookMs = performance.now() - this.#startedAfter;
    const { keeper } = this.#surroundings;
    if (this.#isMinor) {
      if (this.#tookMs < MIN_MINOR_MS && this.status === UNSET) return;
      keeper.onStart(this);
    }
    if (isLong) keeper.noteLong(this);
    keeper.onEnd(this);
  }
}

function hrTimeOf(milliseconds: number): HrTime {
  const seconds = Math.trunc(milliseconds / 1_000);
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1e6)];
}

/** Texts of errors may repeat what was sent: kind, code and place are enough. See ADR 76. */
function exceptionOf(error: unknown, code: string): Attributes {
  const type = error instanceof Error ? error.name : 'Error';
  return { 'exception.type': type, 'exception.message': code, 'exception.stacktrace': framesOf(error) };
}

/** Its stack begins with its message, whose lines may look like frames; where the message was replaced, nothing tells the two apart. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return '';
  const { message, stack } = error;
  const start = stack.indexOf(message);
  if (start < 0) return '';
  const lines = stack.slice(start + message.length).split('\n');
  const frames = lines.filter((line) => FRAME.test(line)).slice(0, MAX_STACK_LINES);
  return frames.map((line) => redactText(line).slice(0, MAX_STACK_LINE_LENGTH)).join('\n');
}
