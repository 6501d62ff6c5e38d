import { gunzipSync } from 'node:zlib';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { describe, expect, it } from 'vitest';
// It has the exporter ask no server for settings.
import './application-insights.ts';
import { AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import { AnswerPolicy } from './answer-policy.ts';
import { EnvelopeSender } from './envelope-sender.ts';
import { EnvelopeText } from './envelope-text.ts';
import type { ReadableSpan } from './exporter-set.ts';
import { OtelSpans } from './otel-spans.ts';
import { SpanKeeper } from './span-keeper.ts';
import { BLOCK_BYTES } from './text-blocks.ts';

const KEY = '00000000-0000-4000-8000-000000000001';

/** A sender whose requests are answered here, and what they say. */
function senderHere() {
  const bodies: unknown[] = [];
  const policy = new AnswerPolicy();
  const transport = new AzureMonitorTraceExporter({
    connectionString: `InstrumentationKey=${KEY};IngestionEndpoint=https://127.0.0.1:1/`,
    disableOfflineStorage: true,
    additionalPolicies: [{ position: 'perRetry', policy }],
    httpClient: {
      sendRequest: (request) => {
        bodies.push(request.body);
        const bodyAsText = '{"itemsReceived":1,"itemsAccepted":1,"errors":[]}';
        return Promise.resolve({ request, headers: request.headers, status: 200, bodyAsText });
      },
    },
  });
  return { bodies, sender: new EnvelopeSender(new EnvelopeText(KEY), transport, policy) };
}

function spansOf(names: readonly string[]): readonly ReadableSpan[] {
  const kept: ReadableSpan[] = [];
  const keeper = new SpanKeeper({ ratio: 1, slowMs: 60_000, keep: (span) => kept.push(span) });
  const resource = resourceFromAttributes({ 'service.name': 'test', 'service.instance.id': 'one' });
  const spans = new OtelSpans({ scope: 'test', resource, ratio: 1, keeper });
  for (const name of names) spans.start(name, { kind: 'server', parent: null }).end();
  return kept;
}

describe(EnvelopeSender.name, () => {
  it('keeps only the bytes of a span until they are sent, beside those of others', () => {
    const { sender } = senderHere();
    const pieces = spansOf(Array.from({ length: 50 }, () => 'größer')).map((span) => sender.of(span));
    // The pieces that its text is made of do not stay: all that is kept is in one block.
    expect(new Set(pieces.map(({ block }) => block.buffer))).toEqual(new Set([pieces[0]?.block.buffer]));
    expect(pieces[0]?.block.buffer.byteLength).toBe(BLOCK_BYTES);
    for (const { block, from, to } of pieces) {
      const text = block.toString('utf8', from, to);
      expect(text.startsWith(',')).toBe(true);
      expect(JSON.parse(text.slice(1))).toMatchObject({ data: { baseData: { name: 'größer' } } });
    }
  });

  it.each([[['größer']], [['first', 'größer', 'last']]])('sends %j as one compressed list', async (names) => {
    const { sender, bodies } = senderHere();
    const envelopes = spansOf(names).map((span) => sender.of(span));
    const result = await new Promise<ExportResult>((resolve) => void sender.export(envelopes, resolve));
    expect(result.code).toBe(ExportResultCode.SUCCESS);
    expect(bodies).toHaveLength(1);
    const sent = JSON.parse(String(gunzipSync(bodies[0] as Uint8Array))) as { data: { baseData: { name: string } } }[];
    expect(sent.map(({ data }) => data.baseData.name)).toEqual(names);
    await sender.shutdown();
  });
});
