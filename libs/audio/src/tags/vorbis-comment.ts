import { tagFields } from './speech-tag.ts';

/** What a comment header says: who wrote the file, and `NAME=value` lines. */
interface VorbisComment {
  readonly vendor: Buffer;
  readonly lines: readonly Buffer[];
}

/**
 * A comment header with the tag (Vorbis I, 5.2; RFC 7845, 5.2 and RFC 9639, 8.6 use the same form): vendor and other lines stay.
 * @param found the header as it is, if there is one; one that is not well-formed counts as none
 */
export function taggedVorbisComment(found: Uint8Array | undefined, provenanceId: string): Buffer {
  const fields = tagFields(provenanceId);
  const names = new Set(fields.map(([name]) => name.toLowerCase()));
  const { vendor, lines } = (found && parsed(Buffer.from(found))) ?? { vendor: Buffer.alloc(0), lines: [] };
  const kept = lines.filter((line) => !names.has(nameOf(line)));
  const all = [...fields.map(([name, value]) => Buffer.from(`${name}=${value}`)), ...kept];
  return Buffer.concat([sized(vendor), uint32(all.length), ...all.map(sized)]);
}

/** What follows the vendor in a comment header that has no lines but those of the tag. */
export function vorbisTagLines(provenanceId: string): Buffer {
  const lines = tagFields(provenanceId).map(([name, value]) => Buffer.from(`${name}=${value}`));
  return Buffer.concat([uint32(lines.length), ...lines.map(sized)]);
}

function parsed(bytes: Buffer): VorbisComment | undefined {
  let at = 0;
  const next = (): Buffer | undefined => {
    if (at + 4 > bytes.length) return undefined;
    const start = at + 4;
    at = start + bytes.readUInt32LE(at);
    return at > bytes.length ? undefined : bytes.subarray(start, at);
  };
  const vendor = next();
  if (vendor === undefined || at + 4 > bytes.length) return undefined;
  const count = bytes.readUInt32LE(at);
  at += 4;
  const lines: Buffer[] = [];
  for (let index = 0; index < count; index++) {
    const line = next();
    if (line === undefined) return undefined;
    lines.push(line);
  }
  return { vendor, lines };
}

function nameOf(line: Buffer): string {
  const end = line.indexOf('=');
  return line.toString('latin1', 0, end === -1 ? line.length : end).toLowerCase();
}

function sized(content: Buffer): Buffer {
  return Buffer.concat([uint32(content.length), content]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
