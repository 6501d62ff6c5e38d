import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { PageView } from '../platform/answers/page.ts';
import { runSmokeChecks } from './smoke-checks.ts';
import { SmokeClient } from './smoke-client.ts';

const TOKEN = 'a-token';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
type Handle = (request: IncomingMessage) => Answer;

const REPORT = { verdict: 'accepted', checks: [{}], sha256: 'x' };
const problem = (status: number, code: string): Answer => ({ status, body: { code, detail: 'As the API says it.' } });
const voices = (...ids: string[]): Answer => ({
  status: 200,
  body: { data: ids.map((id) => ({ id })), hasMore: false, next: null } satisfies PageView<{ id: string }>,
});
const operation = (status: number, state: string): Answer => ({
  status,
  body: { id: 'op_1', status: state, subject: { id: 'syn_1', href: '/v1/syntheses/syn_1' } },
});
const isKnown = ({ headers }: IncomingMessage) => headers.authorization === `Bearer ${TOKEN}`;
const known =
  (answer: Answer): Handle =>
  (request) =>
    isKnown(request) ? answer : problem(401, 'unauthenticated');

/** An API that is well and has one voice, by method and path. */
const WELL: Readonly<Record<string, Handle>> = {
  'GET /health/ready': () => ({ status: 200, body: { status: 'ok', info: { cosmos: {} }, error: {} } }),
  'GET /openapi.json': () => ({ status: 200, body: { openapi: '3.1.0', paths: { '/v1/voices': {} } } }),
  'POST /v1/audio-checks': known({ status: 200, body: REPORT }),
  'GET /v1/voices': known(voices('vce_1')),
  'POST /v1/syntheses/estimates': known({ status: 200, body: { billedCharacters: 18 } }),
  'POST /v1/syntheses': known(operation(202, 'queued')),
  'GET /v1/operations/op_1': known(operation(200, 'succeeded')),
  'GET /v1/operations/op_1/events': known({ status: 204 }),
  'GET /v1/syntheses/syn_1/audio': known({ status: 200, body: `RIFF${'x'.repeat(2_000)}` }),
  'DELETE /v1/syntheses/syn_1': known({ status: 204 }),
};

let server: Server | undefined;
const calls: string[] = [];
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  calls.length = 0;
});

