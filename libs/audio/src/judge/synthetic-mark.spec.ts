import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimChain } from '#config/testing';
import { C2paProcesses } from '../c2pa/c2pa-processes.ts';
import { ClaimSigner, PemClaimKey } from '../c2pa/claim-signer.ts';
import { AudioProcessorPool } from '../pool/audio-processor-pool.ts';
import { taggedWavHeader } from '../tags/wav-tag.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav } from '../testing/test-wav.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';
import { isMarkedSynthetic, SYNTHETIC_CHECK } from './synthetic-mark.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const folder = new TestFolder();
const pool = new AudioProcessorPool({ workers: 1 });
const processes = new C2paProcesses({ workers: 1 });
const wav = encodeWav([syntheticVoice({ seconds: 8, sampleRateHz: 24_000 })], { sampleRateHz: 24_000 });

beforeAll(() => pool.start());
afterAll(async () => {
  await Promise.all([pool.close(), processes.close()]);
  folder.dispose();
});

async function examined(path: string) {
  const { verdict, checks, canonical } = await pool.process({
    inputPath: path,
    outputPath: folder.fresh('.wav'),
    profile: 'personal-voice',
  });
  return { verdict, isKept: canonical !== undefined, check: checks.find(({ check }) => check === 'synthetic-speech') };
}

describe('a recording that says that it is synthetic', () => {
  it('has no such check without a mark', async () => {
    expect(await examined(folder.write(wav))).toMatchObject({ isKept: true, check: undefined });
  });

  it('is warned about by its tag, and kept', async () => {
    const tagged = Buffer.concat([taggedWavHeader(wav.subarray(0, 44), ID), wav.subarray(44)]);
    expect(await examined(folder.write(tagged))).toEqual({
      verdict: 'needsReview',
      isKept: true,
      check: SYNTHETIC_CHECK,
    });
  });

  it('is warned about by its manifest alone', async () => {
    const { chain, key } = await claimChain();
    const outputPath = folder.fresh();
    const order = {
      inputPath: folder.write(wav),
      outputPath,
      container: 'wav',
      provenanceId: ID,
      version: '1',
    } as const;
    await processes.sign(order, new ClaimSigner(chain, new PemClaimKey(key)));
    expect(await examined(outputPath)).toMatchObject({ verdict: 'needsReview', check: SYNTHETIC_CHECK });
  });

  it.each<[string, Buffer, boolean]>([
    ['UTF-16, as ID3 may have it', Buffer.from('xx trainedAlgorithmicMedia', 'utf16le'), true],
    ['another source', Buffer.from('http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture'), false],
    ['nothing', Buffer.alloc(0), false],
  ])('is found by %s', (_, content, expected) => {
    const file = { sizeBytes: content.length, read: (at: number, length: number) => content.subarray(at, at + length) };
    expect(isMarkedSynthetic(file)).toBe(expected);
  });
});
