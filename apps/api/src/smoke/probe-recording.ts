const SAMPLE_RATE_HZ = 24_000;
const HEADER_BYTES = 44;
const LOUDNESS = 0.2 * 32_767;

/**
 * A mono 16-bit WAV file of this length with a tone of 220 Hz that swells and fades twice a second. It is no speech: what the API finds about it is
 * of no account, only that it examines it. Its header is written here, since `#speech`, which has one, brings the Speech SDK into a command of some kilobytes.
 */
export function probeRecording(durationMs: number): Uint8Array<ArrayBuffer> {
  const samples = Math.round((durationMs * SAMPLE_RATE_HZ) / 1_000);
  const file = Buffer.alloc(HEADER_BYTES + samples * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  file.writeUInt32LE(SAMPLE_RATE_HZ * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index++) {
    const seconds = index / SAMPLE_RATE_HZ;
    const swell = Math.sin(2 * Math.PI * seconds) ** 2;
    const tone = Math.sin(2 * Math.PI * 220 * seconds);
    file.writeInt16LE(Math.round(LOUDNESS * swell * tone), HEADER_BYTES + index * 2);
  }
  return new Uint8Array(file);
}
