import { createHash, verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSpeech, startTestSpeech } from '../speech/testing/running-speech.ts';
import { type ClaimCertificates, issueClaimCertificates } from '../tls/claim-certificates.ts';

const MESSAGE = Buffer.from('a claim');
const value = createHash('sha256').update(MESSAGE).digest('base64url');
const PATH = '/keys/claims/1/sign?api-version=7.4';

let certificates: ClaimCertificates;
let running: RunningSpeech;
let caller: { readonly may: boolean; readonly audience: string };

beforeAll(async () => {
  certificates = await issueClaimCertificates();
  running = await startTestSpeech({
    claimKey: certificates.key,
    verifyToken: (_, audience) =>
      Promise.resolve(
        audience === caller.audience ? { name: 'worker', oid: 'o', tid: 't', may: () => caller.may } : undefined,
      ),
  });
});
afterAll(() => running.close());

async function sign(path: string, body: object, may = true, audience = 'https://vault.azure.net') {
  caller = { may, audience };
  const response = await fetch(running.speech.url + path, {
    method: 'POST',
    headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) as { value?: string; error?: { code: string } } };
}

describe('the key vault', () => {
  it('signs a digest, so that the certificate verifies the message', async () => {
    const { publicKey } = new X509Certificate(certificates.chain);
    for (let times = 0; times < 20; times++) {
      const answer = await sign(PATH, { alg: 'ES256', value });
      expect(answer.status).toBe(200);
      const signature = Buffer.from(answer.body.value ?? '', 'base64url');
      expect(signature).toHaveLength(64);
      expect(verify('sha256', MESSAGE, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    }
  });

  it.each<[string, string, object, number, string]>([
    ['another key', '/keys/other/1/sign?api-version=7.4', { alg: 'ES256', value }, 404, 'KeyNotFound'],
    ['another algorithm', PATH, { alg: 'RS256', value }, 400, 'BadParameter'],
    ['a digest of another length', PATH, { alg: 'ES256', value: 'AAAA' }, 400, 'BadParameter'],
    ['no version', '/keys/claims/1/sign', { alg: 'ES256', value }, 400, 'BadRequest'],
  ])('refuses %s', async (_, path, body, status, code) => {
    expect(await sign(path, body)).toMatchObject({ status, body: { error: { code } } });
  });

  it('refuses who may not sign with 403, and tokens for something else with 401', async () => {
    expect(await sign(PATH, { alg: 'ES256', value }, false)).toMatchObject({ status: 403 });
    expect(await sign(PATH, { alg: 'ES256', value }, true, 'https://cognitiveservices.azure.com')).toMatchObject({
      status: 401,
    });
  });
});
