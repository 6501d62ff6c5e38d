/** The parts of a PCM WAV file that tests look at. */
export interface Wav {
  readonly formatTag: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
  readonly durationS: number;
  readonly rmsDbfs: number;
  /** -1 to 1. */
  readonly samples: Float32Array;
}

/** Reads 16-bit mono PCM. @throws Error when it is no RIFF/WAVE file */
export function readWav(file: Buffer): Wav {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('no RIFF/WAVE file');
  let data: Buffer | undefined;
  let format: Buffer | undefined;
  for (let offset = 12; offset + 8 <= file.length;) {
    const size = file.readUInt32LE(offset + 4);
    const chunk = file.subarray(offset + 8, offset + 8 + size);
    if (file.toString('latin1', offset, offset + 4) === 'fmt ') format = chunk;
    if (file.toString('latin1', offset, offset + 4) === 'data') data = chunk;
    offset += 8 + size + (size % 2);
  }
  if (!format || !data) throw new Error('no fmt or data chunk');
  const samples = Float32Array.from(
    { length: data.length / 2 },
    (_, index) => (data?.readInt16LE(index * 2) ?? 0) / 32_768,
  );
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const sampleRateHz = format.readUInt32LE(4);
  return {
    formatTag: format.readUInt16LE(0),
    channels: format.readUInt16LE(2),
    sampleRateHz,
    bitsPerSample: format.readUInt16LE(14),
    durationS: samples.length / sampleRateHz,
    rmsDbfs: 10 * Math.log10(power),
    samples,
  };
}

/** A mono 16-bit WAV file of these samples (-1 to 1). */
export function wavOf(samples: Float32Array, sampleRateHz = 24_000): Buffer {
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRateHz, 24);
  file.writeUInt32LE(sampleRateHz * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.length * 2, 40);
  for (const [index, sample] of samples.entries())
    file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + index * 2);
  return file;
}
