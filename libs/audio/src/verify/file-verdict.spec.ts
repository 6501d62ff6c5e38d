import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimChain, type ClaimChain } from '#config/testing';
import { C2paProcesses } from '../c2pa/c2pa-processes.ts';
import { ClaimSigner, PemClaimKey } from '../c2pa/claim-signer.ts';
import { isSignedContainer } from '../c2pa/manifest-definition.ts';
import { AudioHash } from '../tags/audio-hash.ts';
import { TAG_COMMENT } from '../tags/speech-tag.ts';
import { SpeechTagger } from '../tags/speech-tagger.ts';
import { taggedWavHeader } from '../tags/wav-tag.ts';
import { encodeFile } from '../testing/encode-file.ts';
import { toneFile } from '../testing/tagged-files.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav, seededRandom } from '../testing/test-wav.ts';
import { FILE_FORMATS, type FileFormat, type FileMark } from './file-mark.ts';
import { type FileVerdict, type RecordMatch, verdictOf } from './file-verdict.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const folder = new TestFolder();
const processes = new C2paProcesses({ workers: 1, limits: { wallMs: 60_000, cpuSeconds: 15 } });
const tone = Float32Array.from({ length: 48_000 }, (_, i) => 0.3 * Math.sin(i / 9));
const wav = encodeWav([tone], { sampleRateHz: 24_000 });
let ours: ClaimChain;
let others: ClaimChain;
/** Of another customer of the authority that has issued our certificate. */
let neighbors: ClaimChain;
/** As they are handed out: tagged, and signed where the format has a place for it. */
const files: Partial<Record<FileFormat, Buffer>> = {};
const unsigned: Partial<Record<FileFormat, Buffer>> = {};

async function sign(content: Buffer, format: FileFormat, { chain, key }: ClaimChain): Promise<Buffer> {
  if (!isSignedContainer(format)) return content;
  const outputPath = folder.fresh();
  const order = { inputPath: folder.write(content), outputPath, container: format, provenanceId: ID, version: '1' };
  await processes.sign(order, new ClaimSigner(chain, new PemClaimKey(key)));
  return readFileSync(outputPath);
}

function taggedFile(format: FileFormat): Buffer {
  if (format === 'wav') return Buffer.concat([taggedWavHeader(wav.subarray(0, 44), ID), wav.subarray(44)]);
  const tagger = new SpeechTagger(format, ID);
  return Buffer.concat([tagger.push(toneFile(folder, format, 3)), tagger.end()]);
}

beforeAll(async () => {
  ours = await claimChain({ organization: 'Ours' });
  others = await claimChain({ organization: 'Others' });
  neighbors = await claimChain({ organization: 'Neighbors', authority: ours.authority });
  for (const format of FILE_FORMATS) {
    unsigned[format] = taggedFile(format);
    files[format] = await sign(unsigned[format], format, ours);
  }
});
afterAll(async () => {
  await processes.close();
  folder.dispose();
});

const fileOf = (format: FileFormat): Buffer => files[format] ?? Buffer.alloc(0);
const unsignedOf = (format: FileFormat): Buffer => unsigned[format] ?? Buffer.alloc(0);

function audioHash(format: FileFormat, content: Buffer): string {
  const hash = new AudioHash(format);
  hash.push(content);
  return hash.digest();
}

/** As a record of the file that was handed out says of another one. */
function matchOf(mark: FileMark | undefined, format: FileFormat): RecordMatch {
  if (mark?.provenanceId !== ID) return 'none';
  return mark.audioSha256 === audioHash(format, unsignedOf(format)) ? 'audio' : 'differs';
}

async function verified(
  content: Buffer,
  {
    root = ours.root,
    own = ours.leaf,
    recordOf,
  }: { readonly root?: string; readonly own?: string; readonly recordOf?: FileFormat } = {},
): Promise<FileVerdict> {
  const path = folder.write(content);
  const mark = await processes.mark(path);
  const manifest = await processes.read(path, root, own);
  const record = recordOf === undefined ? 'none' : matchOf(mark, recordOf);
  return verdictOf({
    manifest,
    mark: mark ?? { isSynthetic: false, isTaggedHere: false, hasExactTag: false },
    record,
    recordId: recordOf && ID,
    hasSizeOrAudio: recordOf !== undefined && content.length === fileOf(recordOf).length,
  });
}

