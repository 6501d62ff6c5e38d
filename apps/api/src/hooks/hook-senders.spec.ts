import { afterEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret } from '#auth';
import { MemoryContainer } from '#storage/testing';
import { type ReceivingApplication, receivingApplication } from './testing/receiving-application.ts';

const SECRET = newWebhookSecret();
const BODY = '{"type":"recording.available","data":{}}';
const VARIABLES = {
  HOOK_SOURCES: JSON.stringify([
    { name: 'open', scheme: 'standard-webhooks' },
    { name: 'fenced', scheme: 'standard-webhooks', allowedNetworks: ['203.0.113.0/24'] },
  ]),
  HOOK_SECRETS_OPEN: SECRET,
  HOOK_SECRETS_FENCED: SECRET,
};

let receiving: ReceivingApplication | undefined;

afterEach(async () => {
  await receiving?.app.close();
});

async function start(variables: Record<string, string> = {}): Promise<ReceivingApplication> {
  receiving = await receivingApplication(new MemoryContainer(), { ...VARIABLES, ...variables });
  return receiving;
}

function signed(secret: string): Record<string, string> {
  const at = new Date();
  return {
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, BODY),
  };
}

describe('the limit of webhooks for each sender', () => {
  it.each([
    ['of one /64 together', (index: number) => `2001:db8:2:3:${index}::1`, 3],
    ['of several /64 each for itself', (index: number) => `2001:db8:2:${index}::1`, 20],
  ])('counts IPv6 addresses %s', async (_, addressOf, served) => {
    const { app } = await start({ RATE_LIMIT_HOOKS: '3', TRUSTED_PROXY_HOPS: '1' });
    const headers = signed(newWebhookSecret());
    const statuses: number[] = [];
    for (let index = 1; index <= 20; index++) {
      const forwarded = { ...headers, 'x-forwarded-for': addressOf(index) };
      const { statusCode } = await app.inject({ method: 'POST', url: '/hooks/open', headers: forwarded, body: BODY });
      statuses.push(statusCode);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(served);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20 - served);
  });
});

describe('a webhook from a network that is not allowed', () => {
  it('is refused, and audited once a minute in the tenant of its source', async () => {
    const { app, audited } = await start();
    const sent = { method: 'POST', url: '/hooks/fenced', headers: signed(SECRET), body: BODY } as const;
    const send = (remoteAddress: string) => app.inject({ ...sent, remoteAddress });
    expect((await send('198.51.100.1')).json()).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await send('198.51.100.1')).statusCode).toBe(403);
    expect((await send('203.0.113.9')).statusCode).toBe(202);
    expect(audited).toMatchObject([
      {
        action: 'request.refuse',
        outcome: 'refused',
        actorId: 'hook:fenced',
        subject: { kind: 'route', id: 'POST /hooks/:source' },
      },
    ]);
  });
});
