import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimChain, type ClaimChain } from '#config/testing';
import { ffmpeg, hasFfmpeg } from '../testing/ffmpeg.ts';
import { hasOpenssl, OpensslAuthority } from '../testing/openssl-authority.ts';
import { toneFile } from '../testing/tagged-files.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav, sine } from '../testing/test-wav.ts';
import { SpeechTagger } from '../tags/speech-tagger.ts';
import { C2paProcesses, type SignedFile } from './c2pa-processes.ts';
import { ClaimSigner, PemClaimKey } from './claim-signer.ts';
import { atTime } from './at-time.ts';
import { loadC2pa } from './c2pa-library.ts';
import { SIGNED_CONTAINERS, type SignedContainer } from './manifest-definition.ts';
import { readManifest } from './read-manifest.ts';

const DAY_MS = 86_400_000;
const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const CONTAINERS = ['wav', 'mp3', 'flac'] as const;
const PEER = join(import.meta.dirname, '../../../../test/peers/c2pa');
const hasPeer = existsSync(join(PEER, 'node_modules/@contentauth/c2pa-node/dist/index.node'));

const folder = new TestFolder();
const processes = new C2paProcesses({ workers: 1 });
let chain: ClaimChain;
let authority: OpensslAuthority;

beforeAll(async () => {
  chain = await claimChain({ organization: 'Ours' });
  if (!hasOpenssl) return;
  mkdirSync(join(folder.path, 'authority'));
  authority = new OpensslAuthority(join(folder.path, 'authority'));
});
afterAll(async () => {
  await processes.close();
  folder.dispose();
});

interface Signed extends SignedFile {
  readonly plain: string;
  readonly path: string;
}

async function signed(container: SignedContainer, withTime: boolean, by = chain): Promise<Signed> {
  const tagger = container === 'wav' ? undefined : new SpeechTagger(container, ID);
  const content =
    container === 'wav' || !tagger
      ? encodeWav([sine(440, 0.3, 3, 24_000)], { sampleRateHz: 24_000 })
      : Buffer.concat([tagger.push(toneFile(folder, container, 3)), tagger.end()]);
  const plain = folder.write(content, `.${container}`);
  const path = folder.fresh(`.${container}`);
  const signer = new ClaimSigner(by.chain, new PemClaimKey(by.key), withTime ? authority : undefined);
  const order = { inputPath: plain, outputPath: path, container, provenanceId: ID, version: '1' };
  return { ...(await processes.sign(order, signer)), plain, path };
}

interface PeerReport {
  readonly validation_state: string;
  readonly validation_results: { readonly activeManifest: Record<'success' | 'failure', readonly { code: string }[]> };
}

function peerReport(path: string, container: SignedContainer, ...roots: readonly string[]): PeerReport {
  const anchors = folder.write(roots.join('\n'), '.pem');
  const args = [join(PEER, 'read.mjs'), path, SIGNED_CONTAINERS[container], anchors];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as PeerReport;
}

describe.skipIf(!hasFfmpeg)('ffmpeg', () => {
  it.each(CONTAINERS)('decodes the same samples of %s with and without the manifest', async (container) => {
    const { plain, path } = await signed(container, false);
    const samples = (file: string): string => ffmpeg('-i', file, '-f', 'md5', '-');
    expect(samples(path)).toBe(samples(plain));
    if (container !== 'wav') expect(ffmpeg('-i', path, '-f', 'ffmetadata', '-')).toContain(`provenanceId=${ID}`);
  });

  it.each(CONTAINERS)('leaves no manifest when it encodes %s again', async (container) => {
    const { path } = await signed(container, false);
    const again = folder.fresh(`.${container}`);
    ffmpeg('-i', path, again);
    expect(await processes.read(again, chain.root)).toMatchObject({ state: 'none' });
  });
});

describe.skipIf(!hasPeer)('c2pa-node, another build of c2pa-rs', () => {
  it.each(CONTAINERS)('trusts a signed %s, and finds what was changed', async (container) => {
    const { path } = await signed(container, false);
    expect(peerReport(path, container, chain.root).validation_state).toBe('Trusted');
    expect(peerReport(path, container, (await claimChain()).root).validation_state).toBe('Valid');
    const content = readFileSync(path);
    const at = container === 'wav' ? 10_000 : content.length - 2_000;
    content.writeUInt8(content.readUInt8(at) ^ 1, at);
    const report = peerReport(folder.write(content), container, chain.root);
    expect(report.validation_results.activeManifest.failure.map(({ code }) => code)).toEqual([
      'assertion.dataHash.mismatch',
    ]);
  });
});

describe.skipIf(!hasOpenssl || !hasPeer)('a time-stamp of a local authority', () => {
  it.each(CONTAINERS)('is trusted by c2pa-wasm and by c2pa-node, in %s', async (container) => {
    const { path, timeStamp } = await signed(container, true);
    expect(timeStamp).toBe('stamped');
    const report = await processes.read(path, `${chain.root}\n${authority.root}`);
    expect(report).toMatchObject({ state: 'trusted', timeStamp: { state: 'validated' } });
    expect(report.codes).toContain('timeStamp.trusted');
    expect((await processes.read(path, chain.root)).codes).toContain('timeStamp.untrusted');
    expect(Math.abs(Date.parse(report.timeStamp?.at ?? '') - Date.now())).toBeLessThan(600_000);
    const peer = peerReport(path, container, chain.root, authority.root);
    expect(peer.validation_state).toBe('Trusted');
    expect(peer.validation_results.activeManifest.success.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['timeStamp.validated', 'timeStamp.trusted']),
    );
  });
});

describe.skipIf(!hasOpenssl)('a certificate that has expired since', () => {
  it('leaves a file trusted by a time-stamp whose root is known, and ours without one', async () => {
    const leaving = await claimChain({ days: 1, authority: chain.authority });
    loadC2pa();
    const read = async (path: string, ...roots: readonly string[]) =>
      atTime(Date.now() + 2 * DAY_MS, () =>
        readManifest({
          type: 'read',
          inputPath: path,
          trustAnchors: roots.join('\n'),
          ownCertificates: leaving.leaf,
        }),
      );
    const stamped = await signed('wav', true, leaving);
    const known = await read(stamped.path, leaving.root, authority.root);
    expect(known).toMatchObject({ state: 'trusted', isSignedHere: true });
    expect(known.codes).toContain('timeStamp.trusted');
    for (const path of [stamped.path, (await signed('wav', false, leaving)).path]) {
      const report = await read(path, leaving.root);
      expect(report).toMatchObject({ state: 'untrusted', isSignedHere: true });
      expect(report.codes[0]).toBe('signingCredential.expired');
    }
  });
});
