import { id3v2Size } from '../decode/sniff-container.ts';
import { CLUSTER, elementAt, numberOf, segmentOf } from '../tags/ebml.ts';

/** Ids of elements that say how a track is played (RFC 9559, 5.1.4). */
const TRACKS = 0x16_54_ae_6b;
const TRACK_ENTRY = 0xae;
const TRACK_AUDIO = 0xe1;
const SAMPLING_FREQUENCY = 0xb5;
const CODEC_PRIVATE = 0x63_a2;
const CODEC_DELAY = 0x56_aa;

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const WAV_FORMAT_BYTES = 16;
const OGG_HEADER_BYTES = 27;
/** Of an identification header without a table of channels (RFC 7845, 5.1). */
const OPUS_HEAD_BYTES = 19;
/** Opus is decoded at this rate, whatever the rate of the source was. */
const OPUS_RATE_HZ = 48_000;
/** Of the longest packet of Opus, 120 ms (RFC 6716, 2.1.4): encoders need less than 10 ms. */
const MAX_PRE_SKIP = 5_760;

/** `wFormatTag` and bits of a sample in WAV (RFC 2361), by the names of formats; of all others, linear PCM. */
const WAV_ENCODINGS: Readonly<Record<string, readonly [tag: number, bits: number]>> = { alaw: [6, 8], mulaw: [7, 8] };
const LINEAR_PCM = [1, 16] as const;

/** How a file says that its audio is played. `AudioHash` leaves this out. */
export interface Playback {
  /** Hz; absent in Ogg, where it is only a remark. */
  readonly sampleRateHz?: number | undefined;
  readonly channels: number;
  /** Of WAV and FLAC. */
  readonly bitsPerSample?: number;
  /** `wFormatTag` of WAV. */
  readonly encoding?: number;
  /** Of Opus: what is left out at the beginning, in samples at 48 kHz. */
  readonly preSkip?: number;
  /** Of Opus: in 1/256 dB. */
  readonly outputGain?: number;
}

/**
 * Undefined for MP3, whose frames say it themselves, and where it is missing, given twice or contradicts itself.
 * @param format name of an output format
 */
export function playbackOf(format: string, bytes: Buffer): Playback | undefined {
  return READERS[format]?.(bytes);
}

/** Whether a file with the audio of a record is played as it was handed out. @param recorded of the statement */
export function isPlayedAs(
  { format, playback }: { readonly format?: string | undefined; readonly playback?: Playback | undefined },
  recorded: { readonly name: string; readonly sampleRateHz: number },
): boolean {
  if (format === 'mp3') return true;
  if (!playback) return false;
  const [encoding, bits] = WAV_ENCODINGS[recorded.name] ?? LINEAR_PCM;
  const rates = format === 'webm' ? [recorded.sampleRateHz, OPUS_RATE_HZ] : [recorded.sampleRateHz];
  return (
    playback.channels === 1 &&
    (playback.sampleRateHz === undefined || rates.includes(playback.sampleRateHz)) &&
    (playback.encoding === undefined || playback.encoding === encoding) &&
    (playback.bitsPerSample === undefined || playback.bitsPerSample === bits) &&
    (playback.preSkip ?? 0) <= MAX_PRE_SKIP &&
    (playback.outputGain ?? 0) === 0
  );
}

const READERS: Readonly<Record<string, (bytes: Buffer) => Playback | undefined>> = {
  wav: wavPlayback,
  flac: flacPlayback,
  opus: oggPlayback,
  webm: webmPlayback,
};

