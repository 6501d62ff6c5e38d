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
}

/** Bytes that must be available after `skipBytes` for a safe answer. */
export const sniffLength = 8_192;

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
  if ((tag === 'RIFF' || tag === 'RIFX') && form === 'WAVE') return { demuxer: 'wav', container: 'WAV' };
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
  if (hasMpegAudioFrames(head)) return { demuxer: 'mp3', container: 'MP3' };
  if (hasAdtsFrames(head)) return { demuxer: 'aac', container: 'ADTS' };
  return undefined;
}

/** A short name for content that is certainly not audio, for the rejection's detail. */
export function describeForeignContent(head: Uint8Array): string {
  const start = ascii(head, 0, 16).trimStart();
  if (start.startsWith('#EXTM3U')) return 'an HLS playlist';
  if (start.startsWith('ffconcat')) return 'a concatenation list';
  if (start.startsWith('<')) return 'XML or HTML';
  if (start.startsWith('PK')) return 'a ZIP archive';
  if (start.startsWith('%PDF')) return 'a PDF document';
  if (ascii(head, 0, 4) === 'RIFF') return 'a RIFF file that is not WAVE';
  const sample = head.subarray(0, 512);
  const printable = sample.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte !== 127));
  return sample.length > 0 && printable ? 'text' : 'none of the supported formats';
}

const mpegBitRatesKbps: Readonly<Record<'1' | '2', readonly number[]>> = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const mpegSampleRatesHz = [44_100, 48_000, 32_000] as const;

/** Length in bytes of the MPEG-1/2/2.5 layer III frame at `at` (ISO/IEC 11172-3 §2.4.1.3), or 0. */
function mpegFrameLength(head: Uint8Array, at: number): number {
  const b1 = head[at + 1] ?? 0;
  const b2 = head[at + 2] ?? 0;
  if (head[at] !== 0xff || (b1 & 0xe0) !== 0xe0) return 0;
  const version = (b1 >> 3) & 3;
  if (version === 1 || ((b1 >> 1) & 3) !== 1) return 0;
  const kbps = mpegBitRatesKbps[version === 3 ? '1' : '2'][b2 >> 4] ?? 0;
  const baseRate = mpegSampleRatesHz[(b2 >> 2) & 3];
  if (kbps === 0 || baseRate === undefined) return 0;
  const rate = version === 3 ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const padding = (b2 >> 1) & 1;
  return Math.floor(((version === 3 ? 144 : 72) * kbps * 1000) / rate) + padding;
}

function hasMpegAudioFrames(head: Uint8Array): boolean {
  return hasConsecutiveFrames(head, mpegFrameLength);
}

/** Length in bytes of the ADTS frame at `at` (ISO/IEC 14496-3 §1.A.2.2), or 0. */
function adtsFrameLength(head: Uint8Array, at: number): number {
  const b1 = head[at + 1] ?? 0;
  if (head[at] !== 0xff || (b1 & 0xf6) !== 0xf0) return 0;
  const length = (((head[at + 3] ?? 0) & 3) << 11) | ((head[at + 4] ?? 0) << 3) | ((head[at + 5] ?? 0) >> 5);
  return length < 7 ? 0 : length;
}

function hasAdtsFrames(head: Uint8Array): boolean {
  return hasConsecutiveFrames(head, adtsFrameLength);
}

/** A frame header is only four bytes: three in a row, or a frame that ends the file, rule out chance. */
function hasConsecutiveFrames(head: Uint8Array, lengthAt: (head: Uint8Array, at: number) => number): boolean {
  let at = 0;
  while (at < head.length && head[at] === 0) at++;
  for (let frames = 0; frames < 3; frames++) {
    const length = lengthAt(head, at);
    if (length === 0) return false;
    at += length;
    if (at >= head.length) return true;
  }
  return true;
}

function ascii(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

function includesAscii(bytes: Uint8Array, text: string, within: number): boolean {
  return ascii(bytes, 0, Math.min(within, bytes.length)).includes(text);
}
