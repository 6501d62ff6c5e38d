import { createHmac, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret } from '#auth';
import { MemoryContainer } from '#storage/testing';
import { type ReceivingApplication, receivingApplication } from './testing/receiving-application.ts';

const BODY =
  '{"type": "recording.available",  "data": {"purpose":"sample","sourceUrl":"https://canary.example.com/a.wav"}}';
const [STANDARD, OLD, PLAIN] = [newWebhookSecret(), newWebhookSecret(), 'a plain secret of the sender'];
const SOURCES = [
  { name: 'standard', scheme: 'standard-webhooks' },
  { name: 'stamped', scheme: 'timestamped', header: 'X-Signature' },
  { name: 'hex', scheme: 'hex', header: 'X-Hub-Signature-256' },
  { name: 'base64', scheme: 'base64', header: 'X-Hmac' },
  {
    name: 'fenced',
    scheme: 'standard-webhooks',
    allowedNetworks: ['203.0.113.0/24', '2001:db8:1::/48'],
    maxBytes: 500,
  },
];
const VARIABLES = {
  HOOK_SOURCES: JSON.stringify(SOURCES),
  HOOK_SECRETS_STANDARD: `${STANDARD},${OLD}`,
  HOOK_SECRETS_STAMPED: PLAIN,
  HOOK_SECRETS_HEX: PLAIN,
  HOOK_SECRETS_BASE64: PLAIN,
  HOOK_SECRETS_FENCED: STANDARD,
};

interface Sending {
  readonly source?: string;
  readonly body?: string | Buffer;
  readonly headers: Record<string, string | string[]>;
  readonly remoteAddress?: string;
}

let container: MemoryContainer;
let replicas: ReceivingApplication[];

beforeEach(async () => {
  container = new MemoryContainer();
  replicas = [await receivingApplication(container, VARIABLES)];
});

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(replicas.map(({ app }) => app.close()));
});

async function replica(variables: Record<string, string> = {}): Promise<ReceivingApplication> {
  const started = await receivingApplication(container, { ...VARIABLES, ...variables });
  replicas.push(started);
  return started;
}

async function send(
  sending: Sending,
  to = replicas[0],
): Promise<{ status: number; body: Record<string, unknown>; text: string }> {
  if (!to) throw new Error('there is no replica');
  const answer = await to.app.inject({
    method: 'POST',
    url: `/hooks/${sending.source ?? 'standard'}`,
    payload: sending.body ?? BODY,
    headers: { 'content-type': 'application/json', ...sending.headers },
    ...(sending.remoteAddress !== undefined && { remoteAddress: sending.remoteAddress }),
  });
  await to.drained();
  return { status: answer.statusCode, body: answer.json(), text: answer.body };
}

/** As the sender's library signs. */
function standard({ id = `msg_${randomUUID()}`, at = Date.now(), secret = STANDARD, body = BODY } = {}): Record<
  string,
  string
> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, new Date(at), body),
  };
}

const hmac = (text: string, encoding: 'hex' | 'base64', secret = PLAIN) =>
  createHmac('sha256', secret).update(text).digest(encoding);
const stamped = (at = Date.now(), body = BODY, secret = PLAIN) => {
  const t = Math.floor(at / 1_000);
  return { 'x-signature': `t=${t},v0=${hmac(`${t}.${body}`, 'hex', secret)}` };
};
const published = () => replicas.flatMap((each) => each.published);

describe('a webhook that is signed correctly', () => {
  it.each([
    ['standard', () => standard()],
    ['standard', () => standard({ secret: OLD })],
    [
      'standard',
      () => ({
        ...standard(),
        'webhook-signature': `v1a,abc v1,bm9uc2Vuc2U= ${standard({ id: 'a' })['webhook-signature']}`,
        'webhook-id': 'a',
      }),
    ],
    ['stamped', () => stamped()],
    ['hex', () => ({ 'x-hub-signature-256': `sha256=${hmac(BODY, 'hex')}` })],
    ['hex', () => ({ 'x-hub-signature-256': hmac(BODY, 'hex') })],
    ['base64', () => ({ 'x-hmac': hmac(BODY, 'base64') })],
  ])('of the source %s is stored as it came, and queued by its id alone', async (source, headers) => {
    const { status, body } = await send({ source, headers: headers() });
    expect({ status, body }).toEqual({
      status: 202,
      body: { id: expect.stringMatching(/^evt_/) as string, duplicate: false },
    });
    expect(published()).toMatchObject([{ type: 'hook.received', subjectId: body['id'], data: {} }]);
    expect(JSON.stringify(published())).not.toContain('canary');
    expect([...container.stored.values()]).toMatchObject([
      { id: body['id'], payload: BODY, source, status: 'received', outbox: [] },
    ]);
    expect(replicas[0]?.lines.join('')).not.toMatch(/canary|whsec_|a plain secret/);
  });

  it.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ])('is taken whatever its content type is (%s)', async (type) => {
    const body = 'not=json&{';
    const headers = { ...standard({ body }), ...(type !== undefined && { 'content-type': type }) };
    expect((await send({ headers, body })).status).toBe(202);
  });

  it.each([-300, -299, 0, 299, 300])('%i s from our clock is in time', async (seconds) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
    expect((await send({ headers: standard({ at: Date.now() + seconds * 1_000 }) })).status).toBe(202);
  });
});

