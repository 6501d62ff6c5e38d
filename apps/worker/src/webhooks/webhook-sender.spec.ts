import { describe, expect, it } from 'vitest';
import { SecretBox } from '#auth';
import { aConfig } from '#config/testing';
import { aDelivery, anEndpoint, stub } from '#domain/testing';
import type { EgressClient, EgressRequest } from '#egress';
import { continueTrace, runInContext, traceFields } from '#observability';
import { WebhookSender } from './webhook-sender.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CAUSE = `00-${TRACE_ID}-00f067aa0ba902b7-01`;
const { signal } = new AbortController();

const asked: EgressRequest[] = [];
const egress = stub<EgressClient>({
  request: (request) => {
    asked.push(request);
    return Promise.resolve({ status: 204, headers: {} });
  },
});
const sender = new WebhookSender(aConfig(), egress, new SecretBox([]));

async function traceOf(traceparent?: string): Promise<string> {
  await sender.send(anEndpoint(), aDelivery({ traceparent }), signal);
  return asked.at(-1)?.headers?.['traceparent'] ?? '';
}

describe('the trace of a webhook', () => {
  it('is that of the work that caused the event, with a span for each attempt', async () => {
    const replay = traceFields(continueTrace(undefined));
    const traces = [await traceOf(CAUSE), await runInContext(replay, () => traceOf(CAUSE))];
    for (const trace of traces) expect(trace).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
    expect(new Set([CAUSE, ...traces]).size).toBe(3);
  });

  it('is that of the attempt where the delivery has none', async () => {
    const attempt = traceFields(continueTrace(undefined));
    expect(await runInContext(attempt, () => traceOf())).toContain(attempt.traceId);
    expect(await traceOf()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});