function flipped(content: Buffer, at: number): Buffer {
  const changed = Buffer.from(content);
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

/** A byte of audio; WAV has its manifest behind the audio. */
const flippedAudio = (format: FileFormat): Buffer =>
  flipped(fileOf(format), format === 'wav' ? 10_000 : fileOf(format).length - 2_000);

describe.each(FILE_FORMATS)('a %s of this deployment', (format) => {
  it('has its tag read, with its hash', async () => {
    expect(await processes.mark(folder.write(fileOf(format)))).toMatchObject({
      format,
      provenanceId: ID,
      isSynthetic: true,
      isTaggedHere: true,
      audioSha256: audioHash(format, unsignedOf(format)),
    });
  });

  it('is intact by its record, and with one flipped byte of audio it is changed', async () => {
    expect(await verified(fileOf(format), { recordOf: format })).toBe('ours-intact');
    expect(await verified(flippedAudio(format), { recordOf: format })).toBe('ours-changed');
  });

  it('without a manifest and without a record, is only marked', async () => {
    expect(await verified(unsignedOf(format))).toBe('marked-unsigned');
  });

  it('that is cut off is not intact', async () => {
    const cut = fileOf(format).subarray(0, fileOf(format).length / 2);
    expect(await verified(cut, { recordOf: format })).toBe(format === 'opus' ? 'marked-unsigned' : 'ours-changed');
    expect(await verified(cut)).not.toBe('ours-intact');
  });
});

describe.each(['wav', 'mp3', 'flac'] as const)('a signed %s', (format) => {
  it('is intact by its manifest alone, changed by a flipped byte, and of others under another root', async () => {
    expect(await verified(fileOf(format))).toBe('ours-intact');
    expect(await verified(flippedAudio(format))).toBe('ours-changed');
    const elsewhere = { root: others.root, own: others.leaf };
    expect(await verified(fileOf(format), elsewhere)).toBe('synthetic-by-others');
    expect(await verified(flippedAudio(format), elsewhere)).not.toMatch(/^ours/);
  });

  it('by another customer of the same authority is of others, as long as no record has its audio', async () => {
    const file = await sign(unsignedOf(format), format, neighbors);
    expect(await verified(file)).toBe('synthetic-by-others');
    expect(await verified(flipped(file, format === 'wav' ? 10_000 : file.length - 2_000))).not.toMatch(/^ours/);
    expect(await verified(file, { own: '' })).toBe('synthetic-by-others');
    expect(await verified(fileOf(format), { own: neighbors.leaf })).toBe('synthetic-by-others');
    expect(await verified(fileOf(format), { own: neighbors.leaf, recordOf: format })).toBe('ours-intact');
  });

  it('is ours after the certificate was replaced, as long as the earlier one is listed', async () => {
    expect(await verified(fileOf(format), { own: `${neighbors.leaf}\n${ours.leaf}` })).toBe('ours-intact');
    const otherRoot = { root: `${others.root}\n${ours.root}`, own: `${others.leaf}\n${ours.leaf}` };
    expect(await verified(fileOf(format), otherRoot)).toBe('ours-intact');
  });

  it('by others, under our id, is not ours without a record', async () => {
    expect(await verified(await sign(unsignedOf(format), format, others))).toBe('synthetic-by-others');
  });
});

describe('a file whose certificate has expired', () => {
  it('stays ours by its signature, is changed by a flipped byte, and is of others for others', async () => {
    const expired = await claimChain({ organization: 'Ours', days: -0.5, authority: ours.authority });
    const file = await sign(unsignedOf('wav'), 'wav', expired);
    expect(await processes.read(file, ours.root, expired.leaf)).toMatchObject({
      state: 'untrusted',
      codes: expect.arrayContaining(['signingCredential.expired', 'claimSignature.validated']) as unknown,
      isSignedHere: true,
    });
    expect(await verified(file, { own: `${ours.leaf}\n${expired.leaf}` })).toBe('ours-intact');
    expect(await verified(flipped(file, 10_000), { own: expired.leaf })).toBe('ours-changed');
    expect(await verified(file)).toBe('synthetic-by-others');
  });
});

describe('a file that is not as it was', () => {
  it('has the manifest of another file', async () => {
    const file = fileOf('wav');
    const manifestAt = file.length - (file.length - unsignedOf('wav').length);
    const moved = Buffer.concat([unsignedOf('wav'), file.subarray(manifestAt)]);
    moved.fill(0, 1_000, 40_000);
    moved.writeUInt32LE(moved.length - 8, 4);
    expect(await verified(moved)).toBe('ours-changed');
  });

  it.each([
    ['with our comment', TAG_COMMENT, 'marked-unsigned'],
    ['without a tag', undefined, 'no-mark'],
  ] as const)('is re-encoded %s', async (_, comment, expected) => {
    const path = folder.fresh('.mp3');
    encodeFile(path, tone, { container: 'mp3', encoder: 'libmp3lame', sampleRateHz: 24_000, bitRateBps: 64_000 });
    const bytes = readFileSync(path);
    const text = comment === undefined ? Buffer.alloc(0) : Buffer.from(`\0eng\0${comment}`);
    const frame = Buffer.alloc(10);
    frame.write('COMM');
    frame.writeUInt32BE(text.length, 4);
    const head = Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1');
    head.writeUInt8((text.length + 10) >> 7, 8);
    head.writeUInt8((text.length + 10) & 0x7f, 9);
    const file = comment === undefined ? bytes : Buffer.concat([head, frame, text, bytes]);
    expect(await verified(file, { recordOf: 'mp3' })).toBe(expected);
  });

  it('has our tag, moved to other audio', async () => {
    const path = folder.fresh('.mp3');
    encodeFile(path, tone, { container: 'mp3', encoder: 'libmp3lame', sampleRateHz: 24_000, bitRateBps: 64_000 });
    const tagger = new SpeechTagger('mp3', ID);
    const file = Buffer.concat([tagger.push(readFileSync(path)), tagger.end()]);
    expect(await verified(file, { recordOf: 'mp3' })).toBe('ours-changed');
    expect(await verified(file)).toBe('marked-unsigned');
  });

  it.each([
    [undefined, 'synthetic-by-others'],
    ['prv_01JD8F3R5V6W7X8Y9Z0A1B2C3E', 'synthetic-by-others'],
    [ID, 'ours-changed'],
  ] as const)('has a copied id, and a manifest of others with the id %s', (provenanceId, expected) => {
    const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
    const evidence = {
      manifest: { state: 'untrusted', digitalSourceType, provenanceId },
      mark: { isSynthetic: true, isTaggedHere: true, hasExactTag: false },
      record: 'differs',
      recordId: ID,
      hasSizeOrAudio: false,
    } as const;
    expect(verdictOf(evidence)).toBe(expected);
  });

  it('has a tag of another product', async () => {
    const xmp = Buffer.from('<Iptc4xmpExt:DigitalSourceType>…/digitalsourcetype/trainedAlgorithmicMedia');
    expect(await verified(Buffer.concat([wav, xmp]))).toBe('synthetic-by-others');
  });

  it('is no audio, or empty', async () => {
    expect(await verified(Buffer.from('this is not a recording\n'.repeat(50)))).toBe('no-mark');
    expect(await verified(Buffer.alloc(0))).toBe('no-mark');
    expect(await processes.mark(folder.write(wav.subarray(0, 44)))).not.toHaveProperty('audioSha256');
  });
});

describe('a hostile file', () => {
  it('claims 2 GB in a chunk', async () => {
    const file = Buffer.from(fileOf('wav'));
    file.writeUInt32LE(0x7f_ff_ff_ff, file.indexOf('C2PA') + 4);
    expect(await verified(file)).not.toBe('ours-intact');
    const list = Buffer.from(fileOf('wav'));
    list.writeUInt32LE(0x7f_ff_ff_ff, list.indexOf('LIST') + 4);
    expect(await verified(list, { recordOf: 'wav' })).not.toBe('ours-intact');
  });

  it('is one of 200 mutations: none crashes this process, and the next file is verified', async () => {
    const random = seededRandom(192);
    const verdicts = new Set<FileVerdict>();
    for (let i = 0; i < 200; i++) {
      const format = FILE_FORMATS[i % FILE_FORMATS.length] ?? 'wav';
      const file = Buffer.from(fileOf(format));
      const from = random() < 0.5 ? 0 : Math.max(0, file.indexOf('jumb'));
      const at = Math.min(file.length - 1, from + Math.floor(random() * 4_000));
      file.fill(Math.floor(random() * 256), at, at + 1 + Math.floor(random() * 8));
      verdicts.add(await verified(file));
      expect(processes.stats().processes).toBeLessThanOrEqual(1);
    }
    expect([...verdicts]).toEqual(expect.arrayContaining(['ours-changed', 'marked-unsigned']));
    expect(await verified(fileOf('wav'))).toBe('ours-intact');
  });

  it('takes too long: there is no mark, and another process', async () => {
    const slow = new C2paProcesses({ workers: 1, limits: { wallMs: 0 } });
    try {
      expect(await slow.mark(folder.write(fileOf('wav')))).toBeUndefined();
      expect(slow.stats().processes).toBe(0);
    } finally {
      await slow.close();
    }
  });
});
