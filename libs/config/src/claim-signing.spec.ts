import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { claimChain } from '#config/testing';
import { claimProblems, claimTrust, pemText } from './claim-signing.ts';

const NO_PEM = 'top secret';

describe(claimProblems.name, () => {
  it('takes nothing, certificates alone, and certificates with their key', async () => {
    const { chain: C2PA_CERTIFICATES, key: C2PA_PRIVATE_KEY, root: C2PA_TRUST_ANCHORS } = await claimChain();
    expect(claimProblems({})).toEqual([]);
    expect(claimProblems({ C2PA_CERTIFICATES })).toEqual([]);
    expect(claimProblems({ C2PA_CERTIFICATES, C2PA_PRIVATE_KEY, C2PA_TRUST_ANCHORS })).toEqual([]);
  });

  it('names each variable that is wrong, and shows no value', async () => {
    const { chain: C2PA_CERTIFICATES } = await claimChain();
    const { key: C2PA_PRIVATE_KEY } = await claimChain();
    expect(claimProblems({ C2PA_CERTIFICATES, C2PA_PRIVATE_KEY })).toEqual([
      'C2PA_PRIVATE_KEY: must be the key of the first certificate in C2PA_CERTIFICATES',
    ]);
    expect(claimProblems({ C2PA_PRIVATE_KEY })).toEqual(['C2PA_CERTIFICATES: must be set with C2PA_PRIVATE_KEY']);
    const all = claimProblems({ C2PA_CERTIFICATES: NO_PEM, C2PA_PRIVATE_KEY: NO_PEM, C2PA_TRUST_ANCHORS: NO_PEM });
    expect(all.map((problem) => problem.split(':')[0])).toEqual([
      'C2PA_CERTIFICATES',
      'C2PA_TRUST_ANCHORS',
      'C2PA_PRIVATE_KEY',
    ]);
    expect(all.join('\n')).not.toContain(NO_PEM);
  });

  it('takes a key in a vault in place of one in a variable', async () => {
    const C2PA_KEY_URL = 'https://v.vault.azure.net/keys/claims/1';
    const { chain: C2PA_CERTIFICATES, key: C2PA_PRIVATE_KEY } = await claimChain();
    const { chain: ed25519 } = await claimChain({ algorithm: 'ed25519' });
    expect(claimProblems({ C2PA_CERTIFICATES, C2PA_KEY_URL })).toEqual([]);
    expect(claimProblems({ C2PA_CERTIFICATES, C2PA_PRIVATE_KEY, C2PA_KEY_URL })).toEqual([
      'C2PA_KEY_URL: must not be set with C2PA_PRIVATE_KEY',
    ]);
    expect(claimProblems({ C2PA_KEY_URL })).toEqual(['C2PA_CERTIFICATES: must be set with C2PA_KEY_URL']);
    expect(claimProblems({ C2PA_CERTIFICATES: ed25519, C2PA_KEY_URL })).toEqual([
      'C2PA_KEY_URL: Azure Key Vault does not sign with Ed25519',
    ]);
  });

  it('wants a key without a password', async () => {
    const { chain: C2PA_CERTIFICATES } = await claimChain();
    const C2PA_PRIVATE_KEY = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    }).privateKey;
    expect(claimProblems({ C2PA_CERTIFICATES, C2PA_PRIVATE_KEY })).toEqual([
      'C2PA_PRIVATE_KEY: must be a private key in PEM, without a password',
    ]);
  });
});

describe(claimTrust.name, () => {
  const lines = (pem: string): string => pem.replaceAll(/\s/g, '');

  it('takes certificates of signers, also of former ones, for its own, and roots for those of authorities', async () => {
    const [current, former, foreign] = [await claimChain(), await claimChain(), await claimChain()];
    const { trustAnchors, ownCertificates } = claimTrust({
      C2PA_CERTIFICATES: current.chain,
      C2PA_TRUST_ANCHORS: `${former.chain}\n${foreign.root}`,
    });
    expect(lines(ownCertificates)).toBe(lines(current.leaf + former.leaf));
    expect(lines(trustAnchors)).toBe(lines(current.root + former.root + foreign.root));
  });

  it('knows nobody where nothing is set', () => {
    expect(claimTrust({})).toEqual({ trustAnchors: '', ownCertificates: '' });
  });
});

describe(pemText.name, () => {
  it('reads line ends that are written as two characters', () => {
    expect(pemText(String.raw`-----BEGIN X-----\nAA==\n-----END X-----`)).toBe(
      '-----BEGIN X-----\nAA==\n-----END X-----',
    );
  });
});
