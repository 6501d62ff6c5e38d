import { describe, expect, it } from 'vitest';
import { broken, FakeApi, json, problem } from './testing/fake-api.ts';
import { type Operation, OperationFailed } from './wait-for-operation.ts';

const ID = 'op_1';
const EVENTS = `GET /v1/operations/${ID}/events`;
const READ = `GET /v1/operations/${ID}`;

function operation(status: Operation['status'], more: Partial<Operation> = {}): Operation {
  return {
    id: ID,
    type: 'speech.synthesis',
    status,
    stage: status,
    progress: status === 'succeeded' ? 1 : 0,
    subject: { type: 'synthesis', id: 'syn_1', href: '/v1/syntheses/syn_1' },
    createdAt: '2026-11-29T00:00:00.000Z',
    updatedAt: '2026-11-29T00:00:00.000Z',
    ...more,
  };
}

function events(...texts: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}

function event(sequence: number, status: string): string {
  const data = { sequence, at: '2026-11-29T00:00:00.000Z', status, stage: status, progress: sequence / 4 };
  return `id: ${sequence}\nevent: ${status}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function waitedFor(api: FakeApi): Promise<{ result: Operation; stages: string[] }> {
  const stages: string[] = [];
  const result = await api.client().finishedOperation({ id: ID }, { onProgress: ({ stage }) => stages.push(stage) });
  return { result, stages };
}

describe('waiting for an operation', () => {
  it('follows its events, however they are cut, and reads the result', async () => {
    const text = `retry: 250\n\n: still here\n\n${event(1, 'queued')}${event(2, 'running')}`;
    const api = new FakeApi(
      events(text.slice(0, 70), text.slice(70, 71), text.slice(71)),
      json(operation('succeeded')),
    );
    const { result, stages } = await waitedFor(api);
    expect(result.status).toBe('succeeded');
    expect(stages).toEqual(['queued', 'running']);
    expect(api.calls).toEqual([EVENTS, READ]);
    expect(api.header('accept')[0]).toBe('text/event-stream');
  });

  it('resumes after the last event, at the pace that the server asks for', async () => {
    const api = new FakeApi(
      events(`retry: 250\n\n${event(1, 'queued')}`),
      json(operation('running')),
      events(event(2, 'running'), event(3, 'succeeded')),
      json(operation('succeeded')),
    );
    const { stages } = await waitedFor(api);
    expect(stages).toEqual(['queued', 'running', 'succeeded']);
    expect(api.header('last-event-id')).toEqual([null, null, '1', null]);
    expect(api.pauses).toEqual([250]);
  });

  it('reads the result when there is nothing left to tell (204)', async () => {
    const api = new FakeApi(new Response(null, { status: 204 }), json(operation('succeeded')));
    expect((await waitedFor(api)).result.status).toBe('succeeded');
  });

  it('reconnects after a broken stream', async () => {
    const api = new FakeApi(
      broken(),
      json(operation('running')),
      events(event(1, 'succeeded')),
      json(operation('succeeded')),
    );
    expect((await waitedFor(api)).stages).toEqual(['succeeded']);
    expect(api.calls).toEqual([EVENTS, READ, EVENTS, READ]);
  });

  it.each([
    ['too many streams are open', problem(429, 'too-many-open-requests', { retryable: true }, { 'retry-after': '9' })],
    ['the events are not acceptable', problem(406, 'not-acceptable')],
    ['the API fails', problem(503, 'dependency-unavailable', { retryable: true })],
  ])('polls at the pace that the API asks for when %s', async (_, refusal) => {
    const api = new FakeApi(
      refusal,
      json(operation('running'), 200, { 'retry-after': '2' }),
      json(operation('running'), 200, { 'retry-after': '3' }),
      json(operation('succeeded', { updatedAt: '2026-11-29T00:00:01.000Z' })),
    );
    const { stages } = await waitedFor(api);
    expect(api.calls).toEqual([EVENTS, READ, READ, READ]);
    expect(api.pauses).toEqual([2_000, 3_000]);
    expect(stages).toEqual(['running', 'succeeded']);
  });

  it('polls when the events do not get through', async () => {
    const page = () => new Response('<html>', { headers: { 'content-type': 'text/html' } });
    const running = () => json(operation('running'));
    const api = new FakeApi(page(), running(), events(), running(), events(), running(), json(operation('succeeded')));
    expect((await waitedFor(api)).result.status).toBe('succeeded');
    expect(api.calls).toEqual([EVENTS, READ, EVENTS, READ, EVENTS, READ, READ]);
  });

  it('does not poll what the caller may not see', async () => {
    const api = new FakeApi(problem(404, 'not-found'));
    await expect(waitedFor(api)).rejects.toMatchObject({ code: 'not-found' });
    expect(api.calls).toEqual([EVENTS]);
  });

  it('says why an operation failed, and that one was canceled', async () => {
    const error = { code: 'consent-revoked', detail: 'The consent was revoked.', retryable: false } as const;
    const failed = new FakeApi(events(event(1, 'failed')), json(operation('failed', { error })));
    await expect(waitedFor(failed)).rejects.toThrow('consent-revoked: The consent was revoked.');
    const canceled = new FakeApi(events(event(1, 'canceled')), json(operation('canceled')));
    const outcome = await waitedFor(canceled).catch((thrown: unknown) => thrown);
    expect(outcome).toBeInstanceOf(OperationFailed);
    expect(outcome).toMatchObject({ operation: { status: 'canceled' }, message: 'The operation op_1 was canceled' });
  });

  it('ends with the signal of the caller, who hears his own reason', async () => {
    const abort = new AbortController();
    const stopped = new Error('stopped');
    const api = new FakeApi(() => {
      abort.abort(stopped);
      return events(event(1, 'queued'));
    });
    const waiting = api.client().finishedOperation({ id: ID }, { signal: abort.signal });
    await expect(waiting).rejects.toBe(stopped);
    expect(api.calls).toEqual([EVENTS]);
  });
});