describe('a webhook that was sent before', () => {
  it('is answered as well, and nothing more comes of it, on any replica', async () => {
    const other = await replica();
    const headers = standard();
    const first = await send({ headers });
    const again = await Promise.all(
      Array.from({ length: 20 }, (_, index) => send({ headers }, index % 2 === 0 ? other : replicas[0])),
    );
    expect(first.body['duplicate']).toBe(false);
    for (const { status, body } of again)
      expect({ status, body }).toEqual({ status: 202, body: { id: first.body['id'], duplicate: true } });
    expect(published()).toHaveLength(1);
    expect(container.stored.size).toBe(1);
  });

  it('is known by its id when the sender tries again later with a new timestamp', async () => {
    await send({ headers: standard({ id: 'msg_1', at: Date.now() - 60_000 }) });
    expect((await send({ headers: standard({ id: 'msg_1' }) })).body['duplicate']).toBe(true);
  });

  it.each([
    [
      'stamped',
      () => stamped(),
      () => ({
        ...stamped(),
        'x-signature': stamped()['x-signature'].toUpperCase().replace('T=', 't=').replace('V0=', 'v0='),
      }),
    ],
    [
      'hex',
      () => ({ 'x-hub-signature-256': hmac(BODY, 'hex') }),
      () => ({ 'x-hub-signature-256': `sha256=${hmac(BODY, 'hex').toUpperCase()}` }),
    ],
    ['base64', () => ({ 'x-hmac': hmac(BODY, 'base64') }), () => ({ 'x-hmac': `sha256=${hmac(BODY, 'base64')}` })],
  ])('to %s is known however its signature is written', async (source, first, second) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    expect((await send({ source, headers: first() })).body['duplicate']).toBe(false);
    expect(await send({ source, headers: second() })).toMatchObject({ status: 202, body: { duplicate: true } });
  });

  it('to another source is another webhook', async () => {
    const headers = standard({ id: 'msg_1' });
    await send({ headers });
    const fenced = { source: 'fenced', headers, remoteAddress: '203.0.113.7' };
    expect((await send(fenced)).body['duplicate']).toBe(false);
  });

  it('is one webhook when all of its copies come at once', async () => {
    const other = await replica();
    const headers = standard();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => send({ headers }, index % 2 === 0 ? other : replicas[0])),
    );
    expect(answers.filter(({ body }) => body['duplicate'] === false)).toHaveLength(1);
    expect(published()).toHaveLength(1);
  });
});

