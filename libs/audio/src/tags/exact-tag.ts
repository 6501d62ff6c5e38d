import { id3Tag } from './id3-tag.ts';
import { vorbisTagLines } from './vorbis-comment.ts';
import { infoList } from './wav-tag.ts';
// Read by a child process, which strips types only: no module with a class that has parameter properties.
import { webmTags } from './webm-tags.ts';

const TAGS: Readonly<Record<string, (provenanceId: string) => Buffer>> = {
  wav: infoList,
  mp3: id3Tag,
  flac: vorbisTagLines,
  opus: vorbisTagLines,
  webm: webmTags,
};

/**
 * Whether the tag with an id stands in the beginning of a file byte for byte as this product writes it. Converters that carry the fields over write a
 * tag of their own, with other sizes, text encodings or the name of their encoder.
 * @param format name of an output format
 */
export function hasExactTag(head: Buffer, format: string, provenanceId: string): boolean {
  const tag = TAGS[format]?.(provenanceId);
  return tag !== undefined && head.includes(tag);
}
