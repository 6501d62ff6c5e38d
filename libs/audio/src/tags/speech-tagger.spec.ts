import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { TAG_READERS } from '../testing/read-tags.ts';
import { toneFile } from '../testing/tagged-files.ts';
import { TestFolder } from '../testing/test-folder.ts';
import {
  DIGITAL_SOURCE_TYPE,
  PLACEHOLDER_ID,
  TAG_COMMENT,
  TAGGED_CONTAINERS,
  type TaggedContainer,
} from './speech-tag.ts';
import { SpeechTagger, taggedSpeech } from './speech-tagger.ts';
import {
  CLUSTER,
  CUE_CLUSTER_POSITION,
  CUE_POINT,
  CUE_TRACK_POSITIONS,
  CUES,
  EBML,
  element,
  INFO,
  SEEK,
  SEEK_HEAD,
  SEEK_POSITION,
  SEGMENT,
  unsigned,
} from './ebml.ts';
import { idPatches, patchedContent } from './tag-patch.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const ITEM_ID = `${ID}.00017`;

const folder = new TestFolder();
const files = Object.fromEntries(
  TAGGED_CONTAINERS.map((container) => [container, toneFile(folder, container)]),
) as Record<TaggedContainer, Buffer>;

async function* piecesOf(file: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

async function tagged(file: Uint8Array, tagger: SpeechTagger, size = file.length): Promise<Buffer> {
  return buffer(taggedSpeech(piecesOf(file, size), tagger));
}

/** The same file with its padding, the last of its three blocks, before the comment. */
function withCommentLast(file: Buffer): Buffer {
  const blockAt = (at: number): Buffer => Buffer.from(file.subarray(at, at + 4 + file.readUIntBE(at + 1, 3)));
  const info = blockAt(4);
  const comment = blockAt(4 + info.length);
  const padding = blockAt(4 + info.length + comment.length);
  expect([info[0], comment[0], padding[0]]).toEqual([0, 4, 0x81]);
  comment[0] = 0x84;
  padding[0] = 1;
  const head = [file.subarray(0, 4), info, padding, comment];
  return Buffer.concat([...head, file.subarray(Buffer.concat(head).length)]);
}

/** The same file as a stream would be: its segment says that its length is not known. */
function streamedWebm(file: Buffer): Buffer {
  const streamed = Buffer.from(file);
  const sizeAt = streamed.indexOf('18538067', 0, 'hex') + 4;
  streamed.fill('01ffffffffffffff', sizeAt, sizeAt + 8, 'hex');
  return streamed;
}

afterAll(() => folder.dispose());

describe(SpeechTagger.name, () => {
  it.each(TAGGED_CONTAINERS)('puts the tag into %s and leaves the audio as it is', async (container) => {
    const tagger = new SpeechTagger(container, ID);
    const file = await tagged(files[container], tagger);
    const [before, after] = [files[container], file].map(TAG_READERS[container]);
    expect(before?.fields['provenanceid']).toBeUndefined();
    expect(after?.fields).toMatchObject({
      digitalsourcetype: [DIGITAL_SOURCE_TYPE],
      provenanceid: [ID],
      comment: [TAG_COMMENT],
    });
    expect(after?.audio.equals(before?.audio ?? Buffer.alloc(0))).toBe(true);
    const at = tagger.place?.idAt ?? 0;
    expect(file.toString('latin1', at, at + ID.length)).toBe(ID);
  });

  it.each(TAGGED_CONTAINERS.flatMap((container) => [1, 7, 250, 4_800].map((size) => [container, size] as const)))(
    'writes the same %s from pieces of %d bytes',
    async (container, size) => {
      const short = files[container].subarray(0, 60_000);
      const whole = await tagged(short, new SpeechTagger(container, ID));
      expect((await tagged(short, new SpeechTagger(container, ID), size)).equals(whole)).toBe(true);
    },
  );

  it.each(TAGGED_CONTAINERS)('tags %s that has a tag already', async (container) => {
    const once = await tagged(files[container], new SpeechTagger(container, 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3E'));
    const twice = TAG_READERS[container](await tagged(once, new SpeechTagger(container, ID)));
    expect(twice.fields['provenanceid']?.at(0)).toBe(ID);
    expect(twice.audio.equals(TAG_READERS[container](once).audio)).toBe(true);
  });

  it('keeps what an Opus and a FLAC file say of their encoder, and leaves out the ID3 tag of an MP3', async () => {
    for (const container of ['opus', 'flac'] as const) {
      const { encoder } = TAG_READERS[container](files[container]).fields;
      expect(encoder).toHaveLength(1);
      expect(
        TAG_READERS[container](await tagged(files[container], new SpeechTagger(container, ID))).fields['encoder'],
      ).toEqual(encoder);
    }
    expect(TAG_READERS.mp3(files.mp3).fields['tsse']).toHaveLength(1);
    const mp3 = await tagged(files.mp3, new SpeechTagger('mp3', ID));
    expect(TAG_READERS.mp3(mp3).fields['tsse']).toBeUndefined();
    expect(mp3.indexOf('ID3', 3, 'latin1')).toBe(-1);
  });

  it('does not wait for the padding of a FLAC file, and replaces a comment that comes after it', async () => {
    const { flac } = files;
    const tagger = new SpeechTagger('flac', ID);
    const start = tagger.push(flac.subarray(0, 1_000));
    expect(start.length).toBeGreaterThan(1_000);
    expect(TAG_READERS.flac(Buffer.concat([start, flac.subarray(1_000)])).fields['provenanceid']).toEqual([ID]);

    const moved = await tagged(withCommentLast(flac), new SpeechTagger('flac', ID));
    expect(TAG_READERS.flac(moved).fields['provenanceid']).toEqual([ID]);
    expect(TAG_READERS.flac(moved).fields['encoder']).toHaveLength(1);
    expect(TAG_READERS.flac(moved).audio.equals(TAG_READERS.flac(flac).audio)).toBe(true);
  });

  it('tags WebM whose length is not known, and one whose index must grow', async () => {
    const streamed = await tagged(streamedWebm(files.webm), new SpeechTagger('webm', ID));
    expect(TAG_READERS.webm(streamed).fields['provenanceid']).toEqual([ID]);
    const index = indexedWebm(65_500);
    const file = await tagged(index, new SpeechTagger('webm', ID), 10_000);
    expect(TAG_READERS.webm(file).audio.equals(TAG_READERS.webm(index).audio)).toBe(true);
    expect(file.length - index.length).toBeGreaterThan(
      (await tagged(indexedWebm(600), new SpeechTagger('webm', ID))).length - indexedWebm(600).length,
    );
  });

  it('keeps a comment header that takes several pages of Ogg on as many', async () => {
    const padded = withLongComment(files.opus);
    const file = await tagged(padded, new SpeechTagger('opus', ID), 900);
    expect(TAG_READERS.opus(file).fields['provenanceid']).toEqual([ID]);
    expect(TAG_READERS.opus(file).audio.equals(TAG_READERS.opus(padded).audio)).toBe(true);
  });

  it.each(TAGGED_CONTAINERS.filter((container) => container !== 'mp3'))(
    'passes on what is not %s as it is, and says that there is no tag',
    async (container) => {
      for (const other of [Buffer.alloc(300_000, 7), Buffer.from('RIFFxxxxWAVE'), files[container].subarray(0, 20)]) {
        const tagger = new SpeechTagger(container, ID);
        expect((await tagged(other, tagger, 1_000)).equals(other)).toBe(true);
        expect(tagger.place).toBeUndefined();
      }
    },
  );

  it('holds no more than the beginning', () => {
    const tagger = new SpeechTagger('mp3', ID);
    expect(tagger.push(files.mp3.subarray(0, 2)).length).toBe(0);
    expect(tagger.push(files.mp3.subarray(2, 4_000)).length).toBeGreaterThan(3_000);
    const chunk = files.mp3.subarray(4_000, 5_000);
    expect(tagger.push(chunk)).toBe(chunk);
    expect(tagger.end().length).toBe(0);
  });
});

describe(idPatches.name, () => {
  it.each(TAGGED_CONTAINERS)('makes a shared %s the file of one request', async (container) => {
    const tagger = new SpeechTagger(container, PLACEHOLDER_ID);
    const shared = await tagged(files[container], tagger);
    const patches = idPatches(tagger.place ?? { idAt: 0 }, ITEM_ID);
    for (const size of [1, 97, shared.length]) {
      const own = await buffer(patchedContent(piecesOf(shared, size), patches));
      expect(own.equals(await tagged(files[container], new SpeechTagger(container, ITEM_ID)))).toBe(true);
    }
    expect(TAG_READERS[container](shared).fields['provenanceid']).toEqual([PLACEHOLDER_ID]);
  });

  it('refuses an id of another length', () => {
    expect(() => idPatches({ idAt: 0 }, ID)).toThrow(RangeError);
  });
});

/** A WebM file whose only cluster begins at this place, to which `SeekHead` and `Cues` lead. */
function indexedWebm(clusterAt: number): Buffer {
  const cluster = element(CLUSTER, Buffer.from('e78100a3848100008055', 'hex'));
  const seekHead = (cuesAt: number): Buffer =>
    element(
      SEEK_HEAD,
      element(
        SEEK,
        Buffer.concat([element(0x53ab, Buffer.from('1c53bb6b', 'hex')), element(SEEK_POSITION, unsigned(cuesAt))]),
      ),
    );
  const before = Buffer.concat([
    seekHead(clusterAt + cluster.length),
    element(INFO, Buffer.from('4489844348e000', 'hex')),
  ]);
  const filler = clusterAt - before.length - 4;
  const space = Buffer.concat([
    Buffer.from([0xec, 0x20 | (filler >>> 16), (filler >>> 8) & 0xff, filler & 0xff]),
    Buffer.alloc(filler),
  ]);
  const cues = element(
    CUES,
    element(CUE_POINT, element(CUE_TRACK_POSITIONS, element(CUE_CLUSTER_POSITION, unsigned(clusterAt)))),
  );
  return Buffer.concat([
    element(EBML, Buffer.alloc(0)),
    element(SEGMENT, Buffer.concat([before, space, cluster, cues])),
  ]);
}

/** The comment header with a picture of 70,000 bytes in it, on two pages; the pages after it have other numbers. */
function withLongComment(file: Buffer): Buffer {
  const firstEnd = 28 + 19;
  const lacing = file.readUInt8(firstEnd + 26);
  const from = firstEnd + 27 + lacing;
  const end = from + file.subarray(firstEnd + 27, from).reduce((sum, size) => sum + size, 0);
  const line = Buffer.from(`METADATA_BLOCK_PICTURE=${'A'.repeat(64_800)}`);
  const packet = Buffer.concat([
    Buffer.from('OpusTags'),
    uint32(0),
    uint32(1),
    uint32(line.length),
    line,
    Buffer.alloc(500),
  ]);
  const header = (number: number, flags: number, sizes: readonly number[]): Buffer => {
    const bytes = Buffer.from(file.subarray(firstEnd, firstEnd + 27));
    bytes[5] = flags;
    bytes.writeUInt32LE(number, 18);
    bytes[26] = sizes.length;
    return Buffer.concat([bytes, Buffer.from(sizes)]);
  };
  const full = 255 * 255;
  const rest = packet.length - full;
  const sizes = [...Array.from({ length: Math.floor(rest / 255) }, () => 255), rest % 255];
  const pages = [
    Buffer.concat([
      header(
        1,
        0,
        Array.from({ length: 255 }, () => 255),
      ),
      packet.subarray(0, full),
    ]),
    Buffer.concat([header(2, 1, sizes), packet.subarray(full)]),
  ];
  for (let at = end; at < file.length;) {
    const segments = file.readUInt8(at + 26);
    const next = at + 27 + segments + file.subarray(at + 27, at + 27 + segments).reduce((sum, size) => sum + size, 0);
    const page = Buffer.from(file.subarray(at, next));
    page.writeUInt32LE(page.readUInt32LE(18) + 1, 18);
    pages.push(page);
    at = next;
  }
  return Buffer.concat([file.subarray(0, firstEnd), ...pages.map(withChecksum)]);
}

function withChecksum(page: Buffer): Buffer {
  page.writeUInt32LE(0, 22);
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  page.writeUInt32LE(crc >>> 0, 22);
  return page;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
