/** What the IPTC calls media that a trained model made (NewsCodes, "digitalsourcetype"). C2PA takes the same value. */
export const DIGITAL_SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/** Length of every id that can take the place of the placeholder. */
const ID_CHARACTERS = 'prv_00000000000000000000000000.00000'.length;

/**
 * Stands for the id in a file that several requests share. Such a file holds nothing of one request: who hands it out puts an id of the same length
 * in its place. See ADR 168.
 */
export const PLACEHOLDER_ID = '-'.repeat(ID_CHARACTERS);

/** For people, and for converters that keep no other field. */
export const TAG_COMMENT = `AI-generated speech; digitalSourceType=${DIGITAL_SOURCE_TYPE}`;

/** The fields of a tag, in their order. Containers that have named fields hold each of them. */
export function tagFields(provenanceId: string): readonly (readonly [name: string, value: string])[] {
  return [
    ['digitalSourceType', DIGITAL_SOURCE_TYPE],
    ['provenanceId', provenanceId],
    ['comment', TAG_COMMENT],
  ];
}

/** Where a page of Ogg, which has a checksum of its own, stands in a tagged file. */
export interface TaggedPage {
  readonly checksumAt: number;
  readonly endsAt: number;
}

/** Where the id stands in a tagged file, in bytes from its start. */
export interface TagPlace {
  readonly idAt: number;
  /** The page that holds the id; Ogg only. */
  readonly page?: TaggedPage | undefined;
}

/** The beginning of a file with a tag in it. */
export interface TaggedHead {
  readonly bytes: Uint8Array;
  /** How many bytes of the original it replaces. */
  readonly replaced: number;
  readonly place: TagPlace;
}

/** `incomplete`: more bytes are needed. `unknown`: it is not the container that it should be, and stays as it is. */
export type HeadResult = TaggedHead | 'incomplete' | 'unknown';

/** The containers that get a tag while they are read. WAV has its own header, `taggedWavHeader`; raw formats have no place for one. */
export const TAGGED_CONTAINERS = ['mp3', 'opus', 'webm', 'flac'] as const;
export type TaggedContainer = (typeof TAGGED_CONTAINERS)[number];

export function isTaggedContainer(name: string): name is TaggedContainer {
  return (TAGGED_CONTAINERS as readonly string[]).includes(name);
}
