import { randomBytes } from 'node:crypto';

/** As many samples differ from those of every other copy, each by one step: inaudible, and left after any gain. */
const CHANGED_SAMPLES = 4_096;

/**
 * The same speech as another recording, as when a person reads a statement twice. One recording proves one consent, and the sandbox's voice says
 * the same text with the same samples.
 * @param wav 16-bit PCM
 */
export function distinctRecording(wav: Buffer): Buffer {
  const copy = Buffer.from(wav);
  const start = copy.indexOf('data', 12, 'latin1') + 8;
  const samples = Math.floor((copy.length - start) / 2);
  const count = Math.min(CHANGED_SAMPLES, samples);
  const bits = randomBytes(Math.ceil(count / 8));
  for (let index = 0; index < count; index++) {
    const at = start + 2 * Math.floor((index * samples) / count);
    const bit = ((bits[index >> 3] ?? 0) >> (index & 7)) & 1;
    copy[at] = ((copy[at] ?? 0) & 0xfe) | bit;
  }
  return copy;
}
