import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecordedMetrics } from '#observability/testing';
import { createTinyApplication, type TinyApplication } from './testing/tiny-application.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('Correlation', () => {
  let tiny: TinyApplication;

  beforeAll(async () => {
    tiny = await createTinyApplication();
  });
  afterAll(() => tiny.app.close());
  beforeEach(() => void (tiny.lines.length = 0));

  const create = (options: InjectOptions = {}) =>
    tiny.app.inject({ method: 'POST', url: '/v1/things', payload: { name: 'a' }, ...options });
  const contextOf = (body: string) => (JSON.parse(body) as { context: Record<string, string> }).context;
  const accessLines = () => tiny.lines.filter(({ msg }) => msg === 'Request answered');

  it('takes over a request id, answers it, and knows it in the handler after the body was read', async () => {
    const response = await create({ headers: { 'x-request-id': 'client-0001' } });
    expect(response.headers['x-request-id']).toBe('client-0001');
    expect(contextOf(response.body)).toMatchObject({ requestId: 'client-0001' });
  });

  it.each(['short', 'with space', 'a\u00e9b-12345', 'x'.repeat(129), '{"level":60}', 'a;b-12345', '<script>alert(1)'])(
    'makes its own in place of %j',
    async (id) => {
      const { headers } = await create({ headers: { 'x-request-id': id } });
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('continues the caller’s trace with a span of its own', async () => {
    const { body } = await create({ headers: { traceparent: `00-${TRACE}-${SPAN}-01` } });
    const { traceId, spanId, traceparent } = contextOf(body);
    expect(traceId).toBe(TRACE);
    expect(spanId).not.toBe(SPAN);
    expect(traceparent).toBe(`00-${TRACE}-${spanId}-01`);
  });

  it('begins a trace when the caller’s is none', async () => {
    const { traceId } = contextOf((await create({ headers: { traceparent: 'nonsense' } })).body);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('keeps requests apart that run at the same time', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `request-${index}`);
    const answers = await Promise.all(ids.map((id) => create({ headers: { 'x-request-id': id } })));
    expect(answers.map(({ body }) => contextOf(body)['requestId'])).toEqual(ids);
    expect(new Set(accessLines().map(({ requestId }) => requestId))).toEqual(new Set(ids));
    expect(accessLines()).toHaveLength(ids.length);
  });

  it('logs one line for a request: method, route, status, time, and who asked; no query, no body, no token', async () => {
    await tiny.app.inject({
      url: '/v1/things?limit=5&canary=1',
      headers: { authorization: 'Bearer canary:Voice.Read', 'x-request-id': 'client-0001' },
    });
    expect(accessLines()).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        service: 'test',
        pid: process.pid,
        requestId: 'client-0001',
        traceId: expect.any(String),
        spanId: expect.any(String),
        tenantId: 'canary',
        principalId: 'object',
        method: 'GET',
        route: '/v1/things',
        status: 400,
        durationMs: expect.any(Number),
        msg: 'Request answered',
      },
    ]);
    await create({ payload: { name: 'canary' } });
    const withoutTenant = tiny.lines.map((line) => ({ ...line, tenantId: undefined }));
    expect(JSON.stringify(withoutTenant)).not.toContain('canary');
  });

  it('logs the pattern of a route, and of a path that nobody serves the path', async () => {
    await tiny.app.inject('/v1/things/thg_1?sig=canary');
    await tiny.app.inject('/v1/none\u2028?sig=canary');
    expect(accessLines().map(({ route, path, status }) => [route, path, status])).toEqual([
      ['/v1/things/:id', undefined, 200],
      [undefined, '/v1/none%E2%80%A8', 404],
    ]);
  });

  it('logs the failure of a request with a body in the request’s context', async () => {
    await create({ payload: '{', headers: { 'content-type': 'application/json', 'x-request-id': 'client-0001' } });
    expect(tiny.lines.map(({ requestId }) => requestId)).toEqual(['client-0001', 'client-0001']);
  });

  it('names the resource of the path in each line of its request, if it is an id of this API', async () => {
    await tiny.app.inject({
      url: '/v1/things/thg_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
      headers: { authorization: 'Bearer Voice.Read' },
    });
    await tiny.app.inject({ url: '/v1/things/thg_1', headers: { authorization: 'Bearer Voice.Read' } });
    const answered = tiny.lines.filter(({ msg }) => msg === 'Request answered');
    expect(answered.map(({ subjectId }) => subjectId)).toEqual(['thg_01JD8F3R5V6W7X8Y9Z0A1B2C3D', undefined]);
    for (const { traceId } of tiny.lines) expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  describe('what is recorded of an answer that nobody got whole', () => {
    const statuses = (recorded: RecordedMetrics) =>
      recorded.of('http.server.request.duration').map(({ attributes }) => attributes['http.response.status_code']);
    let url: string;
    beforeAll(async () => void (url = await tiny.app.listen(0, '127.0.0.1').then(() => tiny.app.getUrl())));

    it('is the status of the error that it broke with', async () => {
      using recorded = new RecordedMetrics();
      const response = await fetch(new URL('/v1/things/broken-stream', url));
      expect(response.status).toBe(200);
      await expect(response.arrayBuffer()).rejects.toThrow();
      await vi.waitFor(() => expect(statuses(recorded)).toEqual([500]));
    });

    it('is 499 when the caller has left before it', async () => {
      using recorded = new RecordedMetrics();
      const held = tiny.hold();
      const leaving = new AbortController();
      const asked = fetch(new URL('/v1/things/held', url), { signal: leaving.signal });
      await held.reached;
      leaving.abort();
      await expect(asked).rejects.toThrow();
      await vi.waitFor(() => expect(statuses(recorded)).toEqual([499]));
      held.release();
    });
  });

  it('is quiet about healthy probes, not about sick ones', async () => {
    await tiny.app.inject('/health/live');
    expect(accessLines()).toMatchObject([{ level: 'debug' }]);
  });
});