function wavPlayback(bytes: Buffer): Playback | undefined {
  let format: Buffer | undefined;
  let [formats, audios] = [0, 0];
  // To the end: some players also play a second chunk of samples.
  for (let at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const from = at + CHUNK_HEADER_BYTES;
    if (name === 'fmt ') [format, formats] = [bytes.subarray(from, from + size), formats + 1];
    if (name === 'data') audios += 1;
    at = from + size + (size % 2);
  }
  if (format === undefined || format.length < WAV_FORMAT_BYTES || formats !== 1 || audios !== 1) return undefined;
  const [channels, sampleRateHz] = [format.readUInt16LE(2), format.readUInt32LE(4)];
  const [byteRate, blockBytes, bitsPerSample] = [
    format.readUInt32LE(8),
    format.readUInt16LE(12),
    format.readUInt16LE(14),
  ];
  if (blockBytes * 8 !== channels * bitsPerSample || byteRate !== sampleRateHz * blockBytes) return undefined;
  return { encoding: format.readUInt16LE(0), channels, sampleRateHz, bitsPerSample };
}

/** The first block of metadata, `STREAMINFO` (RFC 9639, 8.2). */
function flacPlayback(bytes: Buffer): Playback | undefined {
  const at = id3v2Size(bytes) + 4;
  const info = bytes.subarray(at + 4, at + 4 + 34);
  if (info.length < 34 || (bytes.readUInt8(at) & 0x7f) !== 0) return undefined;
  const packed = info.readUInt32BE(10);
  return {
    sampleRateHz: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bitsPerSample: ((packed >>> 4) & 31) + 1,
  };
}

/** The first page has the identification header, and nothing else. */
function oggPlayback(bytes: Buffer): Playback | undefined {
  if (bytes.length < OGG_HEADER_BYTES) return undefined;
  const from = OGG_HEADER_BYTES + bytes.readUInt8(OGG_HEADER_BYTES - 1);
  const sizes = bytes.subarray(OGG_HEADER_BYTES, from);
  return opusPlayback(bytes.subarray(from, from + sizes.reduce((sum, size) => sum + size, 0)));
}

function opusPlayback(head: Buffer): Playback | undefined {
  const isMono = head.length === OPUS_HEAD_BYTES && head.readUInt8(18) === 0;
  if (!isMono || head.toString('latin1', 0, 8) !== 'OpusHead') return undefined;
  return { channels: head.readUInt8(9), preSkip: head.readUInt16LE(10), outputGain: head.readInt16LE(16) };
}

function webmPlayback(bytes: Buffer): Playback | undefined {
  const segment = segmentOf(bytes);
  if (typeof segment === 'string') return undefined;
  const tracks = only(bytes.subarray(segment.contentAt), TRACKS);
  const track = tracks && only(tracks, TRACK_ENTRY);
  if (!track) return undefined;
  const [head, audio] = [only(track, CODEC_PRIVATE), only(track, TRACK_AUDIO)];
  const opus = head && opusPlayback(head);
  if (!opus || !audio) return undefined;
  const delayNs = numberOf(only(track, CODEC_DELAY) ?? Buffer.alloc(0));
  const delay = Math.ceil((delayNs * OPUS_RATE_HZ) / 1e9);
  return {
    ...opus,
    preSkip: Math.max(opus.preSkip ?? 0, delay),
    sampleRateHz: floatOf(only(audio, SAMPLING_FREQUENCY)),
  };
}

interface Element {
  readonly id: number;
  readonly content: Buffer;
}

/** Up to the first cluster. */
function* elementsOf(content: Buffer): Generator<Element> {
  for (let at = 0; at < content.length;) {
    const header = elementAt(content, at);
    if (typeof header === 'string' || header.id === CLUSTER) return;
    const from = at + header.headerBytes;
    const end = from + (header.contentBytes ?? content.length);
    yield { id: header.id, content: content.subarray(from, end) };
    at = end;
  }
}

/** The content of the one element with this id; undefined where there are several. */
function only(content: Buffer, id: number): Buffer | undefined {
  let found: Buffer | undefined;
  for (const each of elementsOf(content)) {
    if (each.id !== id) continue;
    if (found !== undefined) return undefined;
    found = each.content;
  }
  return found;
}

function floatOf(bytes: Buffer | undefined): number | undefined {
  if (bytes?.length === 4) return bytes.readFloatBE();
  return bytes?.length === 8 ? bytes.readDoubleBE() : undefined;
}
