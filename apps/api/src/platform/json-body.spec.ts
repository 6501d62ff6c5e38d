import { setImmediate as nextTurn } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { MAX_BODY_DEPTH, MAX_BODY_MEMBERS, MAX_BODY_VALUES } from '#intake';
import { parseJsonBodies } from './json-body.ts';

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
    ['nothing', '', 'invalid-request'],
    ['nothing but white space', ' \r\n', 'invalid-request'],
    ['what is not JSON', '{"a":}', 'invalid-request'],
    ['a prototype', '{"a":{"__proto__":{}}}', 'invalid-request'],
    ['one level too many', nested(MAX_BODY_DEPTH + 2), 'invalid-request'],
    ['one value too many', zeros(MAX_BODY_VALUES), 'invalid-request'],
    ['one member too many', members(MAX_BODY_MEMBERS + 1), 'invalid-request'],
  ])('refuses %s', async (_, payload, code) => {
    await send(payload);
    expect(refusal).toMatchObject({ code });
  });

  it.each([
    ['a value that is missing', '{\n  "a":}', 'unexpected } at line 2, column 7'],
    ['single quotes', "{'a': 1}", "unexpected ' at line 1, column 2. JSON uses double quotes"],
    [
      'quotes of a word processor',
      '{\u201Ca\u201D: 1}',
      'unexpected \u201C at line 1, column 2. JSON uses double quotes',
    ],
    ['a name without quotes', '{canary: 1}', 'unexpected c at line 1, column 2. The name of a field must be in double'],
    ['text without quotes', '{"a": canary}', 'unexpected c at line 1, column 7. Text must be in double quotes'],
    ['no colon', '{"a" 1}', 'unexpected 1 at line 1, column 6. A colon must come after the name'],
    ['no comma', '{"a": 1\n"canary": 2}', 'unexpected " at line 2, column 1. A comma or } must come before it'],
    ['no comma in a list', '[1 2]', 'unexpected 2 at line 1, column 4. A comma or ] must come before it'],
    ['a comma at the end', '{"a": 1,\n}', 'unexpected } at line 2, column 1. Remove the comma before it'],
    ['a comma at the end of a list', '[1, ]', 'unexpected ] at line 1, column 5. Remove the comma before it'],
    ['a comment', '{ // canary\n}', 'unexpected / at line 1, column 3. JSON has no comments'],
    ['two values', '{"a": 1} {}', 'unexpected { at line 1, column 10. The JSON ends before it'],
    ['a space of another kind', '{\u00A0"a": 1}', 'unexpected U+00A0 at line 1, column 2'],
    ['a string that is open', '{"a": "canary}', 'a string that starts at line 1, column 7 is not closed'],
    [
      'a line break in a string',
      '{"a":"b\nanary"}',
      'line 1, column 8: a line break inside a string must be written \\n',
    ],
    ['a tab in a string', '{"a":"\\\\\tcanary"}', 'line 1, column 9: a tab inside a string must be written \\t'],
    ['another control character', '["\u0007"]', 'a control character inside a string must be written \\u0007'],
    [
      'a path of Windows',
      '["\\\\D:\\canary"]',
      'unexpected \\ at line 1, column 7. In a string, write \\\\ for a backslash',
    ],
    ['an object that is open', '{"a":1', 'it ends too early, after line 1, column 6. Is a } missing?'],
    ['a list that is open', '[1,\n ', 'it ends too early, after line 1, column 3. Is a ] missing?'],
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
