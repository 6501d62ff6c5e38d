import { describe, expect, it } from 'vitest';
import { TAG_READERS } from '../testing/read-tags.ts';
import { DIGITAL_SOURCE_TYPE } from './speech-tag.ts';
import { taggedWavHeader, wavTagBytes } from './wav-tag.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const SAMPLES = Buffer.from(Array.from({ length: 480 }, (_, index) => index % 251));

/** The header that this project writes: 24 kHz, mono, 16-bit. */
function headerFor(dataBytes: number | undefined): Buffer {
  const header = Buffer.from(
    '524946460000000057415645666d74201000000001000100c05d000080bb0000020010006461746100000000',
    'hex',
  );
  header.writeUInt32LE(dataBytes === undefined ? 0xffffffff : 36 + dataBytes, 4);
  header.writeUInt32LE(dataBytes ?? 0xffffffff, 40);
  return header;
}

describe(taggedWavHeader.name, () => {
  it.each([SAMPLES.length, undefined])('puts the tag before %s bytes of samples', (dataBytes) => {
    const header = taggedWavHeader(headerFor(dataBytes), ID);
    const { fields, audio } = TAG_READERS.wav(Buffer.concat([header, SAMPLES]));
    expect(fields['icmt']).toEqual([
      `AI-generated speech; digitalSourceType=${DIGITAL_SOURCE_TYPE}; provenanceId=${ID}`,
    ]);
    expect(audio.equals(SAMPLES)).toBe(true);
    expect(header.length).toBe(44 + wavTagBytes(ID));
  });

  it('stays even for ids of any length', () => {
    for (const id of [ID, `${ID}.00017`, `${ID} ${ID}`, `${ID}.1`]) {
      expect(wavTagBytes(id) % 2).toBe(0);
      const file = Buffer.concat([taggedWavHeader(headerFor(SAMPLES.length), id), SAMPLES]);
      expect(TAG_READERS.wav(file).fields['icmt']?.[0]?.endsWith(`provenanceId=${id}`)).toBe(true);
    }
  });
});
