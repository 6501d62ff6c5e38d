import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { describe, expect, it, vi } from 'vitest';
import { ServiceError } from '#domain';
import { currentContext, runInContext, traceFields } from '../../context.ts';
import { formatTraceparent } from '../../trace-context.ts';
import { MIN_MINOR_MS, useSpanSource } from '../spans.ts';
import type { ReadableSpan } from './exporter-set.ts';
import { OtelSpans } from './otel-spans.ts';
import { SpanKeeper } from './span-keeper.ts';

/** The last digits are above each ratio but 1. */
const TRACE_ID = '4bf92f3577b34da6a3ceffffffffffff';
const PARENT = '00f067aa0ba902b7';

function spansAt(ratio: number) {
  const kept: ReadableSpan[] = [];
  const keeper = new SpanKeeper({ ratio, slowMs: 10_000, keep: (span) => kept.push(span) });
  const resource = resourceFromAttributes({ 'service.name': 'test' });
  return { kept, keeper, resource, spans: new OtelSpans({ scope: 'test', resource, ratio, keeper }) };
}

/** What the exception of a request that fails with it says of where. */
function stackOf(error: Error): string {
  const { kept, spans } = spansAt(1);
  const span = spans.start('GET', { kind: 'server', parent: null });
  span.fail(error);
  span.end();
  return String(kept[0]?.events[0]?.attributes?.['exception.stacktrace']);
}

describe(OtelSpans.name, () => {
  it('makes spans as exporters read them', () => {
    const { kept, resource, spans } = spansAt(1);
    const before = Date.now();
    const span = spans.start('GET', {
      kind: 'server',
      parent: `00-${TRACE_ID}-${PARENT}-00`,
      attributes: { 'http.route': '/things/{id}', 'http.request.method': undefined },
    });
    span.set({ 'http.response.status_code': 500, 'error.type': undefined });
    span.rename('GET /things/{id}');
    span.fail(new ServiceError('internal', 'about Alice'));
    span.end();
    const [read] = kept;
    expect(kept).toHaveLength(1);
    expect(read).toMatchObject({
      name: 'GET /things/{id}',
      kind: SpanKind.SERVER,
      parentSpanContext: { traceId: TRACE_ID, spanId: PARENT, isRemote: true },
      attributes: { 'http.route': '/things/{id}', 'http.response.status_code': 500, 'error.type': 'internal' },
      status: { code: SpanStatusCode.ERROR, message: 'internal' },
      instrumentationScope: { name: 'test' },
      ended: true,
      links: [],
    });
    expect(Object.keys(read?.attributes ?? {})).toHaveLength(3);
    expect(read?.resource).toBe(resource);
    expect(read?.spanContext()).toMatchObject({ traceId: TRACE_ID, spanId: span.trace.spanId });
    expect(read?.events).toMatchObject([
      { name: 'exception', attributes: { 'exception.type': 'ServiceError', 'exception.message': 'internal' } },
    ]);
    const [started, ended, took] = [read?.startTime, read?.endTime, read?.duration].map((time) =>
      hrTimeToMilliseconds(time ?? [0, 0]),
    );
    expect(started).toBeGreaterThanOrEqual(before);
    expect(took).toBeGreaterThan(0);
    expect((started ?? 0) + (took ?? 0)).toBeCloseTo(ended ?? 0, 0);
    expect(JSON.stringify(read?.events)).not.toContain('Alice');
  });

  it('keeps the places of an error, whatever its message looks like', () => {
    const message = 'refused\n    at Alice (file:///home/alice.ts:1:2)\n    at home';
    const stack = stackOf(new ServiceError('internal', message));
    expect(stack).toContain('recorded-span.spec.ts:');
    expect(stack).not.toMatch(/alice|home/i);
  });

  it('keeps no line of a stack that begins with another message', () => {
    const error = new Error('refused\n    at Alice (file:///home/alice.ts:1:2)');
    // It is made when it is read first.
    expect(error.stack).toContain('Alice');
    error.message = 'another';
    expect(stackOf(error)).toBe('');
  });

  it('keeps each kind of place, and no other line', () => {
    const error = new Error('bad');
    const places = [
      'at work (file:///app/a.ts:1:2)',
      'at async file:///app/a.ts:1:2',
      'at process.processTicksAndRejections (node:internal/process/task_queues:104:5)',
      'at new Promise (<anonymous>)',
      'at async Promise.all (index 0)',
      'at sign (wasm://wasm/0123abcd:wasm-function[12]:0x1a2b)',
    ].map((place) => `    ${place}`);
    error.stack = ['Error: bad', ...places, '    at home with Alice', '  Alice'].join('\n');
    expect(stackOf(error)).toBe(places.join('\n'));
  });

  it('keeps 20 places of 500 characters at most', () => {
    const error = new Error('bad');
    const place = `    at ${'a'.repeat(10_000)} (file:///app/a.ts:1:2)`;
    error.stack = ['Error: bad', ...Array.from({ length: 30 }, () => place)].join('\n');
    const lines = stackOf(error).split('\n');
    expect([lines.length, ...new Set(lines.map(({ length }) => length))]).toEqual([20, 500]);
  });

  it('sets the sampled flag by the id of the trace, whatever the caller has set', () => {
    const flagOf = (ratio: number, flags: string) => {
      const { spans } = spansAt(ratio);
      return spans.start('GET', { kind: 'server', parent: `00-${TRACE_ID}-${PARENT}-${flags}` }).spanContext()
        .traceFlags;
    };
    expect([flagOf(1, '00'), flagOf(0.5, '01')]).toEqual([TraceFlags.SAMPLED, TraceFlags.NONE]);
  });

  it.each([1, 0.5])('sends a minor span only if it fails or is slow, at the ratio %d', (ratio) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const { kept, spans, keeper } = spansAt(ratio);
      const request = spans.start('POST', { kind: 'server', parent: `00-${TRACE_ID}-${PARENT}-01` });
      for (const end of ['quickly', 'slowly', 'with a failure'] as const) {
        const span = spans.start(end, { kind: 'client', parent: formatTraceparent(request.trace), isMinor: true });
        if (end === 'slowly') vi.advanceTimersByTime(MIN_MINOR_MS);
        if (end === 'with a failure') span.fail(new Error('Bad'), '503');
        span.end();
      }
      request.fail(new Error('Bad'), 'internal');
      request.end();
      expect(kept.map(({ name }) => name)).toEqual(['slowly', 'with a failure', 'POST']);
      expect(keeper.open).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('sends a span once, however often it ends', () => {
    const { kept, spans } = spansAt(1);
    const span = spans.start('GET', { kind: 'server', parent: null });
    span.end();
    span.end();
    expect(kept).toHaveLength(1);
  });

  it('puts a span below the one that it runs in, which log lines and messages name', () => {
    const { spans } = spansAt(1);
    const putBack = useSpanSource(spans);
    try {
      const outer = spans.start('GET', { kind: 'server', parent: null });
      runInContext({ requestId: 'a-request', ...traceFields(outer.trace) }, () =>
        spans.run(outer, () => {
          const inner = spans.start('call', { kind: 'client' });
          expect(inner.parentSpanContext).toMatchObject({ spanId: outer.trace.spanId, isRemote: false });
          spans.run(inner, () =>
            expect(currentContext()).toEqual({ requestId: 'a-request', ...traceFields(inner.trace) }),
          );
        }),
      );
    } finally {
      putBack();
    }
  });
});
