/** Mono audio. Samples lie in -1..1. */
export interface Pcm {
  readonly samples: Float32Array;
  /** Hz. */
  readonly sampleRate: number;
}

/** The bytes are not a WAV file that this decoder understands. */
export class WavFormatError extends Error {
  override readonly name = 'WavFormatError';
}

/** Format tags of the `fmt ` chunk (mmreg.h). */
const WAVE_FORMAT_PCM = 1;
const WAVE_FORMAT_IEEE_FLOAT = 3;
const WAVE_FORMAT_EXTENSIBLE = 0xfffe;

export function isWav(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && ascii(bytes, 0) === 'RIFF' && ascii(bytes, 8) === 'WAVE';
}

/**
 * Decodes integer PCM (8, 16, 24, 32 bit) and float (32, 64 bit) WAV; channels are averaged. A data chunk that is cut short, or
 * whose size field was never filled in (a streamed file), is read as far as it goes.
 *
 * @throws WavFormatError
 */
export function decodeWav(bytes: Uint8Array): Pcm {
  if (!isWav(bytes)) throw new WavFormatError('not a RIFF/WAVE file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: { tag: number; channels: number; sampleRate: number; bits: number } | undefined;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const id = ascii(bytes, at);
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (id === 'fmt ') {
      if (size < 16 || start + size > bytes.length) throw new WavFormatError('the fmt chunk is cut short');
      let tag = view.getUint16(start, true);
      if (tag === WAVE_FORMAT_EXTENSIBLE && size >= 26) tag = view.getUint16(start + 24, true);
      format = {
        tag,
        channels: view.getUint16(start + 2, true),
        sampleRate: view.getUint32(start + 4, true),
        bits: view.getUint16(start + 14, true),
      };
    } else if (id === 'data') {
      if (format === undefined) throw new WavFormatError('the data chunk comes before the fmt chunk');
      const end = Math.min(start + size, bytes.length);
      return { samples: readSamples(view, start, end, format), sampleRate: format.sampleRate };
    }
    at = start + size + (size % 2);
  }
  throw new WavFormatError('there is no data chunk');
}

function readSamples(
  view: DataView,
  start: number,
  end: number,
  format: { tag: number; channels: number; sampleRate: number; bits: number },
): Float32Array {
  const { channels, bits } = format;
  if (channels < 1 || channels > 32 || format.sampleRate < 1000) throw new WavFormatError('impossible fmt chunk');
  const read = sampleReader(view, format.tag, bits);
  const width = bits / 8;
  const frames = Math.floor((end - start) / (width * channels));
  const samples = new Float32Array(frames);
  let at = start;
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += width) sum += read(at);
    samples[frame] = sum / channels;
  }
  return samples;
}

function sampleReader(view: DataView, tag: number, bits: number): (at: number) => number {
  if (tag === WAVE_FORMAT_IEEE_FLOAT && bits === 32) return (at) => view.getFloat32(at, true);
  if (tag === WAVE_FORMAT_IEEE_FLOAT && bits === 64) return (at) => view.getFloat64(at, true);
  if (tag === WAVE_FORMAT_PCM) {
    switch (bits) {
      case 8:
        return (at) => (view.getUint8(at) - 128) / 128;
      case 16:
        return (at) => view.getInt16(at, true) / 0x8000;
      case 24:
        return (at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 0x800000;
      case 32:
        return (at) => view.getInt32(at, true) / 0x80000000;
      default:
        break;
    }
  }
  throw new WavFormatError(`unsupported encoding: format tag ${tag}, ${bits} bits`);
}

/** A 44-byte RIFF header. `formatTag` 1 is PCM, 6 A-law, 7 mu-law (mmreg.h). */
export function wavHeader(
  dataBytes: number,
  sampleRate: number,
  bitsPerSample = 16,
  formatTag: 1 | 6 | 7 = 1,
  channels = 1,
): Uint8Array {
  const header = new Uint8Array(44);
  const view = new DataView(header.buffer);
  const blockAlign = (bitsPerSample / 8) * channels;
  header.set(Buffer.from('RIFF'), 0);
  view.setUint32(4, 36 + dataBytes, true);
  header.set(Buffer.from('WAVEfmt '), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, formatTag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * blockAlign, true);
  view.setUint16(32, blockAlign, true);
  view.setUint16(34, bitsPerSample, true);
  header.set(Buffer.from('data'), 36);
  view.setUint32(40, dataBytes, true);
  return header;
}

/** 16-bit little-endian PCM; samples outside -1..1 are clipped. */
export function toPcm16(samples: Float32Array): Uint8Array {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    out[i] = Math.max(-0x8000, Math.min(0x7fff, Math.round((samples[i] ?? 0) * 0x8000)));
  }
  return new Uint8Array(out.buffer);
}

export function encodeWav16(pcm: Pcm): Uint8Array {
  const data = toPcm16(pcm.samples);
  return Buffer.concat([wavHeader(data.length, pcm.sampleRate), data]);
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
