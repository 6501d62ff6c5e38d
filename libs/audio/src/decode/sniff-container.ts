/**
 * Names the container from the first bytes. Only self-contained formats are on the list: nothing that refers to other files
 * or addresses (HLS, DASH, concat, SDP, image sequences) can be named, so no such demuxer is ever opened.
 */

/** Demuxer names as FFmpeg knows them. */
export type Demuxer = 'wav' | 'w64' | 'mp3' | 'mov' | 'flac' | 'ogg' | 'matroska' | 'aiff' | 'caf' | 'amr' | 'aac';

export interface SniffedContainer {
  readonly demuxer: Demuxer;
  /** The name shown to people. */
  readonly container: string;
  /** Bytes before the container: ID3v2 tags, which are read by this project and never by the decoder. */
  readonly skipBytes: number;
  /** Bytes after these that the decoder skips too: what is left of a frame at whose middle the recording was cut. */
  readonly strayBytes?: number;
}

/** MPEG frames may begin this far into the content: a recording cut within a frame, or padding before the first. */
const frameSearchLength = 8_192;
/** Bytes that must be available after `skipBytes` for a safe answer: a frame begins up to 8 KiB in, and four are looked at. */
export const sniffLength = 16_384;

/**
 * Size in bytes of the ID3v2 tag that starts at `offset`, or 0 when there is none.
 * Layout: ID3v2.4 structure §3.1 (10-byte header, 28-bit syncsafe size, optional 10-byte footer).
 */
export function id3v2Size(head: Uint8Array, offset = 0): number {
  if (head.length < offset + 10 || ascii(head, offset, 3) !== 'ID3') return 0;
  if ((head[offset + 3] ?? 0) === 0xff || (head[offset + 4] ?? 0) === 0xff) return 0;
  let size = 0;
  for (let i = 6; i < 10; i++) {
    const byte = head[offset + i] ?? 0;
    if (byte >= 0x80) return 0;
    size = size * 128 + byte;
  }
  const footer = ((head[offset + 5] ?? 0) & 0x10) !== 0 ? 10 : 0;
  return size + 10 + footer;
}

/** Names the container that begins at `head[0]`, or undefined where none is recognized. */
export function sniffContainer(head: Uint8Array): Omit<SniffedContainer, 'skipBytes'> | undefined {
  const tag = ascii(head, 0, 4);
  const form = ascii(head, 8, 4);
  if (tag === 'RIFF' && form === 'WAVE') return { demuxer: 'wav', container: 'WAV' };
  if (tag === 'RF64' && form === 'WAVE') return { demuxer: 'wav', container: 'RF64' };
  if (tag === 'BW64' && form === 'WAVE') return { demuxer: 'wav', container: 'BW64' };
  if (tag === 'riff' && head[4] === 0x2e && head[5] === 0x91) return { demuxer: 'w64', container: 'W64' };
  if (tag === 'fLaC') return { demuxer: 'flac', container: 'FLAC' };
  if (tag === 'OggS') return { demuxer: 'ogg', container: 'Ogg' };
  if (tag === 'FORM' && form === 'AIFF') return { demuxer: 'aiff', container: 'AIFF' };
  if (tag === 'FORM' && form === 'AIFC') return { demuxer: 'aiff', container: 'AIFF-C' };
  if (tag === 'caff') return { demuxer: 'caf', container: 'CAF' };
  if (ascii(head, 0, 6) === '#!AMR\n' || ascii(head, 0, 9) === '#!AMR-WB\n')
    return { demuxer: 'amr', container: 'AMR' };
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3) {
    return { demuxer: 'matroska', container: includesAscii(head, 'webm', 64) ? 'WebM' : 'Matroska' };
  }
  const box = ascii(head, 4, 4);
  if (box === 'ftyp') return { demuxer: 'mov', container: form.startsWith('qt') ? 'QuickTime' : 'MP4' };
  if (box === 'moov' || box === 'wide' || box === 'mdat') return { demuxer: 'mov', container: 'QuickTime' };
  if (hasFramesAtStart(head, mpegFrame)) return { demuxer: 'mp3', container: 'MP3' };
  if (hasFramesAtStart(head, adtsFrame)) return { demuxer: 'aac', container: 'ADTS' };
  if (foreignContent(head) !== undefined) return undefined;
  const mp3At = findFrames(head, mpegFrame);
  if (mp3At !== undefined) return { demuxer: 'mp3', container: 'MP3', strayBytes: mp3At };
  const adtsAt = findFrames(head, adtsFrame);
  return adtsAt === undefined ? undefined : { demuxer: 'aac', container: 'ADTS', strayBytes: adtsAt };
}

