import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { CanonicalAudio } from '../report/audio-report.ts';
import { Quantiser } from './resampler.ts';

export type WrittenWav = Pick<
  CanonicalAudio,
  'sampleRateHz' | 'channels' | 'bitsPerSample' | 'durationMs' | 'sizeBytes' | 'sha256'
>;

const headerBytes = 44;

/** Header of a mono 16-bit PCM WAV file (RIFF/WAVE, `fmt ` of 16 bytes). */
export function wavHeader(sampleRateHz: number, samples: number): Buffer {
  const dataBytes = samples * 2;
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(headerBytes - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/** Writes a mono 16-bit WAV file whose length is known beforehand, hashing as it goes. */
export class WavFileWriter {
  private readonly descriptor: number;
  private readonly hash: Hash = createHash('sha256');
  private readonly quantiser: Quantiser;
  private steps = Buffer.alloc(0);
  private readonly sampleRateHz: number;
  private readonly samples: number;
  private written = 0;

  /** `gain`: linear, applied to every sample. */
  constructor(path: string, sampleRateHz: number, samples: number, gain = 1) {
    this.sampleRateHz = sampleRateHz;
    this.samples = samples;
    this.quantiser = new Quantiser(gain);
    this.descriptor = openSync(path, 'w', 0o600);
    this.emit(wavHeader(sampleRateHz, samples));
  }

  /** Appends samples (full scale ±1). */
  write(samples: Float32Array): void {
    if (samples.length === 0) return;
    if (this.steps.length < samples.length * 2) this.steps = Buffer.alloc(samples.length * 2);
    this.quantiser.write(samples, this.steps);
    this.emit(this.steps.subarray(0, samples.length * 2));
    this.written += samples.length;
  }

  /** Completes the file. */
  finish(): WrittenWav {
    if (this.written !== this.samples) throw new Error(`wrote ${this.written} of ${this.samples} samples`);
    this.close();
    return {
      sampleRateHz: this.sampleRateHz,
      channels: 1,
      bitsPerSample: 16,
      durationMs: Math.round((this.samples * 1000) / this.sampleRateHz),
      sizeBytes: headerBytes + this.samples * 2,
      sha256: this.hash.digest('hex'),
    };
  }

  /** Closes the unfinished file after an error; it stays on disk. */
  abandon(): void {
    this.close();
  }

  private close(): void {
    this.quantiser.close();
    closeSync(this.descriptor);
  }

  private emit(bytes: Uint8Array): void {
    this.hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += writeSync(this.descriptor, bytes, at, bytes.length - at);
  }
}
