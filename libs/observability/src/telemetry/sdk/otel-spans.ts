import {
  type Attributes,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanKind as OtelKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { errorCodeOf } from '#domain';
import { currentTrace, runInSpan } from '../../context.ts';
import { redactText } from '../../logging/redact-text.ts';
import { parseTraceparent, type TraceContext } from '../../trace-context.ts';
import type { Span, SpanAttributes, SpanKind, SpanOptions, SpanSource } from '../spans.ts';
import { spanContextOf, traceContextOf } from './span-contexts.ts';
import type { SpanKeeper } from './span-keeper.ts';

const KINDS: Readonly<Record<SpanKind, OtelKind>> = {
  server: OtelKind.SERVER,
  consumer: OtelKind.CONSUMER,
  producer: OtelKind.PRODUCER,
  client: OtelKind.CLIENT,
  internal: OtelKind.INTERNAL,
};
const MAX_STACK_LINES = 20;

/** Spans of the OpenTelemetry SDK below those of the log context. */
export class OtelSpans implements SpanSource {
  constructor(
    private readonly tracer: Tracer,
    private readonly keeper: Pick<SpanKeeper, 'noteLong'>,
  ) {}

  start(name: string, { kind, attributes, parent }: SpanOptions): RecordedSpan {
    const found = parent === undefined ? currentTrace() : parseTraceparent(parent);
    const context = found
      ? trace.setSpanContext(ROOT_CONTEXT, { ...spanContextOf(found), isRemote: parent !== undefined })
      : ROOT_CONTEXT;
    const span = this.tracer.startSpan(name, { kind: KINDS[kind], attributes: present(attributes) }, context);
    return new RecordedSpan(span, kind, this.keeper);
  }

  run<T>(span: Span, fn: () => T): T {
    const held = span instanceof RecordedSpan ? trace.setSpan(ROOT_CONTEXT, span.span) : undefined;
    return runInSpan(span.trace, fn, held);
  }
}

class RecordedSpan implements Span {
  readonly trace: TraceContext;

  constructor(
    readonly span: OtelSpan,
    private readonly kind: SpanKind,
    private readonly keeper: Pick<SpanKeeper, 'noteLong'>,
  ) {
    this.trace = traceContextOf(span.spanContext());
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes(present(attributes));
  }

  fail(error: unknown, code: string = errorCodeOf(error)): void {
    this.span.setAttribute('error.type', code);
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    // One exception for the work, not one for each call that it came through.
    if (this.kind === 'server' || this.kind === 'consumer') this.span.addEvent('exception', exceptionOf(error, code));
  }

  end(isLong = false): void {
    if (isLong) this.keeper.noteLong(this.span);
    this.span.end();
  }
}

/** Texts of errors may repeat what was sent: kind, code and place are enough. See ADR 76. */
function exceptionOf(error: unknown, code: string): Attributes {
  const type = error instanceof Error ? error.name : 'Error';
  return { 'exception.type': type, 'exception.message': code, 'exception.stacktrace': framesOf(error) };
}

function framesOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return redactText(frames.slice(0, MAX_STACK_LINES).join('\n'));
}

function present(attributes: SpanAttributes = {}): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
