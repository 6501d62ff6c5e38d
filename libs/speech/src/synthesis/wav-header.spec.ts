import { describe, expect, it } from 'vitest';
import { CANONICAL_PCM, WAV_MAX_DATA_BYTES, wavHeader } from './wav-header.ts';

describe('wavHeader', () => {
  it('is byte for byte the RIFF header of 24 kHz mono 16-bit PCM', () => {
    expect(Buffer.from(wavHeader(CANONICAL_PCM, 48_000)).toString('hex')).toBe(
      '52494646a4bb0000' + // RIFF, 36 + 48000
        '57415645666d742010000000' + // WAVE, fmt , 16
        '01000100c05d000080bb000002001000' + // PCM, 1 channel, 24000 Hz, 48000 bytes/s, block of 2, 16 bit
        '6461746180bb0000', // data, 48000
    );
  });

  it('says 0xFFFFFFFF for sizes that are not known', () => {
    const view = new DataView(wavHeader().buffer);
    expect([view.getUint32(4, true), view.getUint32(40, true)]).toEqual([0xff_ff_ff_ff, 0xff_ff_ff_ff]);
  });

  it('follows another format', () => {
    const view = new DataView(wavHeader({ sampleRateHz: 44_100, channels: 2, bitsPerSample: 24 }, 0).buffer);
    expect(view.getUint16(22, true)).toBe(2);
    expect(view.getUint32(28, true)).toBe(44_100 * 6);
    expect(view.getUint16(32, true)).toBe(6);
  });

  it.each([-1, 1.5, WAV_MAX_DATA_BYTES + 1])('refuses %d bytes of data', (bytes) => {
    expect(() => wavHeader(CANONICAL_PCM, bytes)).toThrow(RangeError);
  });

  it('can describe the largest data without its sizes meaning "unknown"', () => {
    const view = new DataView(wavHeader(CANONICAL_PCM, WAV_MAX_DATA_BYTES).buffer);
    expect(view.getUint32(4, true)).toBe(0xff_ff_ff_fe);
    expect(view.getUint32(40, true)).toBe(WAV_MAX_DATA_BYTES);
  });
});
