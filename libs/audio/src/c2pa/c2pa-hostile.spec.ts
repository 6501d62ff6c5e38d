import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimChain, type ClaimChain } from '#config/testing';
import { toneFile } from '../testing/tagged-files.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav, seededRandom } from '../testing/test-wav.ts';
import { SpeechTagger } from '../tags/speech-tagger.ts';
import { C2paProcesses } from './c2pa-processes.ts';
import { ClaimSigner, PemClaimKey } from './claim-signer.ts';
import type { SignedContainer } from './manifest-definition.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const CONTAINERS = ['wav', 'mp3', 'flac'] as const;
const MUTATIONS = 200;
const ASSERTIONS = 10_000;
const DEPTHS = [100, 20_000] as const;
const TWO_GB = 0x7fff_ffff;
const WAV_HEADER_BYTES = 44;
/** UUID of the content type of a C2PA manifest store (C2PA 2.4, section 11.1.4.2). */
const STORE_TYPE = Buffer.from('6332706100110010800000aa00389b71', 'hex');
/** Of one file: a tenth of the time and half of the memory that the deployment allows. */
const LIMITS = { cpuSeconds: 6, memoryMb: 256 };

const folder = new TestFolder();
const processes = new C2paProcesses({ workers: 1, limits: LIMITS });
const signed = new Map<SignedContainer, Buffer>();
let ours: ClaimChain;

function plainFile(container: SignedContainer): Buffer {
  if (container === 'wav') return encodeWav([new Float32Array(24_000)], { sampleRateHz: 24_000 });
  const tagger = new SpeechTagger(container, ID);
  return Buffer.concat([tagger.push(toneFile(folder, container, 1)), tagger.end()]);
}

beforeAll(async () => {
  ours = await claimChain();
  const signer = new ClaimSigner(ours.chain, new PemClaimKey(ours.key));
  for (const container of CONTAINERS) {
    const order = { inputPath: folder.write(plainFile(container)), outputPath: folder.fresh(), container };
    await processes.sign({ ...order, provenanceId: ID, version: '1' }, signer);
    signed.set(container, readFileSync(order.outputPath));
  }
});
afterAll(async () => {
  await processes.close();
  folder.dispose();
});

const good = (container: SignedContainer): Buffer => Buffer.from(signed.get(container) ?? Buffer.alloc(0));
const read = (content: Buffer) => processes.read(content, ours.root);

/** Flips, fills, lengths, cuts and repetitions, most of them within the manifest. */
function mutated(content: Buffer, random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  const at = Math.min(content.length - 5, content.indexOf('jumb') + below(4_000));
  const kind = below(5);
  if (kind === 0) content.writeUInt8(content.readUInt8(at) ^ (1 << below(8)), at);
  else if (kind === 1) content.fill(below(256), at, Math.min(content.length, at + 1 + below(64)));
  else if (kind === 2) content.writeUInt32BE([0, 1, 7, 0xffff, TWO_GB, 0xffff_ffff][below(6)] ?? 0, at);
  else if (kind === 3) return content.subarray(0, below(content.length));
  else return Buffer.concat([content.subarray(0, at), content.subarray(at - below(at), at), content.subarray(at)]);
  return content;
}

function box(type: string, content: Buffer, claimedBytes = content.length + 8): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(claimedBytes);
  head.write(type, 4);
  return Buffer.concat([head, content]);
}

const description = box('jumd', Buffer.concat([STORE_TYPE, Buffer.from([3]), Buffer.from('c2pa\0')]));

/** Boxes within boxes, `depth` of them. */
function nested(depth: number): Buffer {
  const bytes = 8 + description.length;
  const all = Buffer.alloc(bytes * depth);
  for (let i = 0; i < depth; i++) {
    all.writeUInt32BE(bytes * (depth - i), i * bytes);
    all.write('jumb', i * bytes + 4);
    description.copy(all, i * bytes + 8);
  }
  return all;
}

function wavWith(store: Buffer, claimedBytes = store.length): Buffer {
  const head = Buffer.alloc(8);
  head.write('C2PA');
  head.writeUInt32LE(claimedBytes, 4);
  const file = Buffer.concat([plainFile('wav'), head, store, Buffer.alloc(store.length % 2)]);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}

