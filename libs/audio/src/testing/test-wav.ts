/** WAV files and signals made in memory for tests: nothing recorded is kept in the project. */

export interface TestWavOptions {
  readonly sampleRateHz: number;
  /** 16, 24: integer PCM; 32: IEEE float. Default 16. */
  readonly bits?: 16 | 24 | 32;
  /** Writes WAVE_FORMAT_EXTENSIBLE with these speaker positions. */
  readonly channelMask?: number;
}

/** Encodes planar samples (full scale ±1) as a WAV file. */
export function encodeWav(channels: readonly ArrayLike<number>[], options: TestWavOptions): Buffer {
  const { sampleRateHz, bits = 16, channelMask } = options;
  const frames = channels[0]?.length ?? 0;
  const bytes = bits / 8;
  const data = Buffer.alloc(frames * channels.length * bytes);
  let at = 0;
  for (let i = 0; i < frames; i++) {
    for (const channel of channels) {
      const value = channel[i] ?? 0;
      if (bits === 32) data.writeFloatLE(value, at);
      else data.writeIntLE(toStep(value, 2 ** (bits - 1)), at, bytes);
      at += bytes;
    }
  }
  const formatTag = bits === 32 ? 3 : 1;
  const fmt = Buffer.alloc(channelMask === undefined ? 16 : 40);
  fmt.writeUInt16LE(channelMask === undefined ? formatTag : 0xfffe, 0);
  fmt.writeUInt16LE(channels.length, 2);
  fmt.writeUInt32LE(sampleRateHz, 4);
  fmt.writeUInt32LE(sampleRateHz * channels.length * bytes, 8);
  fmt.writeUInt16LE(channels.length * bytes, 12);
  fmt.writeUInt16LE(bits, 14);
  if (channelMask !== undefined) {
    fmt.writeUInt16LE(22, 16);
    fmt.writeUInt16LE(bits, 18);
    fmt.writeUInt32LE(channelMask, 20);
    fmt.writeUInt16LE(formatTag, 24);
    Buffer.from('000000001000800000aa00389b71', 'hex').copy(fmt, 26);
  }
  return Buffer.concat([
    Buffer.from('RIFF'), uint32(4 + 8 + fmt.length + 8 + data.length), Buffer.from('WAVE'),
    Buffer.from('fmt '), uint32(fmt.length), fmt, Buffer.from('data'), uint32(data.length), data,
  ]); // prettier-ignore
}

/** Reads back a mono or stereo 16-bit PCM WAV whose header has 44 bytes. */
export function decodeWav16(wav: Buffer): { readonly sampleRateHz: number; readonly channels: Float32Array[] } {
  const channelCount = wav.readUInt16LE(22);
  const frames = (wav.length - 44) / 2 / channelCount;
  const channels = Array.from({ length: channelCount }, () => new Float32Array(frames));
  for (let i = 0; i < frames; i++) {
    for (let c = 0; c < channelCount; c++) {
      (channels[c] as Float32Array)[i] = wav.readInt16LE(44 + (i * channelCount + c) * 2) / 32_768;
    }
  }
  return { sampleRateHz: wav.readUInt32LE(24), channels };
}

export function sine(
  frequencyHz: number,
  amplitude: number,
  seconds: number,
  sampleRateHz: number,
  phaseDegrees = 0,
): Float32Array {
  const samples = new Float32Array(Math.round(seconds * sampleRateHz));
  const step = (2 * Math.PI * frequencyHz) / sampleRateHz;
  const phase = (phaseDegrees * Math.PI) / 180;
  for (let i = 0; i < samples.length; i++) samples[i] = amplitude * Math.sin(step * i + phase);
  return samples;
}

/** White Gaussian noise of the given standard deviation; the same seed gives the same noise. */
export function gaussianNoise(deviation: number, length: number, seed = 1): Float32Array {
  const random = seededRandom(seed);
  const samples = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    samples[i] = deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  }
  return samples;
}

/** Mulberry32: uniform in [0, 1), reproducible. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function concatSamples(...parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function toStep(value: number, scale: number): number {
  return Math.max(-scale, Math.min(scale - 1, Math.round(value * scale)));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0, 0);
  return bytes;
}
