import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { claimChain, claimIntermediate } from '#config/testing';
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

  it('wants the certificates to lead from the signer to a root', async () => {
    const intermediate = await claimIntermediate('Intermediate');
    const { leaf, root, key: C2PA_PRIVATE_KEY } = await claimChain({ authority: intermediate });
    const other = await claimChain({ organization: 'Other' });
    const above = intermediate.issuer?.root ?? '';
    const problemsOf = (...certificates: readonly string[]): readonly string[] =>
      claimProblems({ C2PA_CERTIFICATES: certificates.join('\n'), C2PA_PRIVATE_KEY });
    expect(problemsOf(leaf, root, above)).toEqual([]);
    const mustEnd = 'C2PA_CERTIFICATES: must end with a root, or its root must be in C2PA_TRUST_ANCHORS; it ends with';
    const append = 'is no root in either. Append the certificates of the issuers, up to the root';
    expect(problemsOf(leaf)).toEqual([
      `${mustEnd} "O=Test, CN=Signer", whose issuer "O=Intermediate, CN=Intermediate Root" ${append}`,
    ]);
    expect(problemsOf(leaf, root)).toEqual([
      `${mustEnd} "O=Intermediate, CN=Intermediate Root", whose issuer "O=Top, CN=Top Root" ${append}`,
    ]);
    expect(problemsOf(leaf, above)).toEqual([
      'C2PA_CERTIFICATES: each certificate must be followed by that of its issuer; number 1, "O=Test, CN=Signer", was not issued by number 2, "O=Top, CN=Top Root"',
    ]);
    expect(problemsOf(leaf, other.root)).toHaveLength(1);
    expect(problemsOf(root, leaf)).toContain(
      'C2PA_CERTIFICATES: the first one must be that of the signer; "O=Intermediate, CN=Intermediate Root" is the certificate of an authority',
    );
    const withRoot = (C2PA_TRUST_ANCHORS: string): readonly string[] =>
      claimProblems({ C2PA_CERTIFICATES: `${leaf}\n${root}`, C2PA_PRIVATE_KEY, C2PA_TRUST_ANCHORS });
    expect(withRoot(`${other.root}\n${above}`)).toEqual([]);
    expect(withRoot(other.root)).toHaveLength(1);
    // Of the same name, and with another key.
    expect(withRoot((await claimIntermediate('Intermediate')).issuer?.root ?? '')).toHaveLength(1);
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
