import { context, trace } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { currentTrace, runInContext, runInSpan } from '../../context.ts';
import { newTrace } from '../../trace-context.ts';
import { azureInstrumenter } from './azure-instrumenter.ts';
import { LogContextManager } from './context-manager.ts';
import type { ReadableSpan } from './exporter-set.ts';
import { SpanKeeper } from './span-keeper.ts';

const kept: ReadableSpan[] = [];
const NAMESPACE = Symbol.for('@azure/core-tracing namespace');
const SDK = { packageName: '@azure/storage-blob' };

beforeAll(() => {
  const keeper = new SpanKeeper({ ratio: 1, slowMs: 60_000, keep: (span) => kept.push(span) });
  context.setGlobalContextManager(new LogContextManager());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [keeper] }));
});

afterAll(() => {
  context.disable();
  trace.disable();
});

it('goes on in the context of the work while a span is left out', () => {
  const instrumenter = azureInstrumenter();
  const work = newTrace();
  runInContext({}, () =>
    runInSpan(work, () => {
      const { span, tracingContext } = instrumenter.startSpan('ServiceBusSender.send', SDK);
      expect(span.isRecording()).toBe(false);
      // The SDKs make a context with their namespace of one that has none.
      expect(tracingContext.getValue(NAMESPACE)).toBeDefined();
      const inside = (one: string, other: string) => [one, other, currentTrace()];
      expect(instrumenter.withContext(tracingContext, inside, 'a', 'b')).toEqual(['a', 'b', work]);
      expect(instrumenter.createRequestHeaders(tracingContext)['traceparent']).toContain(work.spanId);
      const below = instrumenter.startSpan('BlobClient-download', { ...SDK, tracingContext });
      expect(below.tracingContext.getValue(NAMESPACE)).toBeUndefined();
      below.span.end();
    }),
  );
  expect(kept.map(({ name, parentSpanContext }) => [name, parentSpanContext?.spanId])).toEqual([
    ['BlobClient-download', work.spanId],
  ]);
});

it('makes no span for what no work has caused', () => {
  const { span } = azureInstrumenter().startSpan('BlobClient-download', SDK);
  expect(span.isRecording()).toBe(false);
});
