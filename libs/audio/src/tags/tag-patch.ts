import { oggChecksum } from './ogg-tag.ts';
import { PLACEHOLDER_ID, type TagPlace } from './speech-tag.ts';

/** Bits of a file that change. */
export interface BitPatch {
  readonly at: number;
  /** Ones where the file gets other bits. */
  readonly xor: Uint8Array;
}

/**
 * What puts an id in the place of the placeholder, without looking at the file: a file that several requests share becomes that of one while it is
 * sent. The page of an Ogg file gets its new checksum with it. See ADR 168.
 * @param provenanceId as long as the placeholder
 */
export function idPatches({ idAt, page }: TagPlace, provenanceId: string): readonly BitPatch[] {
  if (provenanceId.length !== PLACEHOLDER_ID.length)
    throw new RangeError(`${provenanceId} has another length than the placeholder`);
  const own = Buffer.from(provenanceId, 'latin1');
  const xor = Buffer.from(PLACEHOLDER_ID, 'latin1').map((byte, index) => byte ^ (own[index] ?? 0));
  const id: BitPatch = { at: idAt, xor };
  if (!page) return [id];
  const behind = Buffer.alloc(page.endsAt - idAt - xor.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(oggChecksum(behind, oggChecksum(xor)));
  return [{ at: page.checksumAt, xor: checksum }, id];
}

/** A file with its patches, which do not overlap, while it is read. */
export async function* patchedContent(
  content: AsyncIterable<Uint8Array>,
  patches: readonly BitPatch[],
): AsyncGenerator<Uint8Array> {
  const until = Math.max(0, ...patches.map(({ at, xor }) => at + xor.length));
  let offset = 0;
  for await (const chunk of content) {
    if (offset >= until) {
      yield chunk;
      continue;
    }
    const changed = Uint8Array.from(chunk);
    for (const { at, xor } of patches) {
      for (const [index, bits] of xor.entries()) {
        const place = at + index - offset;
        if (place >= 0 && place < changed.length) changed[place] = (changed[place] ?? 0) ^ bits;
      }
    }
    offset += chunk.length;
    yield changed;
  }
}
