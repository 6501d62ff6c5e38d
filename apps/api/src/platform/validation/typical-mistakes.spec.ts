import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CODES } from '#domain';
import { type Problem, problemSchema } from '#intake';
import { createTinyApplication, testConfig, type TinyApplication } from '../testing/tiny-application.ts';

type Injected = Exclude<Parameters<TinyApplication['app']['inject']>[0], string>;

const TOKEN = { authorization: 'Bearer tenant:Voice.Read' };
const post = (payload: unknown, headers: Record<string, string> = {}): Injected => ({
  method: 'POST',
  url: '/v1/things',
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  headers: { 'content-type': 'application/json', ...headers },
});
const get = (url: string, headers: Record<string, string> = TOKEN): Injected => ({ method: 'GET', url, headers });

/** What somebody does, what the request is, the status, the field, and what the answer says. */
type Mistake = readonly [what: string, request: Injected, status: number, pointer: string | undefined, says: string];

const MISTAKES: readonly Mistake[] = [
  [
    'sends no body',
    { method: 'POST', url: '/v1/things' },
    400,
    '',
    'Send a JSON object such as {"name": "…"}, with the header Content-Type',
  ],
  [
    'sends a list for the body',
    post([]),
    400,
    '',
    'The body must be a JSON object such as {"name": "…"}, but you sent a list',
  ],
  [
    'sends text for the body',
    post('"name"'),
    400,
    '',
    'must be a JSON object such as {"name": "…"}, but you sent the string "name"',
  ],
  ['leaves a field out', post({}), 400, '/name', '`name` is missing. Send a string'],
  ['misspells a field', post({ name: 'a', smaples: [] }), 400, '/smaples', 'Did you mean samples?'],
  [
    'writes a field with underscores',
    post({ name: 'a', odd_name: 1, sam_ples: [] }),
    400,
    '/sam_ples',
    'Did you mean samples?',
  ],
  ['sends a number for a string', post({ name: 7 }), 400, '/name', 'must be a string, but you sent 7'],
  [
    'sends a string for a number',
    post({ name: 'a', 'odd/name~': '7' }),
    400,
    '/odd~1name~0',
    'must be a number, but you sent the string "7"',
  ],
  ['sends an empty string', post({ name: '' }), 400, '/name', 'must not be empty'],
  ['sends null for what is required', post({ name: null }), 400, '/name', 'must be a string, but you sent null'],
  [
    'sends ids instead of objects',
    post({ name: 'a', samples: ['upl_1'] }),
    400,
    '/samples/0',
    'must be an object such as {"uploadId": "…"}, but you sent the string "upl_1"',
  ],
  [
    'forgets a field of an item',
    post({ name: 'a', samples: [{}] }),
    400,
    '/samples/0/uploadId',
    'is missing. Send a string',
  ],
  [
    'forgets a closing brace',
    post('{"name":"a"'),
    400,
    '',
    'it ends too early, after line 1, column 11. Is a } missing?',
  ],
  [
    'writes JSON with single quotes',
    post("{'name':'a'}"),
    400,
    '',
    "unexpected ' at line 1, column 2. JSON uses double quotes",
  ],
  [
    'leaves a comma at the end',
    post('{"name":"a",\n}'),
    400,
    '',
    'unexpected } at line 2, column 1. Remove the comma before it',
  ],
  [
    'breaks a line inside a string',
    post('{"name":"a\nb"}'),
    400,
    '',
    'line 1, column 11: a line break inside a string must be written \\n',
  ],
  ['forgets a closing quote', post('{"name":"a}'), 400, '', 'a string that starts at line 1, column 9 is not closed'],
  ['sends an empty body as JSON', post(''), 400, '', 'is missing. Send a JSON object'],
  [
    'uses curl -d without a content type',
    post('{"name":"a"}', { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    'header/Content-Type',
    'With curl, add -H "Content-Type: application/json"',
  ],
  [
    'sends JSON as text',
    post('{"name":"a"}', { 'content-type': 'text/plain' }),
    415,
    'header/Content-Type',
    'must be application/json, but you sent text/plain',
  ],
  [
    'sends a form to a JSON route',
    post('--b--', { 'content-type': 'multipart/form-data; boundary=b' }),
    415,
    'header/Content-Type',
    'This request takes JSON. To upload a recording as a form, use POST /v1/uploads/files',
  ],
  [
    'sends JSON to a form route',
    { ...post({}), url: '/v1/things/form' },
    415,
    'header/Content-Type',
    'Send the recording as the form field `file`. With curl: -F file=@a.wav',
  ],
  [
    'compresses the body',
    post({ name: 'a' }, { 'content-encoding': 'gzip' }),
    415,
    'header/Content-Encoding',
    'is not supported here. Send the body as it is, not as gzip',
  ],
  [
    'sends a form without a boundary',
    { ...post('--b--', { 'content-type': 'multipart/form-data' }), url: '/v1/things/form' },
    400,
    'header/Content-Type',
    'has no boundary. Let your HTTP library set this header; with curl, use -F',
  ],
  [
    'sends a recording as the body',
    { ...post('RIFF', { 'content-type': 'audio/wav' }), url: '/v1/things/form' },
    415,
    'header/Content-Type',
    'With curl: -F file=@a.wav',
  ],
  [
    'sends a body of more than 1 MiB',
    post({ name: 'x'.repeat(1_100_000) }),
    413,
    '',
    'The body has 1,100,011 bytes; at most 1,048,576 (1 MiB) are allowed',
  ],
  ['names a field as another API does', post({ title: 'a' }), 400, '/title', 'Did you mean name?'],
  ['misspells a query parameter', get('/v1/things?limt=5'), 400, 'query/limt', 'Did you mean limit?'],
  ['filters by what there is not', get('/v1/things?owner=me'), 400, 'query/owner', 'It takes limit'],
  [
    'asks for too many',
    get('/v1/things?limit=5000'),
    400,
    'query/limit',
    'must be a whole number from 1 to 100, but you sent "5000"',
  ],
  [
    'writes a number in words',
    get('/v1/things?limit=many'),
    400,
    'query/limit',
    'must be a whole number from 1 to 100, but you sent "many"',
  ],
  [
    'leaves a query parameter empty',
    get('/v1/things?limit='),
    400,
    'query/limit',
    'is empty. Send a whole number from 1 to 100',
  ],
  [
    'repeats a query parameter',
    get('/v1/things?limit=1&limit=2'),
    400,
    'query/limit',
    '`limit` was sent twice. Send it once',
  ],
  ['forgets /v1', get('/things'), 404, undefined, 'Did you mean /v1/things?'],
  ['writes the singular', get('/v1/thing'), 404, undefined, 'Did you mean /v1/things?'],
  ['forgets the id', get('/v1/things/?limit=2'), 404, undefined, 'This path does not exist. Did you mean /v1/things?'],
  ['guesses a path', get('/v1/links'), 404, undefined, 'This path does not exist. GET /openapi.json lists the paths'],
  ['guesses an action', get('/v1/things/thg_1/clone'), 404, undefined, 'GET /openapi.json lists the paths'],
  ['adds a slash', get('/v1/things/thg_1/'), 404, undefined, 'Did you mean /v1/things/thg_1?'],
  [
    'uses another method',
    { method: 'DELETE', url: '/v1/things' },
    405,
    undefined,
    'Use GET, HEAD or POST here, not DELETE',
  ],
  ['sends no token', get('/v1/things', {}), 401, undefined, 'Send the header "Authorization: Bearer <access token>"'],
  [
    'forgets the word Bearer',
    get('/v1/things', { authorization: 'eyJ0' }),
    401,
    undefined,
    'must be `Bearer`, a space, and the token',
  ],
  [
    'has no role',
    get('/v1/things', { authorization: 'Bearer tenant:Voice.Enroll' }),
    403,
    undefined,
    'needs the role Voice.Read. GET /v1/me lists the roles of your token',
  ],
];

describe(`each of ${MISTAKES.length} typical mistakes`, () => {
  let tiny: TinyApplication;

  beforeAll(async () => {
    tiny = await createTinyApplication();
  });
  afterAll(() => tiny.app.close());

  it.each(MISTAKES)(
    '%s: the answer says what is wrong and what is right',
    async (_, request, status, pointer, says) => {
      const response = await tiny.app.inject(request);
      const problem = problemSchema.parse(JSON.parse(response.body)) satisfies Problem;
      expect([response.statusCode, problem.status]).toEqual([status, status]);
      const words = [problem.detail, ...(problem.errors ?? []).map(({ detail }) => detail)].join('\n');
      expect(words).toContain(says);
      expect((problem.errors ?? []).map((error) => error.pointer)).toEqual(
        pointer === undefined ? [] : expect.arrayContaining([pointer]),
      );
      // Where to read on.
      if (problem.errors)
        expect(problem.detail).toMatch(/ See (?:GET|POST) \/v1\/things(?:\/form)? in \/openapi\.json\.$/);
      // The API has a page for each code.
      expect(Object.keys(ERROR_CODES)).toContain(problem.code);
      expect(problem.type).toBe(`/errors/${problem.code}`);
      // No phrase of a library reaches callers.
      expect(response.body).not.toMatch(/Invalid input|expected .* received|Unrecognized key|FST_|Unexpected token/);
    },
  );
});

describe('where the API does not serve /openapi.json', () => {
  let tiny: TinyApplication;

  beforeAll(async () => {
    tiny = await createTinyApplication(testConfig({ SWAGGER_ENABLED: 'false' }));
  });
  afterAll(() => tiny.app.close());

  it.each(MISTAKES)('%s: the answer does not name it', async (_, request, status) => {
    const response = await tiny.app.inject(request);
    expect(response.statusCode).toBe(status);
    expect(response.body).not.toContain('openapi.json');
  });

  it('leaves the rest of the advice as it is', async () => {
    const detailOf = async (url: string) => problemSchema.parse((await tiny.app.inject(get(url))).json()).detail;
    expect(await detailOf('/v1/links')).toBe('This path does not exist.');
    expect(await detailOf('/v1/thing')).toBe('This path does not exist. Did you mean /v1/things?');
    expect(await detailOf('/v1/things?limt=5')).toMatch(/ Did you mean limit\?$/);
  });
});
