import { createHash, verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_IDENTITY, type ManagedIdentity, SANDBOX_DIRECTORY, WORKER_IDENTITY } from '../entra/directory.ts';
import { SigningKeys } from '../entra/signing-keys.ts';
import { TokenIssuer } from '../entra/token-issuer.ts';
import { Clock } from '../faults/clock.ts';
import type { AccessControl } from '../rights/access-control.ts';
import { CLAIM_KEY } from '../rights/resources.ts';
import { sandboxAccess } from '../rights/sandbox-access.ts';
import { type RunningSpeech, startTestSpeech, TEST_KEY } from '../speech/testing/running-speech.ts';
import { type ClaimCertificates, issueClaimCertificates } from '../tls/claim-certificates.ts';

const MESSAGE = Buffer.from('a claim');
const value = createHash('sha256').update(MESSAGE).digest('base64url');
const PATH = '/keys/claims/1/sign?api-version=7.4';

const VAULT = 'https://vault.azure.net';
const MAY_NOT = { status: 403, body: { error: { code: 'Forbidden' } } };

let certificates: ClaimCertificates;
let running: RunningSpeech;
let issuer: TokenIssuer;
let access: AccessControl;

beforeAll(async () => {
  certificates = await issueClaimCertificates();
  issuer = new TokenIssuer('https://localhost', SANDBOX_DIRECTORY, await SigningKeys.create(), new Clock());
  access = sandboxAccess('private', undefined, () => undefined);
  running = await startTestSpeech({
    claimKey: certificates.key,
    verifyToken: async (token, audience) => {
      const holder = await issuer.holderOf(token, audience);
      return holder && access.callerOf(holder);
    },
  });
});
afterAll(() => running.close());

async function tokenOf(identity: ManagedIdentity, resource = VAULT) {
  const { token } = await issuer.issueManagedIdentityToken(identity, resource);
  return { authorization: `Bearer ${token}` };
}

async function sign(path: string, body: object, headers?: Record<string, string>) {
  const response = await fetch(running.speech.url + path, {
    method: 'POST',
    headers: { ...(headers ?? (await tokenOf(WORKER_IDENTITY))), 'content-type': 'application/json' },
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

  it('signs for the worker alone', async () => {
    const api = await tokenOf(API_IDENTITY);
    expect(await sign(PATH, { alg: 'ES256', value }, api)).toMatchObject(MAY_NOT);
    expect(await sign(PATH, { alg: 'ES256', value })).toMatchObject({ status: 200 });
  });

  it('refuses the worker once its right is taken', async () => {
    access.take([{ identity: 'worker', scope: CLAIM_KEY, role: 'Voice claim signer' }]);
    expect(await sign(PATH, { alg: 'ES256', value })).toMatchObject(MAY_NOT);
    access.take([]);
    expect(await sign(PATH, { alg: 'ES256', value })).toMatchObject({ status: 200 });
  });

  it('answers 401 to a token for something else, a forged one, the key of Speech, and to nobody', async () => {
    const other = await tokenOf(WORKER_IDENTITY, 'https://cognitiveservices.azure.com');
    const { authorization } = await tokenOf(WORKER_IDENTITY);
    const forged = { authorization: `${authorization.slice(0, -8)}AAAAAAAA` };
    const refused: readonly Record<string, string>[] = [other, forged, { 'ocp-apim-subscription-key': TEST_KEY }, {}];
    for (const headers of refused) {
      expect(await sign(PATH, { alg: 'ES256', value }, headers)).toMatchObject({ status: 401 });
    }
  });
});
