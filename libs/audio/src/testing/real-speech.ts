import { existsSync, readFileSync } from 'node:fs';
import { Decoder } from '../decode/decoder.ts';
import { identify } from '../decode/identify.ts';
import { InputFile } from '../decode/input-file.ts';

const folder = new URL('../../../../../shared/audio/', import.meta.url);

/** Recordings of real people lie beside the project, never in it; tests that need them are skipped elsewhere. */
export const hasRealSpeech = existsSync(folder);

export const speechFiles = [
  'jfk.wav',
  'ljspeech-LJ001-0001.wav',
  'ljspeech-LJ001-0002.wav',
  'ljspeech-LJ001-0003.wav',
  'ljspeech-LJ001-0004.wav',
  'librispeech-1688-142285-0000.flac',
  'librispeech-1688-142285-0001.flac',
  'librispeech-1688-142285-0006.flac',
  'librispeech-2414-128291-0000.flac',
  'librispeech-2414-128291-0002.flac',
  'librispeech-2414-128291-0003.flac',
] as const;

export type SpeechFile = (typeof speechFiles)[number];

export function speechPath(name: SpeechFile): string {
  return new URL(name, folder).pathname;
}

export function speechBytes(name: SpeechFile): Buffer {
  return readFileSync(speechPath(name));
}

/** The first channel, at the file's own rate. */
export function readSpeech(name: SpeechFile): { readonly samples: Float32Array; readonly sampleRateHz: number } {
  const file = new InputFile(speechPath(name));
  const decoder = new Decoder(file, identify(file));
  const parts: Float32Array[] = [];
  try {
    decoder.decode((channels, frames) => parts.push((channels[0] as Float32Array).slice(0, frames)));
    const samples = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      samples.set(part, at);
      at += part.length;
    }
    return { samples, sampleRateHz: decoder.format.sampleRateHz };
  } finally {
    decoder.close();
    file.close();
  }
}

/** Says once why a test file does less here. */
export function explainSkip(what: string): void {
  process.stdout.write(`skipped: ${what}\n`);
}
