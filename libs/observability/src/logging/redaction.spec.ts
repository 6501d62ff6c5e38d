import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretField, redactFields } from './redact-fields.ts';
import { escapeLine, REDACTED, redactText } from './redact-text.ts';

const JWT = `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhcGkifQ.c2lnbmF0dXJl`;
const BASE64_64 = `${'Ab3+'.repeat(21)}Ab==`;
const BASE64_32 = `${'Ab3/'.repeat(10)}Ab3=`;

/** Strings with a secret in them; `SECRET` marks what must be gone. */
const SAMPLES: [name: string, text: string, secret: string][] = [
  [
    'a SAS URL',
    'PUT https://acc.blob.core.windows.net/uploads/a.wav?sv=2025-11-05&sr=b&sig=abc%2Bdef%3D failed',
    'abc%2Bdef',
  ],
  ['the other parts of a SAS', 'https://acc.blob.core.windows.net/c/b?skoid=11111111&sig=x', '11111111'],
  ['a relative SAS', '/uploads/a.wav?sv=2025-11-05&sig=abcdef', 'abcdef'],
  ['a bare SAS', 'sv=2025-11-05&sr=b&sig=abcdef', 'abcdef'],
  ['a SAS inside of a URL', 'redirect%3Fsig%3Dabcdef', 'abcdef'],
  [
    'a token in the query of a WebSocket',
    'wss://x.tts.speech.microsoft.com/v1?Authorization=Bearer%20abcdefgh12345',
    'abcdefgh12345',
  ],
  ['an authorization code', 'GET /docs/oauth2-redirect.html?code=0.AXabcdef&state=1', '0.AXabcdef'],
  ['a bearer header', 'authorization: Bearer abcDEF123456789', 'abcDEF123456789'],
  ['a basic header', 'Authorization: Basic dXNlcjpwYXNzd29yZDE=', 'dXNlcjpwYXNzd29yZDE'],
  ['a shared key header', 'SharedKey account:c2lnbmF0dXJlMTIzNA', 'c2lnbmF0dXJlMTIzNA'],
  ['a JWT', `The token ${JWT} was refused`, 'c2lnbmF0dXJl'],
  ['half a JWT', `The token ${JWT.slice(0, 50)} was cut`, JWT.slice(10, 50)],
  [
    'a storage connection string',
    `AccountName=acc;AccountKey=${BASE64_64};EndpointSuffix=core.windows.net`,
    BASE64_64.slice(0, 20),
  ],
  [
    'a Service Bus connection string',
    `Endpoint=sb://ns/;SharedAccessKeyName=Root;SharedAccessKey=${BASE64_32}`,
    BASE64_32.slice(0, 20),
  ],
  ['an account key', `key ${BASE64_64} used`, BASE64_64.slice(0, 20)],
  ['an access key', `key ${BASE64_32} used`, BASE64_32.slice(0, 20)],
  ['an AI services key', `key ${'Ab3'.repeat(28)} used`, 'Ab3Ab3'],
  ['a client secret in a form', 'grant_type=client_credentials&client_secret=p~Q8abc&scope=x', 'p~Q8abc'],
  ['a client secret at the start', 'client_secret=p~Q8abc', 'p~Q8abc'],
  ['a refresh token in JSON', '{"refresh_token":"0.AXsecret","expires_in":1}', '0.AXsecret'],
  ['a refresh token in JSON in JSON', String.raw`{\"refresh_token\": \"0.AXsecret\"}`, '0.AXsecret'],
  ['a webhook secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'MfKQ9r8GKYq'],
  ['user and password of a URL', 'amqps://user:passw0rd@host:5671/', 'passw0rd'],
  ['an e-mail address', 'Sent to ada.lovelace+1@contoso.co.uk today', 'lovelace'],
];

const PROSE = [
  'A bearer token was refused',
  'The basic authentication scheme is not supported',
  'The signing keys were fetched; the token key=value code=ECONNRESET stays',
  'traceparent 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'https://localhost:3000/v1/uploads/upl_01JD0000000000000000000000',
  'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'Error: connect ECONNREFUSED 127.0.0.1:5671',
];

describe('Redaction of text', () => {
  it.each(SAMPLES)('takes out %s', (_, text, secret) => {
    const redacted = redactText(text);
    expect(redacted).not.toContain(secret);
    expect(redacted).toContain(REDACTED);
  });

  it.each(PROSE)('leaves alone: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('changes nothing the second time', () => {
    for (const [, text] of SAMPLES) expect(redactText(redactText(text))).toBe(redactText(text));
  });

  it('keeps a line of JSON a line of JSON, whatever is in it', () => {
    const secret = fc.constantFrom(...SAMPLES.map(([, text]) => text));
    const text = fc
      .array(fc.oneof(fc.string({ unit: 'binary' }), secret), { maxLength: 5 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.dictionary(text, text), (record) => {
        const line = escapeLine(redactText(JSON.stringify(record)));
        expect(() => JSON.parse(line) as unknown).not.toThrow();
        expect(line).not.toMatch(/[\r\n\u2028\u2029\u0085]/);
      }),
      { numRuns: 300 },
    );
  });

  it('is done with long and hostile lines in time that grows with their length', () => {
    const hostile = ['a://', 'eyJ', 'bearer ', 'sig=', '?', 'a@', 'A', '"password":'].map((part) =>
      part.repeat(40_000),
    );
    const startedAt = performance.now();
    for (const line of hostile) redactText(line);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('Redaction of fields', () => {
  it.each([
    'authorization',
    'Authorization',
    'proxy-authorization',
    'Set-Cookie',
    'token',
    'accessToken',
    'refresh_token',
    'x-identity-header',
    'Ocp-Apim-Subscription-Key',
    'clientSecret',
    'connectionString',
    'SERVICE_BUS_CONNECTION_STRING',
    'apiKey',
    'key',
    'sasUrl',
    'text',
    'ssml',
    'transcript',
    'audio',
    'body',
  ])('takes out the value of %s', (name) => {
    expect(isSecretField(name)).toBe(true);
    expect(redactFields({ a: { [name]: 'canary' }, [name]: { inner: 'canary' } })).toEqual({
      a: { [name]: REDACTED },
      [name]: REDACTED,
    });
  });

  it.each(['tenantId', 'partitionKey', 'route', 'status', 'durationMs', 'textLength', 'tokens', 'kid'])(
    'keeps %s',
    (name) => {
      expect(redactFields({ [name]: 'kept' })).toEqual({ [name]: 'kept' });
    },
  );

  it('keeps numbers and flags under secret names: they are measures', () => {
    expect(redactFields({ text: 512, token: true, audio: null })).toEqual({ text: 512, token: true, audio: null });
  });

  it('looks into strings', () => {
    expect(redactFields({ url: 'https://a/b?sig=canary' })).toEqual({ url: `https://a/b?${REDACTED}` });
  });

  it('shows of objects that are not plain only what they are', () => {
    class RestRequest {
      headers = { authorization: 'canary' };
    }
    expect(
      redactFields({
        request: new RestRequest(),
        response: new Response('canary'),
        map: new Map([['a', 'canary']]),
        at: new Date(0),
        never: new Date(Number.NaN),
        url: new URL('https://a/b?c=canary'),
        bytes: Buffer.from('canary'),
        floats: new Float32Array(3),
        fn: () => 'canary',
        big: 10n,
        nan: Number.NaN,
      }),
    ).toEqual({
      request: '[RestRequest]',
      response: '[Response]',
      map: '[Map]',
      at: '1970-01-01T00:00:00.000Z',
      never: 'Invalid Date',
      url: `https://a/b?${REDACTED}`,
      bytes: '[6 bytes]',
      floats: '[12 bytes]',
      fn: '[function]',
      big: '10',
      nan: 'NaN',
    });
  });

  it('is bounded in depth, number and length, and ends on circles', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const deep = Array.from({ length: 20 }).reduce<unknown>((inner) => ({ inner }), 'canary');
    const redacted = redactFields({
      circle,
      deep,
      long: 'x'.repeat(1_000_000),
      many: Array.from({ length: 1_000 }, (_, index) => index),
      wide: Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`f${index}`, index])),
    });
    expect(JSON.stringify(redacted).length).toBeLessThan(10_000);
    expect(JSON.stringify(redacted)).not.toContain('canary');
    expect(redacted['circle']).toEqual({ self: '[circular]' });
  });

  it('shows the same object twice if it stands in two places', () => {
    const shared = { a: 1 };
    expect(redactFields({ one: shared, two: shared })).toEqual({ one: { a: 1 }, two: { a: 1 } });
  });
});
