import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode, ProviderError, ServiceError } from '#domain';
import { type Problem, PROBLEM_STATUS, problemSchema } from '#intake';
import { CODES_WITH_RETRY_AFTER } from './retry-after.ts';
import { createTinyApplication, type TinyApplication } from './testing/tiny-application.ts';

type Injected = Parameters<TinyApplication['app']['inject']>[0];

const FORBIDDEN =
  'The body must not have a field named `__proto__`, nor `prototype` in a field named `constructor`. See POST /v1/things in /openapi.json.';

describe('Problem answers', () => {
  let tiny: TinyApplication;

  beforeAll(async () => {
    tiny = await createTinyApplication();
  });
  afterAll(() => tiny.app.close());
  beforeEach(() => void (tiny.lines.length = 0));

  /** Asks, and checks what is true of every problem. */
  const ask = async (request: Injected) => {
    const response = await tiny.app.inject(request);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.headers['cache-control']).toBe('no-store');
    const problem = problemSchema.parse(JSON.parse(response.body)) satisfies Problem;
    expect(problem.status).toBe(response.statusCode);
    expect(problem.requestId).toBe(response.headers['x-request-id']);
    expect(problem.type).toBe(`/errors/${problem.code}`);
    expect(problem).toMatchObject(ERROR_CODES[problem.code]);
    return { problem, headers: response.headers, body: response.body };
  };
  const post = (payload: string | Buffer, contentType = 'application/json'): Injected => ({
    method: 'POST',
    url: '/v1/things',
    payload,
    headers: { 'content-type': contentType },
  });

  it.each(Object.keys(ERROR_CODES) as ErrorCode[])('show %s with its status, title and advice', async (code) => {
    tiny.failWith(new ServiceError(code, 'Do this.'));
    const { problem } = await ask('/v1/things/failing?sig=canary');
    expect(problem).toMatchObject({
      code,
      status: PROBLEM_STATUS[code],
      detail: 'Do this.',
      instance: '/v1/things/failing',
    });
  });

  it('say when to try again, in whole seconds, rounded up', async () => {
    tiny.failWith(new ServiceError('provider-throttled', 'Wait.', { retryAfterMs: 1_001 }));
    expect((await ask('/v1/things/failing')).headers['retry-after']).toBe('2');
    tiny.failWith(new ServiceError('provider-timeout', 'Wait.'));
    expect((await ask('/v1/things/failing')).headers['retry-after']).toBeUndefined();
  });

  it.each([...CODES_WITH_RETRY_AFTER])('always say after %s when to try again', async (code) => {
    for (const retryAfterMs of [undefined, 0, 1]) {
      tiny.failWith(new ServiceError(code, 'Wait.', { retryAfterMs }));
      expect(Number((await ask('/v1/things/failing')).headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
  });

  it('list the fields that are wrong', async () => {
    const fields = [{ pointer: '/samples/0', code: 'too-short', detail: 'Add more.' }];
    tiny.failWith(new ServiceError('sample-too-short', 'Record more.', { fields }));
    expect((await ask('/v1/things/failing')).problem.errors).toEqual(fields);
  });

  it.each([
    ['an error', new Error('canary')],
    [
      'an SDK’s error with a status of its own',
      Object.assign(new Error('canary'), { statusCode: 404, code: 'BlobNotFound' }),
    ],
    ['a status that is no error', Object.assign(new Error('canary'), { statusCode: 200, code: 'FST_ODD' })],
    ['text', 'canary'],
    ['nothing', undefined],
    ['null', null],
  ])('say nothing of %s that nobody expected, and log it', async (_, failure) => {
    tiny.failWith(failure);
    const { problem, body } = await ask('/v1/things/failing');
    expect(problem).toMatchObject({ code: 'internal', status: 500 });
    expect(body).not.toContain('canary');
    const logged = tiny.lines.filter(({ level }) => level === 'error');
    expect(logged).toEqual([
      expect.objectContaining({ requestId: problem.requestId, msg: 'a request failed unexpectedly' }),
    ]);
    if (failure instanceof Error)
      expect(logged[0]).toMatchObject({ err: { message: 'canary', stack: expect.stringContaining('at ') } });
  });

  it('do not repeat what a provider said', async () => {
    tiny.failWith(
      new ProviderError('provider-rejected', 'Azure refused this.', {
        cause: new Error('canary'),
        providerCode: 'canary',
      }),
    );
    expect((await ask('/v1/things/failing')).body).not.toContain('canary');
  });

  it('do not repeat the words of a framework', async () => {
    const { problem, body } = await ask('/v1/things/nest-exception');
    expect(problem).toMatchObject({ code: 'invalid-request', status: 400 });
    expect(body).not.toContain('canary');
  });

  it('answer a path that nobody serves', async () => {
    expect((await ask('/v1/nothing')).problem).toMatchObject({ code: 'not-found', instance: '/v1/nothing' });
    expect((await ask('/')).problem).toMatchObject({ code: 'not-found' });
  });

  it('answer a method that a path does not have with those that it has', async () => {
    const { problem, headers } = await ask({ method: 'DELETE', url: '/v1/things?x=1' });
    expect(problem).toMatchObject({ code: 'method-not-allowed' });
    expect(headers['allow']).toBe('GET, HEAD, POST');
    expect((await ask({ method: 'PATCH', url: '/v1/things/thg_1' })).headers['allow']).toBe('GET, HEAD');
  });

  it('leave a handler’s own not-found a not-found', async () => {
    expect((await ask('/v1/things/thg_404')).problem).toMatchObject({
      code: 'not-found',
      detail: 'There is no such thing.',
    });
  });

  it.each([
    [
      'broken JSON',
      '{"name":',
      'The body is not valid JSON: it ends too early, after line 1, column 8. Is a } missing? See POST /v1/things in /openapi.json.',
    ],
    ['JSON that would set a prototype', '{"name":"a","__proto__":{"x":1}}', FORBIDDEN],
    ['JSON that would set a constructor’s prototype', '{"name":"a","constructor":{"prototype":{}}}', FORBIDDEN],
    [
      'nothing',
      '',
      'The body is missing. Send a JSON object, or leave the header Content-Type out where the request has no body. See POST /v1/things in /openapi.json.',
    ],
  ])('answer a body of %s', async (_, payload, detail) => {
    expect((await ask(post(payload))).problem).toMatchObject({ code: 'invalid-request', status: 400, detail });
  });

  it('answer JSON that is nested without end', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect((await ask(post(`{"name":${deep}}`))).problem).toMatchObject({ code: 'invalid-request' });
  });

  it('answer a body that is too large, before it is read', async () => {
    expect((await ask(post('x'.repeat(1_048_577)))).problem).toMatchObject({ code: 'payload-too-large', status: 413 });
  });

  it('answer a content type that nobody takes', async () => {
    expect((await ask(post('a,b', 'text/csv'))).problem).toMatchObject({ code: 'unsupported-media-type', status: 415 });
  });

  it.each([
    ['text/plain', 'must be application/json, but you sent text/plain'],
    ['application/x-www-form-urlencoded', 'With curl, add -H "Content-Type: application/json"'],
    ['multipart/form-data; boundary=b', 'use POST /v1/uploads/files'],
    ['application/merge-patch+json', 'must be application/json'],
    ['application/json; charset=iso-8859-1', 'must have the charset utf-8, but you sent iso-8859-1'],
    ['application', 'must be application/json, but you sent application'],
  ])('answer JSON sent as %s with 415, and say what is right', async (type, detail) => {
    const { problem, body } = await ask(post('{"name":"canary"}', type));
    expect(problem).toMatchObject({ code: 'unsupported-media-type', status: 415 });
    expect(problem.errors).toEqual([
      { pointer: 'header/Content-Type', code: 'unsupported', detail: expect.stringContaining(detail) as string },
    ]);
    expect(body).not.toContain('canary');
  });

  it.each(['application/json; charset=UTF-8', 'Application/JSON', 'application/json; charset="utf-8"'])(
    'take JSON as %s',
    async (type) => {
      expect((await tiny.app.inject(post('{"name":"a"}', type))).statusCode).toBe(201);
    },
  );

  it('answer a body without a content type, and one that is compressed', async () => {
    const { problem } = await ask({ method: 'POST', url: '/v1/things', payload: Buffer.from('{}') });
    expect(problem).toMatchObject({ status: 415, errors: [{ pointer: 'header/Content-Type' }] });
    const zipped = post('{"name":"a"}') as { headers: Record<string, string> };
    const coded = await ask({ ...zipped, headers: { ...zipped.headers, 'content-encoding': 'gzip' } });
    expect(coded.problem).toMatchObject({ status: 415, errors: [{ pointer: 'header/Content-Encoding' }] });
  });

  it('answer a request without a body, where one is needed', async () => {
    const { problem } = await ask({ method: 'POST', url: '/v1/things' });
    expect(problem).toMatchObject({ status: 400, errors: [{ pointer: '', code: 'required' }] });
    expect(problem.detail).toContain('The body is missing. Send a JSON object');
  });

  it('answer a query parameter that the route does not have', async () => {
    const headers = { authorization: 'Bearer tenant:Voice.Read' };
    const { problem } = await ask({ url: '/v1/things?limitt=5', headers });
    expect(problem).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: 'query/limitt', code: 'unknown-parameter' }],
    });
    expect(problem.detail).toBe(
      '`limitt` is not a query parameter of this request. Did you mean limit? See GET /v1/things in /openapi.json.',
    );
    const none = await ask('/v1/things/held?dryRun=true');
    expect(none.problem.detail).toBe(
      '`dryRun` is not a query parameter of this request. It takes none. See GET /v1/things/held in /openapi.json.',
    );
    // Who may not read the things learns nothing of their filters.
    expect((await ask({ url: '/v1/things?limitt=5' })).problem.code).toBe('unauthenticated');
  });

  it('name the path that was probably meant', async () => {
    expect((await ask('/v1/thing')).problem.detail).toBe('This path does not exist. Did you mean /v1/things?');
    expect((await ask('/nothing')).problem.detail).toContain('/openapi.json lists the paths');
  });

  const part = (name: string, extra = '') =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\nvalue\r\n`;

  it.each([
    ['another content type', '{}', 'application/json', 415],
    ['no boundary', part('file'), 'multipart/form-data', 400],
    ['an end that is missing', part('file', '; filename="a"').slice(0, -4), 'multipart/form-data; boundary=b', 400],
    ['no end of fields', `${part('a')}${part('b')}--b--`, 'multipart/form-data; boundary=b', 400],
    ['a field that would set a prototype', `${part('__proto__')}--b--`, 'multipart/form-data; boundary=b', 400],
  ])('answer a form with %s', async (_, payload, type, status) => {
    const { problem } = await ask({ ...(post(payload, type) as object), url: '/v1/things/form' });
    expect(problem).toMatchObject({ status });
  });

  it('answer a path that is not a URL, or too long', async () => {
    expect((await ask('/v1/%zz')).problem).toMatchObject({ code: 'invalid-request', status: 400 });
    expect((await ask(`/v1/things/${'x'.repeat(300)}`)).problem).toMatchObject({
      code: 'invalid-request',
      status: 414,
    });
  });

  it('answer a request without a token, with a wrong one, and without the role', async () => {
    const bearer = (token: string): Injected => ({ url: '/v1/things', headers: { authorization: `Bearer ${token}` } });
    expect((await ask('/v1/things')).headers['www-authenticate']).toBe('Bearer realm="voice"');
    const wrong = await ask(bearer('wrong'));
    expect(wrong.problem).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(wrong.headers['www-authenticate']).toContain('error="invalid_token"');
    const poor = await ask(bearer('tenant:Voice.Enroll'));
    expect(poor.problem).toMatchObject({ code: 'forbidden', status: 403 });
    expect(poor.headers['www-authenticate']).toContain('error="insufficient_scope"');
    const down = await ask(bearer('down'));
    expect(down.problem).toMatchObject({ code: 'dependency-unavailable', status: 503 });
    expect(down.headers['retry-after']).toBe('2');
    expect(down.headers['www-authenticate']).toBeUndefined();
  });

  it('are the same for every token that is refused, except for the request id', async () => {
    const bodies = await Promise.all(
      ['x', 'y'.repeat(5_000), '{}'].map(async (token) => {
        const { problem, headers } = await ask({ url: '/v1/things', headers: { authorization: `Bearer ${token}` } });
        return JSON.stringify({ ...problem, requestId: '', challenge: headers['www-authenticate'] });
      }),
    );
    expect(new Set(bodies).size).toBe(1);
  });
});
