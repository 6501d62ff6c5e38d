/**
 * Readers of the tags of audio files, written from the specifications and not from the writers, so that tests have a second opinion. They throw where a
 * file is not well-formed.
 */

export interface ReadTags {
  /** In lower case, by what the container calls them; of WAV, by their four characters. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** What is left without tags, in a form that does not depend on them. */
  readonly audio: Buffer;
}

type Reader = (file: Buffer) => ReadTags;

export const TAG_READERS = {
  wav: readWav,
  mp3: readMp3,
  opus: readOpus,
  webm: readWebm,
  flac: readFlac,
} as const satisfies Record<string, Reader>;

class Fields {
  readonly fields: Record<string, string[]> = {};

  add(name: string, value: string): void {
    (this.fields[name.toLowerCase()] ??= []).push(value);
  }
}

function must(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

function readWav(file: Buffer): ReadTags {
  const found = new Fields();
  must(file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WAVE', 'not a WAV file');
  const declared = file.readUInt32LE(4);
  must(declared === 0xffffffff || declared === file.length - 8, 'the RIFF size is wrong');
  for (let at = 12; ;) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const from = at + 8;
    if (name === 'data') {
      const end = size === 0xffffffff ? file.length : from + size;
      // Behind it there is a signed manifest, or nothing.
      const next = file.toString('latin1', end + (size % 2), end + (size % 2) + 4);
      must(end === file.length || next === 'C2PA', 'the data size is wrong');
      return { fields: found.fields, audio: file.subarray(from, end) };
    }
    if (name === 'LIST' && file.toString('latin1', from, from + 4) === 'INFO') {
      for (let info = from + 4; info < from + size;) {
        const length = file.readUInt32LE(info + 4);
        const text = file.toString('latin1', info + 8, info + 8 + length);
        must(text.endsWith('\0'), 'an INFO text has no end');
        found.add(file.toString('latin1', info, info + 4), text.replace(/\0+$/, ''));
        info += 8 + length + (length % 2);
      }
    }
    at = from + size + (size % 2);
    must(at < file.length, 'there is no data chunk');
  }
}

function readMp3(file: Buffer): ReadTags {
  const found = new Fields();
  let at = 0;
  while (file.toString('latin1', at, at + 3) === 'ID3') {
    const version = file[at + 3];
    const size = [6, 7, 8, 9].reduce((sum, index) => sum * 128 + (file[at + index] ?? 0), 0);
    const end = at + 10 + size;
    for (let frame = at + 10; frame + 10 <= end && file[frame] !== 0;) {
      const bytes = [4, 5, 6, 7].map((index) => file[frame + index] ?? 0);
      const length = bytes.reduce((sum, byte) => sum * (version === 4 ? 128 : 256) + byte, 0);
      const name = file.toString('latin1', frame, frame + 4);
      const content = file.toString('latin1', frame + 11, frame + 10 + length);
      const [description = '', value = ''] = content.split('\0');
      if (name === 'TXXX') found.add(description, value);
      else if (name === 'COMM') found.add('comment', value);
      else found.add(name, description);
      frame += 10 + length;
    }
    at = end;
  }
  must(file[at] === 0xff && ((file[at + 1] ?? 0) & 0xe0) === 0xe0, 'no frame follows the tag');
  return { fields: found.fields, audio: file.subarray(at) };
}

function vorbisComment(content: Buffer, found: Fields): void {
  let at = 4 + content.readUInt32LE(0);
  const count = content.readUInt32LE(at);
  at += 4;
  for (let index = 0; index < count; index++) {
    const length = content.readUInt32LE(at);
    const [name = '', ...rest] = content.toString('utf8', at + 4, at + 4 + length).split('=');
    must(at + 4 + length <= content.length, 'a comment is longer than its header');
    found.add(name, rest.join('='));
    at += 4 + length;
  }
}

function readFlac(file: Buffer): ReadTags {
  const found = new Fields();
  // A signed manifest is in a tag in front of it.
  const isTagged = file.toString('latin1', 0, 3) === 'ID3';
  const start = isTagged ? 10 + [6, 7, 8, 9].reduce((sum, index) => sum * 128 + (file[index] ?? 0), 0) : 0;
  must(file.toString('latin1', start, start + 4) === 'fLaC', 'not a FLAC file');
  const types: number[] = [];
  for (let at = start + 4; ;) {
    const head = file.readUInt32BE(at);
    const type = (head >>> 24) & 0x7f;
    const end = at + 4 + (head & 0xffffff);
    types.push(type);
    if (type === 4) vorbisComment(file.subarray(at + 4, end), found);
    at = end;
    if (head >>> 31 === 1) {
      must(types[0] === 0 && types.filter((each) => each === 4).length <= 1, 'the blocks are not in order');
      must(file.readUInt16BE(at) >>> 1 === 0x7ffc, 'no frame follows the blocks');
      return { fields: found.fields, audio: file.subarray(at) };
    }
  }
}

/** Bit by bit, as RFC 3533 describes it. */
function pageChecksum(page: Buffer): number {
  let register = 0;
  for (const [index, byte] of page.entries()) {
    const value = index >= 22 && index < 26 ? 0 : byte;
    for (let bit = 7; bit >= 0; bit--) {
      const top = (register >>> 31) ^ ((value >>> bit) & 1);
      register = ((register << 1) ^ (top === 1 ? 0x04c11db7 : 0)) >>> 0;
    }
  }
  return register;
}

function readOpus(file: Buffer): ReadTags {
  const found = new Fields();
  const audio: Buffer[] = [];
  const packets: Buffer[] = [];
  let open: Buffer[] = [];
  let number = 0;
  for (let at = 0; at < file.length; number++) {
    must(file.toString('latin1', at, at + 4) === 'OggS', 'no page where one must be');
    const segments = file.readUInt8(at + 26);
    let content = at + 27 + segments;
    const end = content + file.subarray(at + 27, content).reduce((sum, size) => sum + size, 0);
    must(file.readUInt32LE(at + 18) === number, 'a page has the wrong number');
    must(pageChecksum(file.subarray(at, end)) === file.readUInt32LE(at + 22), 'a page has the wrong checksum');
    if (packets.length >= 2 || number === 0) audio.push(file.subarray(at, end));
    for (const size of file.subarray(at + 27, at + 27 + segments)) {
      open.push(file.subarray(content, content + size));
      content += size;
      if (size === 255) continue;
      packets.push(Buffer.concat(open));
      open = [];
    }
    at = end;
  }
  must(packets[1]?.toString('latin1', 0, 8) === 'OpusTags', 'the second packet is no comment header');
  vorbisComment(packets[1]?.subarray(8) ?? Buffer.alloc(0), found);
  return { fields: found.fields, audio: Buffer.concat(audio) };
}

interface WebmElement {
  readonly id: string;
  readonly at: number;
  readonly from: number;
  readonly end: number;
}

function* webmElements(file: Buffer, start: number, end: number): Generator<WebmElement> {
  for (let at = start; at < end;) {
    const idLength = 1 + Math.clz32(file.readUInt8(at) << 24);
    const sizeAt = at + idLength;
    const sizeLength = 1 + Math.clz32(file.readUInt8(sizeAt) << 24);
    const from = sizeAt + sizeLength;
    const ones = file.subarray(sizeAt, from).toString('hex');
    const isUnknown = BigInt(`0x${ones}`) === 2n ** BigInt(7 * sizeLength + 1) - 1n;
    const size = Number(BigInt(`0x${ones}`) - 2n ** BigInt(7 * sizeLength));
    const id = file.toString('hex', at, sizeAt);
    must(isUnknown || from + size <= end, `an element ${id} is longer than what it is in`);
    // An element without a length: what is in it is listed like what follows it.
    yield { id, at, from, end: isUnknown ? from : from + size };
    at = isUnknown ? from : from + size;
  }
}

function numberIn(file: Buffer, { from, end }: WebmElement): number {
  return file.subarray(from, end).reduce((sum, byte) => sum * 256 + byte, 0);
}

function readWebm(file: Buffer): ReadTags {
  const found = new Fields();
  const audio: Buffer[] = [];
  const all = [...webmElements(file, 0, file.length)];
  must(all[0]?.id === '1a45dfa3', 'not a WebM file');
  const segment = all.find(({ id }) => id === '18538067');
  const start = segment?.from ?? 0;
  const top = segment && segment.end > segment.from ? [...webmElements(file, start, segment.end)] : all;
  const ids = new Map(top.map((each) => [each.at - start, each.id]));
  const within = (outer: WebmElement, ...path: readonly string[]): WebmElement[] =>
    path.reduce<WebmElement[]>(
      (outers, id) =>
        outers.flatMap(({ from, end }) => [...webmElements(file, from, end)].filter((each) => each.id === id)),
      [outer],
    );
  for (const each of top) {
    if (each.id === '1254c367') {
      for (const simple of within(each, '7373', '67c8')) {
        const [name] = within(simple, '45a3');
        const [value] = within(simple, '4487');
        if (name && value)
          found.add(file.toString('utf8', name.from, name.end), file.toString('utf8', value.from, value.end));
      }
    } else if (each.id === '114d9b74') {
      for (const seek of within(each, '4dbb')) {
        const [name] = within(seek, '53ab');
        const [position] = within(seek, '53ac');
        const sought = name && file.toString('hex', name.from, name.end);
        must(
          position !== undefined && ids.get(numberIn(file, position)) === sought,
          `SeekHead does not lead to ${sought}`,
        );
      }
    } else if (each.id === '1c53bb6b') {
      for (const position of within(each, 'bb', 'b7', 'f1')) {
        must(ids.get(numberIn(file, position)) === '1f43b675', 'Cues does not lead to a cluster');
      }
    }
    // Clusters, and what is in those without a length.
    if (['1f43b675', 'e7', 'a3', 'a0', 'ab', 'a7'].includes(each.id)) audio.push(file.subarray(each.at, each.end));
  }
  return { fields: found.fields, audio: Buffer.concat(audio) };
}
