import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { verifyWebhook, WebhookRefused } from './verify-webhook.ts';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const OTHER = `whsec_${randomBytes(32).toString('base64')}`;
const BODY = '{"type":"voice.ready","data":{"id":"vce_1","name":"Grüße"}}';

/** The headers that another library makes. */
function signed(secret = SECRET, at = new Date(), body = BODY): Record<string, string> {
  return {
    'webhook-id': 'dlv_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('dlv_1', at, body),
  };
}

afterEach(() => vi.useRealTimers());

describe(verifyWebhook, () => {
  it('accepts what standardwebhooks signs, as headers of any kind and a body of text or bytes', async () => {
    const headers = signed();
    const bytes = new TextEncoder().encode(BODY);
    expect(await verifyWebhook({ secret: SECRET, headers, body: BODY })).toBe('dlv_1');
    expect(await verifyWebhook({ secret: SECRET, headers: new Headers(headers), body: bytes })).toBe('dlv_1');
  });

  it('accepts one of several signatures, and one of several secrets', async () => {
    const headers = signed();
    const other = signed(OTHER)['webhook-signature'] ?? '';
    const both = { ...headers, 'webhook-signature': `v1a,AAAA ${other} v1,!!! ${headers['webhook-signature']}` };
    expect(await verifyWebhook({ secret: SECRET, headers: both, body: BODY })).toBe('dlv_1');
    expect(await verifyWebhook({ secret: [OTHER, SECRET], headers, body: BODY })).toBe('dlv_1');
  });

  it.each([
    ['another body', {}, `${BODY} `, 'No signature'],
    ['another id', { 'webhook-id': 'dlv_2' }, BODY, 'No signature'],
    ['a signature of another version', { 'webhook-signature': 'v2,AAAA' }, BODY, 'No signature'],
    [
      'a signature that is cut',
      { 'webhook-signature': signed()['webhook-signature']?.slice(0, 20) },
      BODY,
      'No signature',
    ],
    ['no id', { 'webhook-id': undefined }, BODY, 'webhook-id is missing'],
    ['no time', { 'webhook-timestamp': '' }, BODY, 'webhook-timestamp is missing'],
    ['no signature', { 'webhook-signature': undefined }, BODY, 'webhook-signature is missing'],
    ['a time that is no number', { 'webhook-timestamp': 'now' }, BODY, 'not a time in seconds'],
  ])('refuses %s', async (_, change, body, message) => {
    const verifying = verifyWebhook({ secret: SECRET, headers: { ...signed(), ...change }, body });
    await expect(verifying).rejects.toThrow(WebhookRefused);
    await expect(verifying).rejects.toThrow(message);
  });

  it('refuses what another secret signed', async () => {
    await expect(verifyWebhook({ secret: OTHER, headers: signed(), body: BODY })).rejects.toThrow('No signature');
  });

  it('refuses what is older or newer than the clocks may differ', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-29T12:00:00Z') });
    const at = (offsetS: number) => signed(SECRET, new Date(Date.now() + offsetS * 1_000));
    for (const inTime of [-300, 300]) {
      expect(await verifyWebhook({ secret: SECRET, headers: at(inTime), body: BODY })).toBe('dlv_1');
    }
    const old = verifyWebhook({ secret: SECRET, headers: at(-301), body: BODY });
    await expect(old).rejects.toThrow('301 s old');
    const early = verifyWebhook({ secret: SECRET, headers: at(301), body: BODY });
    await expect(early).rejects.toThrow('301 s ahead');
    const strict = verifyWebhook({ secret: SECRET, headers: at(-2), body: BODY, toleranceMs: 1_000 });
    await expect(strict).rejects.toThrow('2 s old');
  });

  it('says that a secret is malformed', async () => {
    await expect(verifyWebhook({ secret: 'whsec_%', headers: signed(), body: BODY })).rejects.toThrow('base64');
  });
});
