import { element, SIMPLE_TAG, TAG, TAG_NAME, TAG_STRING, TAGS, TARGETS } from './ebml.ts';
import { tagFields } from './speech-tag.ts';

/** The whole element `Tags` (RFC 9559, 5.1.8). */
export function webmTags(provenanceId: string): Buffer {
  const simpleTags = tagFields(provenanceId).map(([name, value]) =>
    element(
      SIMPLE_TAG,
      // Names of Matroska's own fields are written in capitals.
      Buffer.concat([
        element(TAG_NAME, Buffer.from(name === 'comment' ? 'COMMENT' : name)),
        element(TAG_STRING, Buffer.from(value)),
      ]),
    ),
  );
  // Without a target they are about the whole segment.
  return element(TAGS, element(TAG, Buffer.concat([element(TARGETS, Buffer.alloc(0)), ...simpleTags])));
}
