import { RejectedAudio } from '../report/rejection.ts';
import type { InputFile } from './input-file.ts';
import {
  describeForeignContent,
  id3v2Size,
  sniffContainer,
  sniffLength,
  type SniffedContainer,
} from './sniff-container.ts';

/** More tags than this before the sound is an attack, not a recording. */
const maxLeadingTags = 4;

/**
 * Names the container of an opened file.
 * @throws RejectedAudio audio-empty, audio-unsupported-format
 */
export function identify(file: InputFile): SniffedContainer {
  if (file.sizeBytes === 0) throw new RejectedAudio('audio-empty', 'The file has 0 bytes.');
  let skipBytes = 0;
  let head = file.read(0, sniffLength);
  for (let tags = 0; tags < maxLeadingTags; tags++) {
    const size = id3v2Size(head);
    if (size === 0) break;
    skipBytes += size;
    head = file.read(skipBytes, sniffLength);
  }
  const sniffed = sniffContainer(head);
  if (sniffed !== undefined) return { ...sniffed, skipBytes };
  const what = head.length === 0 ? 'only a tag and no sound' : describeForeignContent(head);
  throw new RejectedAudio('audio-unsupported-format', `The content is ${what}.`);
}
