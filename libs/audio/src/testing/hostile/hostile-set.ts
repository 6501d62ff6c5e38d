import { encodeWav } from '../test-wav.ts';
import { syntheticVoice } from '../../worker/synthetic-voice.ts';
import { flacBomb } from './flac-bomb.ts';
import { mutate } from './mutate.ts';
import type { Seed } from './seeds.ts';

/** One file that nobody should have to survive. */
export interface HostileFile {
  readonly name: string;
  readonly bytes: () => Buffer;
  /** Empty bytes between the content's first part and `tail`, for files whose size is the attack; written as a hole. */
  readonly hole?: { readonly bytes: number; readonly tail: () => Buffer };
  /** Codes that this file must end with; absent: any result will do. */
  readonly codes?: readonly string[];
}

const goodWav = (): Buffer =>
  encodeWav([syntheticVoice({ sampleRateHz: 24_000, seconds: 6 })], { sampleRateHz: 24_000 });
const unreadable = [
  'audio-undecodable',
  'audio-unsupported-format',
  'audio-too-many-channels',
  'audio-too-short',
  'audio-inconsistent-format',
];

function patched(change: (wav: Buffer) => void): () => Buffer {
  return () => {
    const wav = goodWav();
    change(wav);
    return wav;
  };
}

function chunk(id: string, body: Buffer, size = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32LE(size >>> 0, 4);
  return Buffer.concat([head, body]);
}

function riff(form: string, ...chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  return chunk(form, body, form === 'RIFF' ? body.length : 0xffff_ffff);
}

function format(tag: number, channels: number, rate: number, bits: number): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channels & 0xffff, 2);
  body.writeUInt32LE(rate >>> 0, 4);
  body.writeUInt32LE((rate * channels * bits) >>> 3, 8);
  body.writeUInt16LE(((channels * bits) >> 3) & 0xffff, 12);
  body.writeUInt16LE(bits, 14);
  return chunk('fmt ', body);
}

const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => (i * 7919) & 0xff));

const text: readonly HostileFile[] = [
  ['an HLS playlist', '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'],
  ['an HLS playlist to the network', '#EXTM3U\n#EXTINF:10,\nhttp://169.254.169.254/metadata/identity/oauth2/token\n'],
  ['a concat list', 'ffconcat version 1.0\nfile /etc/passwd\nfile /proc/self/environ\n'],
  ['a bare concat list', 'file /etc/passwd\n'],
  [
    'a DASH manifest',
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>file:///etc/</BaseURL></MPD>',
  ],
  [
    'an SDP session',
    'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n',
  ],
  ['FFmpeg metadata', ';FFMETADATA1\ntitle=x\n[CHAPTER]\nSTART=0\nEND=9999999999\n'],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'],
  ['a subtitle', '1\n00:00:00,000 --> 99:00:00,000\nhello\n'],
].map(([name, content]) => ({
  name: `${name} named .mp3`,
  bytes: () => Buffer.from(content as string),
  codes: ['audio-unsupported-format'],
}));

const headers: readonly HostileFile[] = [
  { name: 'no byte', bytes: () => Buffer.alloc(0), codes: ['audio-empty'] },
  { name: 'one byte', bytes: () => Buffer.from('R'), codes: ['audio-unsupported-format'] },
  { name: 'a header only', bytes: () => goodWav().subarray(0, 44), codes: ['audio-undecodable'] },
  { name: 'RIFF only', bytes: () => Buffer.from('RIFF\xff\xff\xff\xffWAVE', 'latin1'), codes: unreadable },
  { name: 'data size 0', bytes: patched((wav) => wav.writeUInt32LE(0, 40)) },
  { name: 'data size 0xFFFFFFFF', bytes: patched((wav) => wav.writeUInt32LE(0xffff_ffff, 40)) },
  { name: 'data size odd', bytes: patched((wav) => wav.writeUInt32LE(10_001, 40)), codes: unreadable },
  { name: 'RIFF size 0', bytes: patched((wav) => wav.writeUInt32LE(0, 4)) },
  { name: '65,535 channels', bytes: patched((wav) => wav.writeUInt16LE(65_535, 22)), codes: unreadable },
  { name: 'no channel', bytes: patched((wav) => wav.writeUInt16LE(0, 22)), codes: unreadable },
  { name: 'a rate of 4 GHz', bytes: patched((wav) => wav.writeUInt32LE(4_000_000_000, 24)), codes: unreadable },
  { name: 'a rate of 0', bytes: patched((wav) => wav.writeUInt32LE(0, 24)), codes: unreadable },
  { name: 'block alignment 0', bytes: patched((wav) => wav.writeUInt16LE(0, 32)) },
  { name: '0 bits', bytes: patched((wav) => wav.writeUInt16LE(0, 34)), codes: unreadable },
  { name: '4096 bits', bytes: patched((wav) => wav.writeUInt16LE(4_096, 34)), codes: unreadable },
  { name: 'an unknown format tag', bytes: patched((wav) => wav.writeUInt16LE(0xdead, 20)), codes: unreadable },
  { name: 'WAV that says MP3 inside', bytes: patched((wav) => wav.writeUInt16LE(0x55, 20)) },
  { name: 'two data chunks', bytes: () => Buffer.concat([goodWav(), chunk('data', noise(1_000))]) },
  {
    name: 'LIST before fmt',
    bytes: () => riff('RIFF', chunk('LIST', noise(500)), format(1, 1, 24_000, 16), chunk('data', noise(400_000))),
  },
  {
    name: 'a LIST of 4 GB',
    bytes: () => riff('RIFF', chunk('LIST', noise(500), 0xffff_fff0), format(1, 1, 24_000, 16)),
    codes: unreadable,
  },
  {
    name: 'RF64 with sizes of 2^63',
    bytes: () => {
      const sizes = Buffer.alloc(28, 0xff);
      for (const at of [0, 8, 16]) sizes.writeBigUInt64LE(2n ** 63n, at);
      return riff('RF64', chunk('ds64', sizes), format(1, 1, 24_000, 16), chunk('data', noise(400_000), 0xffff_ffff));
    },
  },
  {
    name: 'float samples that are not numbers',
    bytes: () => riff('RIFF', format(3, 1, 24_000, 32), chunk('data', Buffer.alloc(600_000, 0xff))),
  },
  {
    name: 'float samples at the end of the range',
    bytes: () => riff('RIFF', format(3, 1, 24_000, 32), chunk('data', Buffer.alloc(600_000, 0x7f))),
  },
];

