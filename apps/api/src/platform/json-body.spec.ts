import { setImmediate as nextTurn } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { MAX_BODY_DEPTH, MAX_BODY_MEMBERS, MAX_BODY_VALUES, parseJsonBodies } from './json-body.ts';

let server: FastifyInstance;
let body: unknown;
let refusal: unknown;

beforeEach(() => {
  body = refusal = undefined;
  server = fastify({ bodyLimit: 8 * 1024 * 1024 });
  parseJsonBodies(server);
  server.setErrorHandler((error, _request, reply) => {
    refusal = error;
    return reply.status(400).send();
  });
  server.post('/', (request, reply) => {
    body = request.body;
    return reply.send();
  });
});

afterEach(() => server.close());

async function send(payload: string): Promise<void> {
  await server.inject({
    method: 'POST',
    url: '/',
    payload,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
}

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const members = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, 0])));
const zeros = (count: number): string => `[${'0,'.repeat(count - 1)}0]`;

describe(parseJsonBodies.name, () => {
  it('parses JSON', async () => {
    await send('{"a":["ä","\\n",1e3]}');
    expect(body).toEqual({ a: ['ä', '\n', 1_000] });
  });

  it.each([
    ['nothing', '', 'FST_ERR_CTP_EMPTY_JSON_BODY'],
    ['what is not JSON', '{"a":}', 'invalid-request'],
    ['a prototype', '{"a":{"__proto__":{}}}', 'FST_ERR_CTP_INVALID_JSON_BODY'],
    ['one level too many', nested(MAX_BODY_DEPTH + 2), 'invalid-request'],
    ['one value too many', zeros(MAX_BODY_VALUES), 'invalid-request'],
    ['one member too many', members(MAX_BODY_MEMBERS + 1), 'invalid-request'],
  ])('refuses %s', async (_, payload, code) => {
    await send(payload);
    expect(refusal).toMatchObject({ code });
  });

  it.each([
    ['a value that is missing', '{\n  "a":}', 'a character does not belong there, at line 2, column 7'],
    ['quotes of another kind', "{'a': 1}", 'a character does not belong there, at line 1, column 2'],
    ['an end that is missing', '{"a": "canary', 'at line 1, column 7'],
    ['a list that is open', '[1,', 'it ends too early, at line 1, column 4'],
  ])('says where JSON with %s is wrong, and not what stands there', async (_, payload, detail) => {
    await send(payload);
    expect(refusal instanceof ServiceError && refusal.detail).toContain(detail);
    expect(JSON.stringify(refusal)).not.toContain('canary');
  });

  it('says of a shape that is refused what is allowed', async () => {
    await send(zeros(4_000_000));
    expect(refusal instanceof ServiceError && refusal.detail).toBe('The body contains more than 100000 values.');
  });

  it.each([
    ['as deep as allowed', nested(MAX_BODY_DEPTH + 1)],
    ['of as many members as allowed', members(MAX_BODY_MEMBERS)],
    ['of as many values as allowed', zeros(MAX_BODY_VALUES - 1)],
  ])('takes a body %s', async (_, payload) => {
    await send(payload);
    expect(body).toEqual(JSON.parse(payload));
  });

  it('lets others have their turn while it reads a large one', async () => {
    const state = { ended: false };
    let turns = 0;
    const sent = send(`[${Array(90_000).fill('"some words"').join()}]`).finally(() => (state.ended = true));
    for (; !state.ended; turns++) await nextTurn();
    await sent;
    expect(body).toHaveLength(90_000);
    expect(turns).toBeGreaterThan(3);
  });
});
