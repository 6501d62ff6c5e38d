import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { claimChain, type ClaimChain } from '#config/testing';
import { toneFile } from '../testing/tagged-files.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav } from '../testing/test-wav.ts';
import { SpeechTagger } from '../tags/speech-tagger.ts';
import { C2paProcesses, VERIFIER_MEMORY_MB } from './c2pa-processes.ts';
import { ClaimSigner, PemClaimKey } from './claim-signer.ts';
import type { SignedContainer } from './manifest-definition.ts';
import type { ManifestReport } from './manifest-report.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const MIB = 1024 * 1024;

const folder = new TestFolder();
const processes = new C2paProcesses({ workers: 1 });
let ours: ClaimChain;
let others: ClaimChain;
const signed: Record<string, Buffer> = {};

function signerOf({ chain, key }: ClaimChain): ClaimSigner {
  return new ClaimSigner(chain, new PemClaimKey(key));
}

function plainFile(container: SignedContainer): Buffer {
  if (container === 'wav') {
    const tone = Float32Array.from({ length: 48_000 }, (_, i) => 0.3 * Math.sin(i / 9));
    return encodeWav([tone], { sampleRateHz: 24_000 });
  }
  const tagger = new SpeechTagger(container, ID);
  return Buffer.concat([tagger.push(toneFile(folder, container, 3)), tagger.end()]);
}

async function sign(content: Buffer, container: SignedContainer, signer = signerOf(ours)): Promise<Buffer> {
  const outputPath = folder.fresh();
  const order = { inputPath: folder.write(content), outputPath, container, provenanceId: ID, version: '1.2.3' };
  await processes.sign(order, signer);
  return readFileSync(outputPath);
}

beforeAll(async () => {
  ours = await claimChain({ organization: 'Ours' });
  others = await claimChain({ organization: 'Others' });
  for (const container of ['wav', 'mp3', 'flac'] as const)
    signed[container] = await sign(plainFile(container), container);
});
afterAll(async () => {
  await processes.close();
  folder.dispose();
});

