import { readFileSync } from 'node:fs';
import type { TaggedContainer } from '../tags/speech-tag.ts';
import { encodeFile, type Encoding } from './encode-file.ts';
import type { TestFolder } from './test-folder.ts';

const ENCODINGS: Readonly<Record<TaggedContainer, Encoding>> = {
  mp3: { container: 'mp3', encoder: 'libmp3lame', sampleRateHz: 24_000, bitRateBps: 96_000 },
  opus: { container: 'ogg', encoder: 'libopus', sampleRateHz: 24_000 },
  webm: { container: 'webm', encoder: 'libopus', sampleRateHz: 24_000 },
  flac: { container: 'flac', encoder: 'flac', sampleRateHz: 24_000 },
};

/** A tone in a file of this kind. @param seconds two clusters of WebM begin after 5 s */
export function toneFile(folder: TestFolder, container: TaggedContainer, seconds = 12): Buffer {
  const encoding = ENCODINGS[container];
  const samples = Float32Array.from(
    { length: seconds * encoding.sampleRateHz },
    (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / encoding.sampleRateHz) * Math.sin(i / 9_000),
  );
  const path = folder.fresh(`.${encoding.container}`);
  encodeFile(path, samples, encoding);
  return readFileSync(path);
}