async function startApi(handlers: Readonly<Record<string, Handle>>): Promise<URL> {
  const api = createServer((request, response) => {
    request.resume().on('end', () => {
      const call = `${request.method} ${new URL(request.url ?? '', 'http://x').pathname}`;
      calls.push(call);
      const { status, body, headers } = handlers[call]?.(request) ?? problem(404, 'not-found');
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  server = api;
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(api.address() as AddressInfo).port}`);
}

/** Names, states and details of all checks against an API that differs from the one that is well. */
async function check(
  different: Record<string, Handle> = {},
  options: { write?: boolean; token?: string; synthesisTimeoutMs?: number } = {},
) {
  const url = await startApi({ ...WELL, ...different });
  const client = new SmokeClient(url, options.token ?? TOKEN);
  return runSmokeChecks(client, { write: true, waitMs: 0, ...options }, () => undefined);
}

const failuresOf = (results: Awaited<ReturnType<typeof check>>) =>
  results.filter(({ status }) => status === 'failed').map(({ name, detail }) => `${name}: ${detail}`);

describe('the smoke test', () => {
  it('finds nothing wrong with an API that is well, and deletes what it had spoken', async () => {
    const results = await check();
    expect(results.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'health passed',
      'anonymous passed',
      'openapi passed',
      'audio-check passed',
      'estimate passed',
      'synthesis passed',
    ]);
    expect(calls).toContain('DELETE /v1/syntheses/syn_1');
  });

  it('writes nothing unless it is asked to', async () => {
    expect((await check({}, { write: false })).map(({ name }) => name)).not.toContain('synthesis');
    expect(calls).not.toContain('POST /v1/syntheses');
  });

  it.each<[string, Record<string, Handle>, RegExp]>([
    [
      'an API that is not ready',
      { 'GET /health/ready': () => ({ status: 503, body: { status: 'error', error: { cosmos: {} } } }) },
      /^health: The API is not ready: cosmos/,
    ],
    [
      'something else at the URL',
      { 'GET /health/ready': () => ({ status: 200, body: '<html>' }) },
      /^health: .*not the API/,
    ],
    ['an API that lets anybody in', { 'GET /v1/voices': () => voices('vce_1') }, /^anonymous: .*answered 200/],
    [
      'a document of another API',
      { 'GET /openapi.json': () => ({ status: 200, body: { openapi: '3.0.0' } }) },
      /^openapi: /,
    ],
    ['a document that fails', { 'GET /openapi.json': () => problem(500, 'internal') }, /^openapi: .*500 internal/],
    [
      'an audio check without report',
      { 'POST /v1/audio-checks': known({ status: 200, body: {} }) },
      /^audio-check: .*did not return a report/,
    ],
    [
      'a role that is missing',
      { 'POST /v1/audio-checks': known(problem(403, 'forbidden')) },
      /^audio-check: .*403 forbidden.*lacks an app role/,
    ],
    [
      'an estimate without a number',
      { 'POST /v1/syntheses/estimates': known({ status: 200, body: {} }) },
      /^estimate: /,
    ],
    [
      'a redirect',
      { 'POST /v1/audio-checks': () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }) },
      /^audio-check: .*302/,
    ],
    [
      'a synthesis that fails',
      {
        'GET /v1/operations/op_1': known({
          status: 200,
          body: { id: 'op_1', status: 'failed', error: { code: 'provider-rejected', detail: 'D.' } },
        }),
      },
      /^synthesis: .*failed, provider-rejected: D\./,
    ],
    [
      'audio that is none',
      { 'GET /v1/syntheses/syn_1/audio': known({ status: 200, body: 'nothing' }) },
      /^synthesis: .*not a WAV/,
    ],
    [
      'a synthesis that stays',
      { 'DELETE /v1/syntheses/syn_1': known(problem(503, 'dependency-unavailable')) },
      /^synthesis: DELETE .*503/,
    ],
  ])('names %s', async (_, different, expected) => {
    const failures = failuresOf(await check(different));
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(expected);
  });

  it('says that a token is refused, and never shows it', async () => {
    const results = await check({}, { token: 'another-token' });
    expect(failuresOf(results)).toEqual([
      expect.stringMatching(/^audio-check: .*401 unauthenticated.*token in SMOKE_TOKEN was refused/),
      expect.stringMatching(/^estimate: .*401 unauthenticated/),
    ]);
    expect(JSON.stringify(results)).not.toContain('another-token');
  });

  it('skips what it has no voice for, and asks for one that does not exist instead', async () => {
    const results = await check({
      'GET /v1/voices': known(voices()),
      'POST /v1/syntheses/estimates': known({
        status: 422,
        body: { code: 'unknown-reference', errors: [{ pointer: '/voiceId' }] },
      }),
    });
    expect(failuresOf(results)).toEqual([]);
    expect(results.slice(-2).map(({ name, status, detail }) => `${name} ${status}: ${detail}`)).toEqual([
      'estimate passed: there is no voice; a voice that does not exist is refused',
      'synthesis skipped: no voice may speak',
    ]);
  });

  it('takes another voice than one that is not granted to the caller', async () => {
    let asked = 0;
    const results = await check({
      'GET /v1/voices': known(voices('vce_1', 'vce_2')),
      'POST /v1/syntheses/estimates': () =>
        (asked += 1) === 1 ? problem(403, 'voice-not-granted') : { status: 200, body: { billedCharacters: 1 } },
    });
    expect(failuresOf(results)).toEqual([]);
    expect(asked).toBe(2);
  });

  it('skips a document that is switched off', async () => {
    const results = await check({ 'GET /openapi.json': () => problem(404, 'not-found') });
    expect(results.find(({ name }) => name === 'openapi')).toMatchObject({
      status: 'skipped',
      detail: expect.stringContaining('SWAGGER_ENABLED'),
    });
  });

  it('names a worker that does not come, and cancels what has not ended', async () => {
    const silent = {
      'GET /v1/operations/op_1': known(operation(200, 'queued')),
      'DELETE /v1/syntheses/syn_1': known(problem(409, 'state-conflict')),
      'POST /v1/operations/op_1/cancel': known({ status: 202, body: {} }),
    };
    const results = await check(silent, { synthesisTimeoutMs: 0 });
    expect(failuresOf(results)).toEqual([expect.stringMatching(/^synthesis: .*queued after 0 s/)]);
    expect(calls.at(-1)).toBe('POST /v1/operations/op_1/cancel');
  });

  it('asks no more of an API that does not answer', async () => {
    const url = await startApi(WELL);
    server?.close();
    server?.closeAllConnections();
    const results = await runSmokeChecks(new SmokeClient(url, TOKEN), { write: true, waitMs: 0 }, () => undefined);
    expect(results.map(({ status }) => status)).toEqual([
      'failed',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
    ]);
    expect(results[0]?.detail).toMatch(/does not answer: ECONNREFUSED/);
  });
});