/** The manifest store of the signed WAV. */
function storeOf(wav: Buffer): Buffer {
  const at = wav.indexOf('C2PA', WAV_HEADER_BYTES, 'latin1');
  return Buffer.from(wav.subarray(at + 8, at + 8 + wav.readUInt32LE(at + 4)));
}

/** Repeats the last assertion within the store, and makes the boxes around it longer. */
function withAssertions(store: Buffer, count: number): Buffer {
  const label = store.indexOf('org.voice-cloning-backend.provenance');
  // Superbox: length, `jumb`; description: length, `jumd`, UUID, toggles; then the label.
  const start = label - 17 - 8 - 8;
  const assertion = store.subarray(start, start + store.readUInt32BE(start));
  const added = assertion.length * (count - 1);
  const assertions = store.indexOf('c2pa.assertions') - 17 - 8 - 8;
  const manifest = store.indexOf('urn:c2pa:') - 17 - 8 - 8;
  const copies = Buffer.concat(Array.from({ length: count - 1 }, () => assertion));
  const result = Buffer.concat([store.subarray(0, start), copies, store.subarray(start)]);
  for (const outer of [0, manifest, assertions]) result.writeUInt32BE(store.readUInt32BE(outer) + added, outer);
  return result;
}

describe('a hostile file', () => {
  it(`does no harm: ${MUTATIONS} mutations of good ones`, { timeout: 60_000 }, async () => {
    const random = seededRandom(23);
    const states = new Map<string, number>();
    for (let i = 0; i < MUTATIONS; i++) {
      const report = await read(mutated(good(CONTAINERS[i % CONTAINERS.length] ?? 'wav'), random));
      const code = report.codes.find((each) => each === 'limits-exceeded' || each === 'reader-crashed');
      const outcome = code ?? report.state;
      states.set(outcome, (states.get(outcome) ?? 0) + 1);
    }
    expect([...states.keys()]).toEqual(expect.arrayContaining(['mismatch', 'unreadable']));
    expect(states.get('limits-exceeded')).toBeUndefined();
    for (const container of CONTAINERS) expect(await read(good(container))).toMatchObject({ state: 'trusted' });
  });

  it.each<[string, () => Buffer]>([
    ['a chunk', () => wavWith(storeOf(good('wav')), TWO_GB)],
    ['a box', () => wavWith(box('jumb', description, TWO_GB))],
    ['a box with a length of 64 bits', () => wavWith(box('jumb', Buffer.concat([Buffer.alloc(7), description]), 1))],
    ['the frame of an MP3', () => claiming(good('mp3'), 'GEOB')],
    ['the tag of a FLAC', () => claiming(good('flac'), 'ID3')],
  ])('is refused where %s claims more than there is', async (_, content) => {
    const report = await read(content());
    expect(['none', 'unreadable', 'mismatch']).toContain(report.state);
    expect(report.codes).not.toContain('limits-exceeded');
    expect(await read(good('wav'))).toMatchObject({ state: 'trusted' });
  });

  it.each(DEPTHS)('with boxes %i deep is not trusted, and the next file is read', async (depth) => {
    for (let times = 0; times < 3; times++) {
      expect(['none', 'unreadable', 'mismatch']).toContain((await read(wavWith(nested(depth)))).state);
    }
    expect(await read(good('wav'))).toMatchObject({ state: 'trusted' });
  });

  it(`with ${ASSERTIONS} assertions ends within its limits`, async () => {
    const store = storeOf(good('wav'));
    expect(await read(wavWith(withAssertions(store, 1)))).toMatchObject({ provenanceId: ID });
    const report = await read(wavWith(withAssertions(store, ASSERTIONS)));
    expect(['unreadable', 'mismatch']).toContain(report.state);
    expect(report.codes.length).toBeLessThanOrEqual(20);
    expect(await read(good('wav'))).toMatchObject({ state: 'trusted' });
    expect(processes.stats().processes).toBe(1);
  });
});

/** The size of a frame, or of the tag, as seven bits of each of four bytes: as large as it can be. */
function claiming(content: Buffer, name: string): Buffer {
  const at = content.indexOf(name) + (name === 'ID3' ? 6 : 4);
  content.fill(0x7f, at, at + 4);
  return content;
}
