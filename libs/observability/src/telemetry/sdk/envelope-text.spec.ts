// It has the exporter ask no server for settings.
import './application-insights.ts';
import { AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import type { SpanOptions } from '../spans.ts';
import { EnvelopeText } from './envelope-text.ts';
import type { ReadableSpan } from './exporter-set.ts';
import { OtelSpans } from './otel-spans.ts';
import { QuotedNames } from './quoted-names.ts';
import { RatioSampler } from './ratio-sampler.ts';
import { SpanKeeper } from './span-keeper.ts';

const KEY = '00000000-0000-4000-8000-000000000001';
/** In each ratio, and in none but 1. */
const [KEPT, NOT_KEPT] = ['4bf92f3577b34da6a3ce000000000000', '4bf92f3577b34da6a3ceffffffffffff'];
const parentIn = (traceId: string) => `00-${traceId}-00f067aa0ba902b7-01`;
const resource = resourceFromAttributes({ 'service.name': 'a "role"', 'service.instance.id': 'one' });

function kept(ratio: number) {
  const spans: ReadableSpan[] = [];
  const keeper = new SpanKeeper({ ratio, slowMs: 60_000, keep: (span) => spans.push(span) });
  return { spans, keeper };
}

/** What a span of our own gives. */
function own(name: string, options: SpanOptions, failure?: Error): readonly ReadableSpan[] {
  const { spans, keeper } = kept(0.25);
  const span = new OtelSpans({ scope: 'test', resource, ratio: 0.25, keeper }).start(name, options);
  if (failure) span.fail(failure);
  span.end();
  return spans;
}

/** What a span of an Azure SDK gives. */
function ofSdk(kind: SpanKind, attributes: Record<string, string>, seconds: number, isLinked = false) {
  const { spans, keeper } = kept(1);
  const provider = new BasicTracerProvider({ resource, sampler: new RatioSampler(1), spanProcessors: [keeper] });
  const context = { traceId: KEPT, spanId: '00f067aa0ba902b7', traceFlags: TraceFlags.SAMPLED };
  const links = isLinked ? [{ context }] : [];
  const parent = trace.setSpanContext(ROOT_CONTEXT, context);
  const span = provider
    .getTracer('azure')
    .startSpan('BlobClient-download', { kind, attributes, links, startTime: 1_000 }, parent);
  if (isLinked) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(1_000 + seconds * 1_000);
  return spans;
}

/** Longer than each limit; the second one in bytes alone, and its characters do not end where the limit is. */
const [LONG, LONG_EUROS] = ['a'.repeat(10_000), `${'€'.repeat(2_730)}a€€`];

type Json = Record<string, unknown>;
interface Written extends Json {
  readonly time: string;
  readonly tags: Json;
  readonly data: { readonly baseData: Json };
}

/** What Microsoft's exporter sends of these spans. */
async function byMicrosoft(spans: readonly ReadableSpan[]): Promise<unknown[]> {
  const bodies: unknown[] = [];
  const exporter = new AzureMonitorTraceExporter({
    connectionString: `InstrumentationKey=${KEY};IngestionEndpoint=https://127.0.0.1:1/`,
    disableOfflineStorage: true,
    httpClient: {
      sendRequest: (request) => {
        bodies.push(request.body);
        const bodyAsText = '{"itemsReceived":1,"itemsAccepted":1,"errors":[]}';
        return Promise.resolve({ request, headers: request.headers, status: 200, bodyAsText });
      },
    },
  });
  const { promise, resolve } = Promise.withResolvers<ExportResultCode>();
  await exporter.export([...spans], ({ code }) => resolve(code));
  expect(await promise).toBe(ExportResultCode.SUCCESS);
  await exporter.shutdown();
  return bodies;
}

/** Without the name of the exporter, what is empty, how precisely a duration is written, and the time. */
function comparable({ tags, data, time: _time, ...envelope }: Written): Json {
  const { 'ai.internal.sdkVersion': _, ...said } = tags;
  const { measurements, duration, ...base } = data.baseData;
  expect(measurements ?? {}).toEqual({});
  return {
    ...envelope,
    tags: said,
    data: { ...data, baseData: base },
    ...(typeof duration === 'string' && { ticks: ticksOf(duration) }),
  };
}

/** In units of 10 µs, in which the last digit plays no part. */
function ticksOf(duration: string): number {
  const [, days = '0', hours, minutes, seconds] = /^(?:(\d+)\.)?(\d\d):(\d\d):(\d\d\.\d{1,7})$/.exec(duration) ?? [];
  return Math.round(((Number(days) * 24 + Number(hours)) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1e5);
}

describe(EnvelopeText.name, () => {
  const failure = new ServiceError('internal', 'about Alice');
  const client = { 'messaging.system': 'servicebus', 'voice.message.attempt': 2, 'server.address': 'a.example' };
  const http = { 'http.request.method': 'POST', 'http.response.status_code': 202 };
  const cosmos = { 'db.system.name': 'azure.cosmosdb', 'db.operation.name': 'read', 'db.response.status_code': '404' };
  const cases: readonly (readonly [string, readonly ReadableSpan[]])[] = [
    [
      'a request',
      own('POST', { kind: 'server', parent: parentIn(KEPT), attributes: { ...http, 'http.route': '/a/{id}' } }),
    ],
    [
      'a request without a route',
      own('GET', {
        kind: 'server',
        parent: parentIn(KEPT),
        attributes: { 'http.request.method': 'GET', 'http.response.status_code': 404 },
      }),
    ],
    ['a request that fails', own('GET', { kind: 'server', parent: parentIn(NOT_KEPT), attributes: http }, failure)],
    ['the begin of a trace', own('GET', { kind: 'server', parent: null }, failure)],
    [
      'a message',
      own('process a.b', {
        kind: 'consumer',
        parent: parentIn(KEPT),
        attributes: { 'voice.subject.id': 'a "b" \u2028\n', ...client },
      }),
    ],
    ['a message that fails', own('process a.b', { kind: 'consumer', parent: parentIn(KEPT) }, failure)],
    ['a message that is sent', own('send a', { kind: 'producer', parent: parentIn(KEPT), attributes: client })],
    [
      'a call of a database',
      own('Cosmos DB read', {
        kind: 'client',
        parent: parentIn(KEPT),
        attributes: { ...cosmos, 'server.address': 'a.example' },
      }),
    ],
    [
      'a call of a database nowhere',
      own('Cosmos DB read', { kind: 'client', parent: parentIn(KEPT), attributes: cosmos }, failure),
    ],
    ['a call by HTTP', own('egress POST', { kind: 'client', parent: parentIn(KEPT), attributes: http })],
    [
      'a call by HTTP of a host',
      own('egress POST', { kind: 'client', parent: parentIn(KEPT), attributes: { ...http, 'server.address': 'a' } }),
    ],
    [
      'another call',
      own(
        'speech synthesis',
        { kind: 'client', parent: parentIn(KEPT), attributes: { 'voice.provider': 'speech' } },
        failure,
      ),
    ],
    ['work within', own('part', { kind: 'internal', parent: parentIn(KEPT) })],
    [
      'an operation of an SDK',
      ofSdk(SpanKind.INTERNAL, { 'az.namespace': 'Microsoft.Storage', 'net.peer.name': 'a' }, 0.0123456),
    ],
    [
      'a call of an SDK',
      ofSdk(SpanKind.CLIENT, { 'az.namespace': 'Microsoft.ServiceBus', 'net.peer.name': 'a' }, 62.5, true),
    ],
    [
      'a request with long values',
      own('GET', {
        kind: 'server',
        parent: parentIn(KEPT),
        attributes: { 'http.request.method': 'GET', 'http.route': LONG, 'voice.a': LONG, 'voice.b': LONG_EUROS },
      }),
    ],
    [
      'a call by HTTP with long values',
      own(LONG, { kind: 'client', parent: parentIn(KEPT), attributes: { ...http, 'server.address': LONG } }),
    ],
    [
      'a call of a database with long values',
      own(LONG, {
        kind: 'client',
        parent: parentIn(KEPT),
        attributes: { 'db.system.name': LONG, 'db.operation.name': LONG, 'server.address': LONG_EUROS },
      }),
    ],
    ['an operation of an SDK with long values', ofSdk(SpanKind.INTERNAL, { 'az.namespace': LONG }, 1)],
    ['a database of an SDK', ofSdk(SpanKind.CLIENT, { 'db.system': 'redis', 'net.peer.name': 'a' }, 200_000.25)],
  ];

  it.each(cases)('says of %s what the exporter of Microsoft says', async (_, spans) => {
    expect(spans).toHaveLength(1);
    const text = new EnvelopeText(KEY);
    const written = JSON.parse(`[${spans.map((span) => text.of(span)).join(',')}]`) as Written[];
    const [body] = await byMicrosoft(spans);
    const sent = JSON.parse(String(body)) as Written[];
    expect(written.map(comparable)).toEqual(sent.map(comparable));
    // Microsoft's exporter counts nanoseconds since 1970 as a double, and so says 257.9998 ms of 258 ms.
    written.forEach(({ time }, index) =>
      expect([0, 1]).toContain(Date.parse(time) - Date.parse(sent[index]?.time ?? '')),
    );
  });

  it('counts what is kept of a share for as many, and an error for itself', () => {
    const rates = cases.slice(0, 3).flatMap(([, spans]) => {
      const text = spans.map((span) => new EnvelopeText(KEY).of(span)).join(',');
      return (JSON.parse(`[${text}]`) as Json[]).map(({ sampleRate }) => sampleRate);
    });
    expect(rates).toEqual([25, 25, 100, 100]);
  });

  it('cuts what the exporter of Microsoft does not: the names of messages, and exceptions', () => {
    const [span] = own(LONG, { kind: 'consumer', parent: null }, failure);
    const long = 'a'.repeat(40_000);
    const attributes = { 'exception.type': long, 'exception.message': long, 'exception.stacktrace': long };
    Object.assign(span ?? {}, { events: [{ name: 'exception', attributes, time: [0, 0] }] });
    const written = JSON.parse(`[${span && new EnvelopeText(KEY).of(span)}]`) as Written[];
    const [request, exception] = written.map(({ data }) => data.baseData);
    expect(written[0]?.tags['ai.operation.name']).toBe('a'.repeat(1_024));
    expect(request?.['name']).toBe('a'.repeat(1_024));
    const [typeName, text] = ['a'.repeat(1_024), 'a'.repeat(32_768)];
    expect(exception?.['exceptions']).toEqual([{ typeName, message: text, stack: text, hasFullStack: true }]);
  });

  it('keeps the names of spans and attributes for the next ones, and no values', () => {
    const names = new QuotedNames();
    const text = new EnvelopeText(KEY, names);
    const sizes = Array.from({ length: 3 }, (_, index) => {
      const attributes = { 'voice.subject.id': `vce_${index}`, 'server.address': `a${index}`, 'voice.attempt': index };
      for (const kind of ['server', 'client', 'consumer'] as const)
        for (const span of own('process a.b', { kind, parent: parentIn(KEPT), attributes })) text.of(span);
      return names.size;
    });
    // The role, its instance, the name and two attributes: an address has a field of its own.
    expect(sizes).toEqual([5, 5, 5]);
  });
});
