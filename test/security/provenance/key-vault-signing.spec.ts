import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { C2paProcesses, ClaimSigner } from '#audio';
import { TestFolder } from '#audio/testing';
import { KeyVaultKey } from '#auth';
import { stub } from '#domain/testing';
import { SANDBOX_DIRECTORY, WORKER_IDENTITY } from '../../../apps/sandbox/src/entra/directory.ts';
import { SigningKeys } from '../../../apps/sandbox/src/entra/signing-keys.ts';
import { TokenIssuer } from '../../../apps/sandbox/src/entra/token-issuer.ts';
import { Clock } from '../../../apps/sandbox/src/faults/clock.ts';
import { CLAIM_KEY } from '../../../apps/sandbox/src/rights/resources.ts';
import { sandboxAccess } from '../../../apps/sandbox/src/rights/sandbox-access.ts';
import { type RunningSpeech, startTestSpeech } from '../../../apps/sandbox/src/speech/testing/running-speech.ts';
import { issueClaimCertificates } from '../../../apps/sandbox/src/tls/claim-certificates.ts';
import { SignSpeech } from '../../../apps/worker/src/platform/sign-speech.ts';
import { encodeWav, sine } from '../../../libs/audio/src/testing/test-wav.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const OPERATION = 'KeyVault_Sign';
const WAIT = { timeout: 30_000, interval: 5 };
const { signal } = new AbortController();

const folder = new TestFolder();
const processes = new C2paProcesses({ workers: 1 });
const certificates = await issueClaimCertificates();
const access = sandboxAccess('private', undefined, () => undefined);
let issuer: TokenIssuer;
let vault: RunningSpeech;
let signing: SignSpeech;
let errors: string[];

beforeAll(async () => {
  issuer = new TokenIssuer('https://localhost', SANDBOX_DIRECTORY, await SigningKeys.create(), new Clock());
  vault = await startTestSpeech({
    claimKey: certificates.key,
    verifyToken: async (token, audience) => {
      const holder = await issuer.holderOf(token, audience);
      return holder && access.callerOf(holder);
    },
  });
});
afterAll(async () => {
  await processes.close();
  await vault.close();
  folder.dispose();
});
beforeEach(() => {
  errors = [];
  access.take([]);
  const credential = {
    getToken: async (scope: string | string[]) => {
      const resource = String(scope).replace('/.default', '');
      const { token } = await issuer.issueManagedIdentityToken(WORKER_IDENTITY, resource);
      return { token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
    },
  };
  const key = new KeyVaultKey({ url: `${vault.speech.url}/keys/claims/1`, credential });
  const logger = stub<ConstructorParameters<typeof SignSpeech>[3]>({
    error: (_: unknown, message?: string) => void errors.push(message ?? ''),
  });
  signing = new SignSpeech(processes, new ClaimSigner(certificates.chain, key), 1_000_000, logger);
});

async function sign() {
  const path = folder.write(encodeWav([sine(440, 0.3, 1, 24_000)], { sampleRateHz: 24_000 }));
  const directory = mkdtempSync(join(folder.path, 'signing-'));
  const result = await signing.sign({ path, directory, format: 'wav', provenanceId: ID }, signal);
  return { ...result, report: await processes.read(readFileSync(result.path), certificates.chain) };
}

const calls = (): number => vault.speech.effectiveCalls()[OPERATION] ?? 0;

describe('signing by the key vault of the sandbox', () => {
  it('makes a file that verifies, by one call', async () => {
    const before = calls();
    expect(await sign()).toMatchObject({
      manifest: { state: 'signed', algorithm: 'es256' },
      report: { state: 'trusted', provenanceId: ID },
    });
    expect(calls()).toBe(before + 1);
  });

  it('signs with the right of the worker, and not without it', async () => {
    access.take([{ identity: 'worker', scope: CLAIM_KEY, role: 'Voice claim signer' }]);
    expect(await sign()).toMatchObject({ manifest: { state: 'unsigned', reason: 'signer-unavailable' } });
    expect(access.decisions()).toContainEqual({
      identity: 'worker',
      right: 'Microsoft.KeyVault/vaults/keys/sign/action',
      resource: CLAIM_KEY,
      allowed: false,
      count: 3,
    });
  });

  it.each([403, 429])('is retried after %i', async (status) => {
    const headers = { 'retry-after': '0' };
    vault.faults.add({ service: 'speech', operation: OPERATION, effect: { kind: 'error', status, headers }, times: 2 });
    expect(await sign()).toMatchObject({ manifest: { state: 'signed' }, report: { state: 'trusted' } });
  });

  it.each([
    ['twice', 2, { manifest: { state: 'signed' }, report: { state: 'trusted' } }, []],
    [
      'three times',
      3,
      { manifest: { state: 'unsigned', reason: 'signer-unavailable' }, report: { state: 'none' } },
      ['speech has no signed manifest, because it could not be signed'],
    ],
  ] as const)('is retried where the vault does not answer, which it does not %s', async (_, times, result, told) => {
    const rule = vault.faults.add({ service: 'speech', operation: OPERATION, effect: { kind: 'hang' }, times });
    // The time of an attempt is over once the vault has its request.
    const hung = new Set<number>();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const late = new AbortController();
      const attempt = rule.applied + 1;
      const isHung = (): void => expect(rule.applied).toBe(attempt);
      const end = (): void => {
        hung.add(attempt);
        late.abort(new Error('late'));
      };
      if (attempt <= times) void vi.waitFor(isHung, WAIT).then(end);
      return late.signal;
    });
    const before = calls();
    expect(await sign()).toMatchObject(result);
    timeout.mockRestore();
    expect([hung.size, calls() - before]).toEqual([times, times === 2 ? 1 : 0]);
    expect(errors).toEqual(told);
  });

  it.each<[string, Parameters<typeof vault.faults.add>[0]['effect']]>([
    ['refuses', { kind: 'error', status: 403, headers: { 'retry-after': '0' } }],
    ['is throttled', { kind: 'error', status: 429, headers: { 'retry-after': '0' } }],
    ['breaks off', { kind: 'drop' }],
  ])('gives the file as it is when the vault always %s, and says so', async (_, effect) => {
    vault.faults.add({ service: 'speech', operation: OPERATION, effect, times: 3 });
    expect(await sign()).toMatchObject({
      manifest: { state: 'unsigned', reason: 'signer-unavailable' },
      report: { state: 'none' },
    });
    expect(errors).toEqual(['speech has no signed manifest, because it could not be signed']);
  });
});
