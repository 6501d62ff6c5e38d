import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWav, encodeWav16, toPcm16, wavHeader, WavFormatError } from './wav.ts';

describe('WAV', () => {
  it('keeps 16-bit samples to half a step', () => {
    fc.assert(
      fc.property(fc.float32Array({ min: -1, max: Math.fround(0.999), noNaN: true, maxLength: 200 }), (samples) => {
        const back = decodeWav(encodeWav16({ samples, sampleRate: 24_000 }));
        expect(back.sampleRate).toBe(24_000);
        expect(back.samples.length).toBe(samples.length);
        samples.forEach((sample, i) =>
          expect(Math.abs((back.samples[i] ?? 9) - sample)).toBeLessThanOrEqual(0.5001 / 0x8000),
        );
      }),
    );
  });

  it('clips what is beyond full scale', () => {
    expect(new Int16Array(toPcm16(Float32Array.of(2, -2)).buffer)).toEqual(Int16Array.of(0x7fff, -0x8000));
  });

  it('reads 8, 24 and 32 bits, floats, and averages channels', () => {
    const file = (bits: number, tag: number, channels: number, data: Buffer): Buffer => {
      const header = Buffer.from(wavHeader(data.length, 16_000, bits, 1, channels));
      header.writeUInt16LE(tag, 20);
      return Buffer.concat([header, data]);
    };
    expect([...decodeWav(file(8, 1, 1, Buffer.of(192, 64))).samples]).toEqual([0.5, -0.5]);
    expect([...decodeWav(file(24, 1, 1, Buffer.of(0, 0, 0x40, 0, 0, 0xc0))).samples]).toEqual([0.5, -0.5]);
    expect([...decodeWav(file(32, 1, 1, Buffer.of(0, 0, 0, 0x40, 0, 0, 0, 0xc0))).samples]).toEqual([0.5, -0.5]);
    expect([...decodeWav(file(32, 3, 1, Buffer.from(Float32Array.of(0.25, -0.75).buffer))).samples]).toEqual([
      0.25, -0.75,
    ]);
    expect([...decodeWav(file(16, 1, 2, Buffer.from(Int16Array.of(0x4000, 0, -0x4000, 0).buffer))).samples]).toEqual([
      0.25, -0.25,
    ]);
  });

  it('reads past other chunks, and as far as a data chunk with a false size goes', () => {
    const wav = Buffer.from(encodeWav16({ samples: Float32Array.of(0.5, -0.5), sampleRate: 8000 }));
    const list = Buffer.concat([Buffer.from('LIST'), Buffer.of(3, 0, 0, 0), Buffer.from('abc\0')]);
    const longer = Buffer.concat([wav.subarray(0, 36), list, wav.subarray(36)]);
    expect([...decodeWav(longer).samples]).toEqual([0.5, -0.5]);
    wav.writeUInt32LE(0xffffffff, 40);
    expect([...decodeWav(wav).samples]).toEqual([0.5, -0.5]);
  });

  it('refuses anything else with its own error, whatever the bytes', () => {
    const wav = encodeWav16({ samples: new Float32Array(40), sampleRate: 8000 });
    fc.assert(
      fc.property(fc.nat(wav.length - 1), fc.nat(255), fc.nat(wav.length), (at, value, length) => {
        const broken = wav.slice(0, length);
        if (at < broken.length) broken[at] = value;
        try {
          decodeWav(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(WavFormatError);
        }
      }),
    );
    expect(() => decodeWav(Buffer.from('not audio at all'))).toThrow(WavFormatError);
  });
});