const signature = () => standard()['webhook-signature'] ?? '';
const REFUSED: readonly (readonly [string, () => Sending])[] = [
  ['forged: another body', () => ({ headers: standard(), body: BODY.replace('sample', 'consent') })],
  [
    'forged: one bit',
    () => ({
      headers: standard(),
      body: Buffer.from(BODY).map((byte, index) => (index === 9 ? byte ^ 1 : byte)) as Buffer,
    }),
  ],
  ['forged: another id', () => ({ headers: { ...standard(), 'webhook-id': 'msg_other' } })],
  [
    'forged: another timestamp',
    () => ({ headers: { ...standard(), 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 1) } }),
  ],
  ['truncated: the body', () => ({ headers: standard(), body: BODY.slice(0, -1) })],
  ['truncated: the signature', () => ({ headers: { ...standard(), 'webhook-signature': signature().slice(0, -4) } })],
  ['truncated: to the prefix', () => ({ headers: { ...standard(), 'webhook-signature': 'v1,' } })],
  ['truncated: to nothing', () => ({ headers: { ...standard(), 'webhook-signature': '' } })],
  ['re-serialised', () => ({ headers: standard(), body: JSON.stringify(JSON.parse(BODY)) })],
  ['with a blank more', () => ({ headers: standard(), body: `${BODY}\n` })],
  ['late by a second', () => ({ headers: standard({ at: Date.now() - 301_000 }) })],
  ['early by a second', () => ({ headers: standard({ at: Date.now() + 301_999 }) })],
  ['late by ten years', () => ({ headers: standard({ at: Date.now() - 3e11 }) })],
  ['of another secret', () => ({ headers: standard({ secret: newWebhookSecret() }) })],
  ['without a signature', () => ({ headers: {} })],
  ['with its signature twice', () => ({ headers: { ...standard(), 'webhook-signature': [signature(), signature()] } })],
  ['with an id that could be split elsewhere', () => ({ headers: standard({ id: 'msg.1' }) })],
  ['with a timestamp that is no number', () => ({ headers: { ...standard(), 'webhook-timestamp': 'now' } })],
  [
    'with a timestamp with a fraction',
    () => ({ headers: { ...standard(), 'webhook-timestamp': `${Math.floor(Date.now() / 1_000)}.0` } }),
  ],
  ['with a timestamp in another notation', () => ({ headers: { ...standard(), 'webhook-timestamp': '1e9' } })],
  [
    'of a version that we do not know',
    () => ({ headers: { ...standard(), 'webhook-signature': signature().replace('v1,', 'v2,') } }),
  ],
  [
    'signed by the public-key scheme',
    () => ({ headers: { ...standard(), 'webhook-signature': signature().replace('v1,', 'v1a,') } }),
  ],
  [
    'in base64 that decoders read differently',
    () => ({ headers: { ...standard(), 'webhook-signature': `${signature()}=` } }),
  ],
  ['stamped: late', () => ({ source: 'stamped', headers: stamped(Date.now() - 301_000) })],
  ['stamped: another body', () => ({ source: 'stamped', headers: stamped(), body: '{}' })],
  [
    'stamped: another secret',
    () => ({ source: 'stamped', headers: stamped(Date.now(), BODY, 'another secret of somebody') }),
  ],
  [
    'stamped: without a time',
    () => ({ source: 'stamped', headers: { 'x-signature': `v0=${hmac(`.${BODY}`, 'hex')}` } }),
  ],
  [
    'stamped: the version of another sender',
    () => ({ source: 'stamped', headers: { 'x-signature': stamped()['x-signature'].replace('v0=', 'v1=') } }),
  ],
  ['hex: in base64', () => ({ source: 'hex', headers: { 'x-hub-signature-256': hmac(BODY, 'base64') } })],
  ['hex: truncated', () => ({ source: 'hex', headers: { 'x-hub-signature-256': hmac(BODY, 'hex').slice(0, 62) } })],
  [
    'hex: of SHA-1',
    () => ({ source: 'hex', headers: { 'x-hub-signature-256': createHmac('sha1', PLAIN).update(BODY).digest('hex') } }),
  ],
  [
    'hex: without a secret',
    () => ({ source: 'hex', headers: { 'x-hub-signature-256': createHmac('sha256', '').update(BODY).digest('hex') } }),
  ],
  ['base64: another body', () => ({ source: 'base64', headers: { 'x-hmac': hmac(BODY, 'base64') }, body: '' })],
];

describe('a webhook that is refused', () => {
  it.each(REFUSED)('%s', async (_, sending) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
    const { status, body, text } = await send(sending());
    expect({ status, code: body['code'] }).toEqual({ status: 401, code: 'webhook-unverified' });
    expect(text).not.toMatch(/timestamp|missing|secret of the sender|whsec_/);
    expect(container.calls).toBe(0);
    expect(published()).toEqual([]);
    expect(replicas[0]?.lines.some((line) => line.includes('a webhook was refused') && line.includes('"reason"'))).toBe(
      true,
    );
  });

  it('is told the same whatever was wrong', async () => {
    const shapes = await Promise.all(
      REFUSED.filter(([, sending]) => (sending().source ?? 'standard') === 'standard').map(async ([, sending]) => {
        const { requestId: _, ...problem } = (await send(sending())).body;
        return JSON.stringify(problem);
      }),
    );
    expect(new Set(shapes).size).toBe(1);
  });
});

describe('a secret that rotates', () => {
  it('is taken beside the new one, and no longer when it is gone', async () => {
    const before = await replica({ HOOK_SECRETS_STANDARD: OLD });
    const after = await replica({ HOOK_SECRETS_STANDARD: STANDARD });
    const status = async (secret: string, to?: ReceivingApplication) =>
      (await send({ headers: standard({ secret }) }, to)).status;
    expect([await status(OLD, before), await status(STANDARD, before)]).toEqual([202, 401]);
    expect([await status(OLD), await status(STANDARD)]).toEqual([202, 202]);
    expect([await status(OLD, after), await status(STANDARD, after)]).toEqual([401, 202]);
  });
});