function largeFiles(): readonly HostileFile[] {
  const tag = (size: number): Buffer => {
    const bytes = [21, 14, 7, 0].map((shift) => (size >>> shift) & 0x7f);
    return Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, ...bytes, ...Buffer.from('APIC')]);
  };
  const picture = 256 * 1024 * 1024 - 1;
  return [
    {
      name: 'ten hours of FLAC silence in 420 kB',
      bytes: () => flacBomb(10),
      codes: ['audio-too-long', 'audio-limits-exceeded'],
    },
    { name: 'FLAC at 655 kHz', bytes: () => flacBomb(0.01, 655_350), codes: unreadable },
    { name: 'an ID3 picture of 256 MB before nothing', bytes: () => tag(picture), codes: ['audio-unsupported-format'] },
    {
      name: 'an ID3 picture of 256 MB before a recording',
      bytes: () => tag(picture),
      hole: { bytes: picture + 10 - 14, tail: goodWav },
    },
  ];
}

function polyglots(seeds: readonly Seed[]): readonly HostileFile[] {
  const seed = (name: string): Buffer => seeds.find((candidate) => candidate.name === name)?.bytes ?? Buffer.alloc(0);
  const m4a = (): Buffer => Buffer.from(seed('m4a'));
  return [
    {
      name: 'WAV with a ZIP behind it',
      bytes: () => Buffer.concat([goodWav(), Buffer.from('PK\x03\x04'), noise(2_000)]),
    },
    {
      name: 'HTML with an MP3 behind it',
      bytes: () => Buffer.concat([Buffer.from('<html><script>1</script>'), seed('mp3')]),
      codes: ['audio-unsupported-format'],
    },
    {
      name: 'ZIP with an MP3 behind it',
      bytes: () => Buffer.concat([Buffer.from('PK\x03\x04'), seed('mp3')]),
      codes: ['audio-unsupported-format'],
    },
    {
      name: 'FLAC behind an ID3 tag',
      bytes: () => Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4]), seed('flac')]),
    },
    {
      name: 'ID3 tags without end',
      bytes: () =>
        Buffer.concat(Array.from({ length: 500 }, () => Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0]))),
      codes: ['audio-unsupported-format'],
    },
    {
      name: 'an AVI with a playlist in it',
      bytes: () => Buffer.concat([chunk('RIFF', Buffer.from('AVI LIST')), Buffer.from('#EXTM3U\n')]),
      codes: ['audio-unsupported-format'],
    },
    { name: 'Ogg pages behind WAV bytes', bytes: () => Buffer.concat([goodWav().subarray(0, 100), seed('opus')]) },
    { name: 'two Ogg streams in a chain', bytes: () => Buffer.concat([seed('opus'), seed('vorbis')]) },
    { name: 'an MP4 that points to another file', bytes: () => externalReference(m4a()) },
    {
      name: 'MP3 frames of changing rate',
      bytes: () => Buffer.concat([seed('mp3'), Buffer.from(Array.from({ length: 60 }, lowRateFrame).flat())]),
    },
  ];
}

/** MPEG-2 layer III at 22.05 kHz, 64 kbit/s: 208 bytes of silence. */
function lowRateFrame(): number[] {
  return [0xff, 0xf3, 0x80, 0xc4, ...new Uint8Array(204)];
}

/** Clears the "self-contained" flag of the data reference and names a file instead. */
function externalReference(m4a: Buffer): Buffer {
  const at = m4a.indexOf('url ', 0, 'latin1');
  if (at < 0) throw new Error('the MP4 seed has no data reference');
  m4a.writeUInt32BE(0, at + 4);
  return m4a;
}

/** Every file of the hostile set but the random mutations. */
export function hostileFiles(seeds: readonly Seed[]): readonly HostileFile[] {
  const truncated = seeds.flatMap(({ name, bytes }) =>
    Array.from({ length: name === 'wav16' ? 100 : 12 }, (_, i, steps = name === 'wav16' ? 100 : 12) => ({
      name: `${name} cut off at ${Math.round((100 * i) / steps)} %`,
      bytes: () => bytes.subarray(0, 1 + Math.floor((bytes.length * i) / steps)),
    })),
  );
  return [...headers, ...text, ...largeFiles(), ...polyglots(seeds), ...truncated];
}

/** `count` random mutations, the same for the same `first`. */
export function mutations(seeds: readonly Seed[], count: number, first = 0): readonly HostileFile[] {
  return Array.from({ length: count }, (_, i) => {
    const seed = seeds[(first + i) % seeds.length] as Seed;
    return { name: `${seed.name}, mutation ${first + i}`, bytes: () => mutate(seed, first + i) };
  });
}
