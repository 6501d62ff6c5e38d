import { TAG_COMMENT } from './speech-tag.ts';

/** A size field of a stream whose length is not known (`wavHeader`). */
const UNKNOWN_SIZE = 0xff_ff_ff_ff;
const RIFF_SIZE_AT = 4;
/** Name and size of the last chunk, `data`. */
const DATA_HEADER_BYTES = 8;

/**
 * A header of a WAV file with the tag in it: a chunk `LIST` of type `INFO` with the comment `ICMT` before `data` (Multimedia Programming Interface
 * and Data Specifications 1.0, "INFO list chunk"). Readers that do not know it skip it.
 * @param header ends with the header of the chunk `data`
 * @param provenanceId ASCII; of a file that is made of several, their ids with spaces between them
 */
export function taggedWavHeader(header: Uint8Array, provenanceId: string): Uint8Array {
  const list = infoList(provenanceId);
  const split = header.length - DATA_HEADER_BYTES;
  const tagged = Buffer.concat([header.subarray(0, split), list, header.subarray(split)]);
  const size = tagged.readUInt32LE(RIFF_SIZE_AT);
  if (size !== UNKNOWN_SIZE) tagged.writeUInt32LE(size + list.length, RIFF_SIZE_AT);
  return tagged;
}

/** How much longer the tag makes a file, in bytes. */
export function wavTagBytes(provenanceId: string): number {
  return infoList(provenanceId).length;
}

/** The whole chunk. */
export function infoList(provenanceId: string): Buffer {
  // Ends with a zero, and on an even byte.
  const text = Buffer.from(`${TAG_COMMENT}; provenanceId=${provenanceId}\0`, 'latin1');
  const comment = chunk('ICMT', text);
  return chunk('LIST', Buffer.concat([Buffer.from('INFO'), comment]));
}

function chunk(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(name, 'latin1');
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
}