describe('the address of the sender', () => {
  const from = async (
    hops: number,
    remoteAddress: string,
    forwarded?: string | string[],
    more: Record<string, string> = {},
  ) => {
    const to = await replica({ TRUSTED_PROXY_HOPS: String(hops) });
    const headers = { ...standard(), ...more, ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) };
    return (await send({ source: 'fenced', headers, remoteAddress }, to)).status;
  };

  it.each([
    ['the connection’s own', 0, '203.0.113.9', undefined, 202],
    ['the connection’s own, whatever it says', 0, '198.51.100.1', '203.0.113.9', 403],
    ['what the ingress appended', 1, '10.0.0.4', '203.0.113.9', 202],
    ['what the ingress appended, not what the client wrote', 1, '10.0.0.4', '203.0.113.9, 198.51.100.1', 403],
    ['what the ingress appended behind a spoofed one', 1, '10.0.0.4', '198.51.100.1,203.0.113.9', 202],
    ['what the ingress appended as a field of its own', 1, '10.0.0.4', ['203.0.113.9', '198.51.100.1'], 403],
    ['with a port', 1, '10.0.0.4', '203.0.113.9:40123', 202],
    ['IPv6', 1, '10.0.0.4', '2001:db8:1::5', 202],
    ['IPv6 with brackets and port', 1, '10.0.0.4', '[2001:db8:1::5]:443', 202],
    ['IPv4 within IPv6', 0, '::ffff:203.0.113.9', undefined, 202],
    ['behind two proxies', 2, '10.0.0.4', '198.51.100.1, 203.0.113.9, 10.0.0.5', 202],
    ['missing: no proxy appended anything', 1, '203.0.113.9', undefined, 403],
    ['missing: fewer proxies than there should be', 2, '10.0.0.4', '203.0.113.9', 403],
    ['nonsense', 1, '10.0.0.4', '203.0.113.9, unknown', 403],
    ['in an octal spelling', 1, '10.0.0.4', '0313.0.0161.011', 403],
    ['empty', 1, '10.0.0.4', '203.0.113.9, ', 403],
  ])('is %s', async (_, hops, remote, forwarded, status) => {
    expect(await from(hops, remote, forwarded)).toBe(status);
  });

  it.each(['x-real-ip', 'x-client-ip', 'forwarded', 'true-client-ip', 'x-original-forwarded-for', 'cf-connecting-ip'])(
    'is not what %s says',
    async (header) => {
      expect(
        await from(1, '10.0.0.4', '198.51.100.1', {
          [header]: header === 'forwarded' ? 'for=203.0.113.9' : '203.0.113.9',
        }),
      ).toBe(403);
    },
  );
});

describe('what is not one of our webhooks', () => {
  it('is not found, not taken by another method, not larger than its source allows, and must be text', async () => {
    expect((await send({ source: 'unknown', headers: standard() })).status).toBe(404);
    expect((await replicas[0]?.app.inject({ method: 'GET', url: '/hooks/standard' }))?.statusCode).toBe(405);
    const body = 'x'.repeat(501);
    const fenced = { source: 'fenced', remoteAddress: '203.0.113.9' };
    expect((await send({ ...fenced, headers: standard({ body }), body })).status).toBe(413);
    expect(
      (await send({ ...fenced, headers: standard({ body: 'x'.repeat(500) }), body: 'x'.repeat(500) })).status,
    ).toBe(202);
    expect((await send({ headers: standard(), body: 'x'.repeat(1_048_577) })).status).toBe(413);
    const binary = Buffer.from([0xff, 0xfe, 0x00]);
    expect(
      (
        await send({
          source: 'hex',
          headers: { 'x-hub-signature-256': createHmac('sha256', PLAIN).update(binary).digest('hex') },
          body: binary,
        })
      ).status,
    ).toBe(400);
  });

  it('is limited for each sender, so that a forger does not use up what the source may send', async () => {
    const to = await replica({ RATE_LIMIT_HOOKS: '3', TRUSTED_PROXY_HOPS: '1' });
    const forge = (address: string) =>
      send({ headers: { ...standard({ secret: OLD.replace(/.{6}$/, 'AAAAA=') }), 'x-forwarded-for': address } }, to);
    const statuses: number[] = [];
    for (let index = 0; index < 5; index++) statuses.push((await forge('198.51.100.1')).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    const genuine = await send({ headers: { ...standard(), 'x-forwarded-for': '203.0.113.9' } }, to);
    expect(genuine.status).toBe(202);
  });

  it('is not lost when the database is away: the sender is told to come again', async () => {
    container.failures.push(Object.assign(new Error('down'), { code: 503 }));
    const headers = standard();
    expect(await send({ headers })).toMatchObject({ status: 503, body: { retryable: true } });
    expect(await send({ headers })).toMatchObject({ status: 202, body: { duplicate: false } });
  });
});