function flipped(content: Buffer, at: number): Buffer {
  const changed = Buffer.from(content);
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

/** A byte of audio in a signed file: WAV has its manifest behind the audio, the others before it. */
function audioByte(container: string): number {
  return container === 'wav' ? 10_000 : (signed[container]?.length ?? 0) - 2_000;
}

describe.each(['wav', 'mp3', 'flac'] as const)('a signed %s', (container) => {
  it('is trusted under our root, says what made it, and holds nothing but the provenance id', async () => {
    const file = signed[container] ?? Buffer.alloc(0);
    expect(await processes.read(file, ours.root)).toMatchObject({
      state: 'trusted',
      codes: expect.arrayContaining(['claimSignature.validated', 'assertion.dataHash.match']) as unknown,
      manifestId: expect.stringMatching(/^urn:c2pa:/) as unknown,
      issuer: 'Ours',
      signer: 'Signer',
      algorithm: 'es256',
      digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
      provenanceId: ID,
    });
    expect(file.length - plainFile(container).length).toBeLessThan(8_192);
  });

  it('is changed by one byte of audio, and by one of the claim', async () => {
    const file = signed[container] ?? Buffer.alloc(0);
    const changed = await processes.read(flipped(file, audioByte(container)), ours.root);
    expect(changed).toMatchObject({ state: 'mismatch', provenanceId: ID });
    expect(changed.codes[0]).toBe('assertion.dataHash.mismatch');
    const claim = file.indexOf('notAllowed');
    const altered = await processes.read(flipped(file, claim), ours.root);
    expect(altered.state).toBe('mismatch');
    // Who signed it counts less.
    expect(await processes.read(flipped(file, audioByte(container)), others.root)).toMatchObject({ state: 'mismatch' });
  });

  it('is untrusted under another root, and under none', async () => {
    const file = signed[container] ?? Buffer.alloc(0);
    for (const root of [others.root, '']) {
      expect(await processes.read(file, root)).toMatchObject({
        state: 'untrusted',
        codes: expect.arrayContaining(['signingCredential.untrusted']) as unknown,
        issuer: 'Ours',
      });
    }
    // Of two roots one is enough: that of a key which signed before.
    expect(await processes.read(file, `${others.root}\n${ours.root}`)).toMatchObject({ state: 'trusted' });
  });

  it('is known as signed here by the certificate, not by the root', async () => {
    const file = signed[container] ?? Buffer.alloc(0);
    const neighbors = await claimChain({ authority: ours.authority });
    expect(await processes.read(file, ours.root, `${neighbors.leaf}\n${ours.leaf}`)).toMatchObject({
      state: 'trusted',
      isSignedHere: true,
    });
    for (const own of ['', neighbors.leaf, ours.root]) {
      const report = await processes.read(file, ours.root, own);
      expect([report.state, report.isSignedHere]).toEqual(['trusted', undefined]);
    }
    // The claim is no longer what the certificate has signed.
    const altered = await processes.read(flipped(file, file.indexOf('notAllowed')), ours.root, ours.leaf);
    expect(altered.state).toBe('mismatch');
    const forged = await processes.read(flipped(file, file.indexOf('claim_generator_info') + 40), ours.root, ours.leaf);
    expect(forged.isSignedHere).toBeUndefined();
  });

  it('has no manifest before it is signed', async () => {
    expect(await processes.read(plainFile(container), ours.root)).toEqual({ state: 'none', codes: [] });
  });
});

describe(C2paProcesses.name, () => {
  it('finds that a manifest was moved to other audio', async () => {
    const file = signed['wav'] ?? Buffer.alloc(0);
    const silence = Buffer.alloc(96_000);
    const moved = Buffer.concat([file.subarray(0, 44), silence, file.subarray(44 + 96_000)]);
    expect(await processes.read(moved, ours.root)).toMatchObject({ state: 'mismatch', provenanceId: ID });
  });

  it('keeps the audio of a file as it is', async () => {
    expect(signed['wav']?.subarray(44, 44 + 96_000)).toEqual(plainFile('wav').subarray(44));
    const flac = plainFile('flac');
    expect(signed['flac']?.subarray(-flac.length)).toEqual(flac);
    expect(signed['mp3']?.includes(plainFile('mp3').subarray(-10_000))).toBe(true);
  });

  it.each(['es384', 'ps256', 'ed25519'] as const)('signs with %s', async (algorithm) => {
    const chain = await claimChain({ algorithm });
    const file = await sign(plainFile('wav'), 'wav', signerOf(chain));
    expect(await processes.read(file, chain.root)).toMatchObject({ state: 'trusted', algorithm });
  });

  it('says of a signature by an expired certificate that it is untrusted, not that the file was changed', async () => {
    const chain = await claimChain({ days: -0.5 });
    const file = await sign(plainFile('wav'), 'wav', signerOf(chain));
    expect(await processes.read(file, chain.root)).toMatchObject({
      state: 'untrusted',
      codes: expect.arrayContaining(['signingCredential.expired']) as unknown,
    });
  });

  it('knows its own signature by an expired certificate, and that of a claim which was altered since', async () => {
    const [chain, others] = [await claimChain({ days: -0.5 }), await claimChain({ days: -0.5 })];
    const file = await sign(plainFile('wav'), 'wav', signerOf(chain));
    const read = (content: Buffer, own = chain.leaf) => processes.read(content, chain.root, own);
    const report = await read(file);
    expect(report).toMatchObject({ state: 'untrusted', isSignedHere: true, provenanceId: ID });
    expect(report.codes[0]).toBe('signingCredential.expired');
    expect(await read(flipped(file, 10_000))).toMatchObject({ state: 'mismatch', isSignedHere: true });
    const software = file.indexOf('voice-cloning-backend', file.indexOf('claim_generator_info'));
    for (const [content, own] of [
      [flipped(file, software), chain.leaf],
      [file, others.leaf],
      [await sign(plainFile('wav'), 'wav', new ClaimSigner(chain.chain, new PemClaimKey(others.key))), chain.leaf],
    ] as const) {
      expect((await read(content, own)).isSignedHere).toBeUndefined();
    }
  });

  it.each<[string, () => Buffer, string]>([
    ['is empty', () => Buffer.alloc(0), 'none'],
    ['is text', () => Buffer.from('this is not a recording\n'.repeat(50)), 'none'],
    ['is cut off', () => (signed['wav'] ?? Buffer.alloc(0)).subarray(0, -1_000), 'unreadable'],
    ['is cut off in its tag', () => (signed['mp3'] ?? Buffer.alloc(0)).subarray(0, 2_000), 'unreadable'],
  ])('reads a file that %s', async (_, content, state) => {
    expect(await processes.read(content(), ours.root)).toMatchObject({ state });
  });

  it('ends a job that takes too long, and starts another process for the next', async () => {
    const slow = new C2paProcesses({ workers: 1, limits: { wallMs: 0 } });
    try {
      for (let i = 0; i < 2; i++) {
        expect(await slow.read(signed['wav'] ?? Buffer.alloc(0), ours.root)).toEqual({
          state: 'unreadable',
          codes: ['limits-exceeded'],
        });
        expect(slow.stats()).toEqual({ processes: 0, idle: 0, waiting: 0 });
      }
    } finally {
      await slow.close();
    }
    await expect(slow.read(Buffer.alloc(1), '')).rejects.toMatchObject({ code: 'pool-closed' });
  });

  it('leaves no file and no process when the signer fails, and signs the next one', async () => {
    const key = { sign: vi.fn(() => Promise.reject(new Error('no key today'))) };
    const outputPath = folder.fresh();
    const inputPath = folder.write(plainFile('wav'));
    const order = { inputPath, outputPath, container: 'wav', provenanceId: ID, version: '1' } as const;
    await expect(processes.sign(order, new ClaimSigner(ours.chain, key))).rejects.toThrow('no key today');
    expect(existsSync(outputPath)).toBe(false);
    expect(await processes.sign(order, signerOf(ours))).toEqual({
      manifestId: expect.stringMatching(/^urn:c2pa:[0-9a-f-]{36}$/) as unknown,
      timeStamp: 'none',
    });
  });

  it('signs without a time-stamp when the authority is away, and says so', async () => {
    const away = new Error('the authority is away');
    const signer = new ClaimSigner(ours.chain, new PemClaimKey(ours.key), { stamp: () => Promise.reject(away) });
    const outputPath = folder.fresh();
    const order = { inputPath: folder.write(plainFile('wav')), outputPath, provenanceId: ID, version: '1' };
    expect(await processes.sign({ ...order, container: 'wav' }, signer)).toMatchObject({
      timeStamp: 'unavailable',
      timeStampError: away,
    });
    const report = await processes.read(outputPath, ours.root);
    expect([report.state, report.timeStamp]).toEqual(['trusted', undefined]);
  });

  it('ends with its signal', async () => {
    const stop = new AbortController();
    const key = {
      sign: (): Promise<Uint8Array> => {
        stop.abort(new Error('enough'));
        return new Promise(() => undefined);
      },
    };
    const order = {
      inputPath: folder.write(plainFile('wav')),
      outputPath: folder.fresh(),
      provenanceId: ID,
      version: '1',
    };
    await expect(
      processes.sign({ ...order, container: 'wav' }, new ClaimSigner(ours.chain, key), stop.signal),
    ).rejects.toMatchObject({ code: 'aborted', cause: new Error('enough') });
  });
});

describe('a WAV of 32 MiB', () => {
  const tone = Buffer.alloc(32 * MIB - 8_192);
  for (let at = 0; at < tone.length; at += 2) tone.writeInt16LE((at * 7_919) % 30_000, at);
  const wav = Buffer.concat([encodeWav([[]], { sampleRateHz: 24_000 }), tone]);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(tone.length, 40);

  async function signWithin(limits: { readonly memoryMb?: number }): Promise<ManifestReport> {
    const own = new C2paProcesses({ workers: 1, limits });
    const outputPath = folder.fresh();
    const order = {
      inputPath: folder.write(wav),
      outputPath,
      container: 'wav',
      provenanceId: ID,
      version: '1',
    } as const;
    try {
      await own.sign(order, signerOf(ours));
      const report = await own.read(outputPath, ours.root);
      // A process that has grown is not kept.
      expect(own.stats().processes).toBe(0);
      await expectRead(outputPath, 'wav');
      return report;
    } finally {
      await own.close();
    }
  }

  it('is signed and read within 512 MiB, and read within 384 MiB as beside the API', async () => {
    expect(await signWithin({})).toMatchObject({ state: 'trusted', provenanceId: ID });
  });

  it('ends the job, and not this process, where there is less', async () => {
    await expect(signWithin({ memoryMb: 128 })).rejects.toMatchObject({ code: 'worker-failed' });
  });
});

/** Beside the API, which reads files so, two processes may run in 1 GiB. */
async function expectRead(path: string, format: string): Promise<void> {
  const reading = new C2paProcesses({ workers: 1, limits: { memoryMb: VERIFIER_MEMORY_MB } });
  try {
    expect(await reading.mark(path)).toMatchObject({ format });
    expect(await reading.read(path, ours.root)).toMatchObject({ state: 'trusted', provenanceId: ID });
  } finally {
    await reading.close();
  }
}

/** A file of 32 MiB: the audio of a short one, again and again. What reads it does not decode it. */
function largeFile(container: 'mp3' | 'flac'): Buffer {
  const short = plainFile(container);
  const audio = short.subarray(short.length / 2);
  const copies = Math.floor((32 * MIB - 8_192 - short.length) / audio.length);
  return Buffer.concat([short, ...Array.from({ length: copies }, () => audio)]);
}

it.each(['mp3', 'flac'] as const)(
  'a %s of 32 MiB has its tag and its manifest read within 384 MiB, as beside the API',
  async (container) => {
    const outputPath = folder.fresh();
    const large = largeFile(container);
    expect(large.length).toBeGreaterThan(30 * MIB);
    const order = { inputPath: folder.write(large), outputPath, container, provenanceId: ID, version: '1' };
    await processes.sign(order, signerOf(ours));
    await expectRead(outputPath, container);
  },
);