/** A short name for content that is not supported, for the rejection's detail. */
export function describeForeignContent(head: Uint8Array): string {
  const named = foreignContent(head);
  if (named !== undefined) return named;
  const sample = head.subarray(0, 512);
  const printable = sample.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte !== 127));
  return sample.length > 0 && printable ? 'text' : 'none of the supported formats';
}

/** What begins with these bytes, at this offset, is known and not supported. */
const foreignSignatures: readonly (readonly [string, string, number?])[] = [
  ['#EXTM3U', 'an HLS playlist'],
  ['ffconcat', 'a concatenation list'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['%PDF', 'a PDF document'],
  ['.snd', 'a Sun AU file (.au, .snd)'],
  ['dns.', 'a Sun AU file (.au, .snd)'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'Windows Media (.wma, .asf)'],
  ['MAC ', "Monkey's Audio (.ape)"],
  ['wvpk', 'WavPack (.wv)'],
  ['MPCK', 'Musepack (.mpc)'],
  ['MP+', 'Musepack (.mpc)'],
  ['TTA1', 'True Audio (.tta)'],
  ['.RMF', 'RealMedia (.rm, .ra)'],
  ['.ra\xfd', 'RealMedia (.rm, .ra)'],
  ['Creative Voice', 'a Creative Voice file (.voc)'],
  ['MThd', 'a MIDI file, which holds notes and no sound'],
  ['FLV', 'Flash video'],
  ['\x00\x00\x01\xba', 'an MPEG program stream (.mpg)'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
];

function foreignContent(head: Uint8Array): string | undefined {
  const start = ascii(head, 0, 32);
  if (start.trimStart().startsWith('#EXTM3U')) return 'an HLS playlist';
  if (start.trimStart().startsWith('<')) return 'XML or HTML';
  // FFmpeg opens it and takes the bytes of each sample the wrong way round.
  if (start.startsWith('RIFX')) return 'big-endian WAV (RIFX)';
  if (start.startsWith('RIFF')) return 'a RIFF file that is not WAVE';
  const known = foreignSignatures.find(([signature]) => start.startsWith(signature));
  if (known !== undefined) return known[1];
  if (hasFramesAtStart(head, olderMpegFrame)) return 'MPEG audio of layer I or II (.mp1, .mp2)';
  return head[0] === 0x47 && head[188] === 0x47 && head[376] === 0x47 ? 'an MPEG transport stream (.ts)' : undefined;
}

/** One frame of a stream of frames. */
interface StreamFrame {
  readonly bytes: number;
  /** What stays the same in all frames of a recording: version, layer and sample rate. */
  readonly kind: number;
}

type FrameReader = (head: Uint8Array, at: number) => StreamFrame | undefined;

const mpegBitRatesKbps: Readonly<Record<'1' | '2', readonly number[]>> = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const mpegSampleRatesHz = [44_100, 48_000, 32_000] as const;

/** The MPEG-1/2/2.5 layer III frame at `at` (ISO/IEC 11172-3 §2.4.1.3). */
function mpegFrame(head: Uint8Array, at: number): StreamFrame | undefined {
  const b1 = head[at + 1] ?? 0;
  const b2 = head[at + 2] ?? 0;
  if (head[at] !== 0xff || (b1 & 0xe0) !== 0xe0) return undefined;
  const version = (b1 >> 3) & 3;
  if (version === 1 || ((b1 >> 1) & 3) !== 1) return undefined;
  const kbps = mpegBitRatesKbps[version === 3 ? '1' : '2'][b2 >> 4] ?? 0;
  const baseRate = mpegSampleRatesHz[(b2 >> 2) & 3];
  if (kbps === 0 || baseRate === undefined) return undefined;
  const rate = version === 3 ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const padding = (b2 >> 1) & 1;
  const bytes = Math.floor(((version === 3 ? 144 : 72) * kbps * 1000) / rate) + padding;
  return { bytes, kind: ((b1 & 0xfe) << 8) | (b2 & 0x0c) };
}

const layer1BitRatesKbps = [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448] as const;
const layer2BitRatesKbps = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384] as const;

/** The MPEG-1 layer I or II frame at `at`, which is only named (ISO/IEC 11172-3 §2.4.1.3). */
function olderMpegFrame(head: Uint8Array, at: number): StreamFrame | undefined {
  const b1 = head[at + 1] ?? 0;
  const b2 = head[at + 2] ?? 0;
  const layer = 4 - ((b1 >> 1) & 3);
  if (head[at] !== 0xff || (b1 & 0xf8) !== 0xf8 || layer > 2) return undefined;
  const kbps = (layer === 1 ? layer1BitRatesKbps : layer2BitRatesKbps)[b2 >> 4] ?? 0;
  const rate = mpegSampleRatesHz[(b2 >> 2) & 3];
  if (kbps === 0 || rate === undefined) return undefined;
  const padding = (b2 >> 1) & 1;
  const bytes =
    layer === 1
      ? 4 * (Math.floor((12 * kbps * 1000) / rate) + padding)
      : Math.floor((144 * kbps * 1000) / rate) + padding;
  return { bytes, kind: ((b1 & 0xfe) << 8) | (b2 & 0x0c) };
}

/** The ADTS frame at `at` (ISO/IEC 14496-3 §1.A.2.2). */
function adtsFrame(head: Uint8Array, at: number): StreamFrame | undefined {
  const b1 = head[at + 1] ?? 0;
  if (head[at] !== 0xff || (b1 & 0xf6) !== 0xf0) return undefined;
  const bytes = (((head[at + 3] ?? 0) & 3) << 11) | ((head[at + 4] ?? 0) << 3) | ((head[at + 5] ?? 0) >> 5);
  // Version, profile and sampling frequency index.
  return bytes < 7 ? undefined : { bytes, kind: ((b1 & 0x08) << 8) | ((head[at + 2] ?? 0) & 0xfc) };
}

/** Frames at the start: three in a row, or as many as there are in a shorter file, rule out chance. */
function hasFramesAtStart(head: Uint8Array, read: FrameReader): boolean {
  let at = 0;
  while (at < head.length && head[at] === 0) at++;
  return countFrames(head, at, 3, read).complete;
}

/** A frame header is only four bytes: anywhere else, four frames of one kind in a row rule out chance. */
function findFrames(head: Uint8Array, read: FrameReader): number | undefined {
  const last = Math.min(frameSearchLength, head.length);
  for (let at = 0; at < last; at++) if (countFrames(head, at, 4, read).frames === 4) return at;
  return undefined;
}

/** Frames of one kind from `at` on, up to `most`; ID3v2 tags may stand between them. Complete: that many, or up to the end. */
function countFrames(
  head: Uint8Array,
  at: number,
  most: number,
  read: FrameReader,
): { readonly frames: number; readonly complete: boolean } {
  const kind = read(head, at)?.kind;
  let frames = 0;
  for (let next = at; frames < most; frames++) {
    if (frames > 0) next += id3v2Size(head, next);
    if (frames > 0 && next >= head.length) return { frames, complete: true };
    const frame = read(head, next);
    if (frame === undefined || frame.kind !== kind) return { frames, complete: false };
    next += frame.bytes;
  }
  return { frames, complete: true };
}

function ascii(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

function includesAscii(bytes: Uint8Array, text: string, within: number): boolean {
  return ascii(bytes, 0, Math.min(within, bytes.length)).includes(text);
}
