import { createOpenTelemetryInstrumenter } from '@azure/opentelemetry-instrumentation-azure-sdk';
import type { Instrumenter, InstrumenterSpanOptions, TracingContext, TracingSpan } from '@azure/core-tracing';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';

/** What spans of the Azure SDKs may say. URLs are not among it: they hold ids, names of blobs, and signatures. */
const ALLOWED_ATTRIBUTES: ReadonlySet<string> = new Set([
  'az.namespace',
  'messaging.system',
  'messaging.destination.name',
  'messaging.operation',
  'messaging.operation.type',
  'messaging.batch.message_count',
  'server.address',
  'net.peer.name',
  'peer.address',
  'db.system',
]);
/** Requests within an operation of the SDK, which its own span covers; and messages, whose spans are those of our publisher and processor. */
const LEFT_OUT = /^HTTP\b|\.process$|^message$|^ServiceBusSender\./i;

/**
 * In place of the context of a span that is left out: the one that the code runs in goes on, and none is made for it. The SDKs add their namespace to a
 * context that has none.
 */
const UNCHANGED: TracingContext = ROOT_CONTEXT.setValue(Symbol.for('@azure/core-tracing namespace'), 'none');

/**
 * The spans of the Azure SDKs, by Microsoft's own instrumenter: below a span of this process, without URLs, texts of errors, and requests that repeat
 * their operation. What the SDKs do by themselves (locks, tokens, links) has no span.
 */
export function azureInstrumenter(): Instrumenter {
  const instrumenter = createOpenTelemetryInstrumenter();
  return {
    startSpan(name: string, options: InstrumenterSpanOptions): { span: TracingSpan; tracingContext: TracingContext } {
      const from = options.tracingContext === UNCHANGED ? undefined : options.tracingContext;
      if (LEFT_OUT.test(name)) return { span: NO_SPAN, tracingContext: from ?? UNCHANGED };
      const given = from ?? activeContext();
      if (!trace.getSpanContext(given)) return { span: NO_SPAN, tracingContext: given };
      const spanAttributes = Object.fromEntries(
        Object.entries(options.spanAttributes ?? {}).filter(([key]) => ALLOWED_ATTRIBUTES.has(key)),
      );
      const started = instrumenter.startSpan(name, { ...options, tracingContext: given, spanAttributes });
      return { span: new BareSpan(started.span), tracingContext: started.tracingContext };
    },
    withContext: (tracingContext, callback, ...args) =>
      tracingContext === UNCHANGED ? callback(...args) : instrumenter.withContext(tracingContext, callback, ...args),
    parseTraceparentHeader: (header) => instrumenter.parseTraceparentHeader(header),
    createRequestHeaders: (tracingContext) =>
      instrumenter.createRequestHeaders(tracingContext === UNCHANGED ? undefined : tracingContext),
  };
}

/** Passes on what may be said. */
class BareSpan implements TracingSpan {
  constructor(private readonly span: TracingSpan) {}

  setStatus(status: Parameters<TracingSpan['setStatus']>[0]): void {
    if (status.status !== 'error') return;
    const { statusCode, code } = (typeof status.error === 'object' ? status.error : {}) as Record<string, unknown>;
    if (typeof statusCode === 'number') this.span.setAttribute('http.response.status_code', statusCode);
    if (typeof code === 'string' && /^[\w.-]{1,60}$/.test(code)) this.span.setAttribute('error.type', code);
    this.span.setStatus({ status: 'error' });
  }

  setAttribute(name: string, value: unknown): void {
    if (ALLOWED_ATTRIBUTES.has(name)) this.span.setAttribute(name, value);
  }

  end(): void {
    this.span.end();
  }

  recordException(): void {
    // The exception of the work says it.
  }

  isRecording(): boolean {
    return this.span.isRecording();
  }
}

const NO_SPAN: TracingSpan = {
  setStatus: () => undefined,
  setAttribute: () => undefined,
  end: () => undefined,
  recordException: () => undefined,
  isRecording: () => false,
};

function activeContext(): TracingContext {
  return context.active();
}
