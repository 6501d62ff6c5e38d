import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeForeignContent, id3v2Size, sniffContainer } from './sniff-container.ts';

function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  const all = parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part));
  return Uint8Array.from([...all, ...new Uint8Array(64)]);
}

function frames(header: readonly number[], length: number, count: number): readonly number[] {
  const frame = [...header, ...new Uint8Array(length - header.length)];
  return Array.from({ length: count }, () => frame).flat();
}

/** MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame. */
const mp3Header = [0xff, 0xfb, 0x90, 0x00] as const;
const mp3Frames = (count: number): Uint8Array => Uint8Array.from(frames(mp3Header, 417, count));
/** MPEG-4 AAC-LC, 44.1 kHz, mono, 200 bytes a frame. */
const adtsHeader = [0xff, 0xf1, 0x50, 0x40, 0x19, 0x1f, 0xfc] as const;
/** An ID3v2 tag of 10 + 40 bytes. */
const tag = [...Buffer.from('ID3'), 4, 0, 0, 0, 0, 0, 40, ...new Uint8Array(40)];
const rubbish = (length: number): readonly number[] => Array.from({ length }, (_, i) => (i * 37) % 251);

describe('sniffContainer', () => {
  it.each<[string, Uint8Array, string]>([
    ['WAV', bytes('RIFF', [0, 0, 0, 0], 'WAVEfmt '), 'wav'],
    ['RF64', bytes('RF64', [255, 255, 255, 255], 'WAVE'), 'wav'],
    ['BW64', bytes('BW64', [255, 255, 255, 255], 'WAVE'), 'wav'],
    ['FLAC', bytes('fLaC'), 'flac'],
    ['Ogg', bytes('OggS'), 'ogg'],
    ['AIFF', bytes('FORM', [0, 0, 0, 0], 'AIFF'), 'aiff'],
    ['AIFF-C', bytes('FORM', [0, 0, 0, 0], 'AIFC'), 'aiff'],
    ['CAF', bytes('caff'), 'caf'],
    ['AMR', bytes('#!AMR\n'), 'amr'],
    ['WebM', bytes([0x1a, 0x45, 0xdf, 0xa3], 'xxxxB\x82\x84webm'), 'matroska'],
    ['Matroska', bytes([0x1a, 0x45, 0xdf, 0xa3], 'xxxxB\x82\x88matroska'), 'matroska'],
    ['MP4', bytes([0, 0, 0, 32], 'ftypM4A '), 'mov'],
    ['QuickTime', bytes([0, 0, 0, 32], 'ftypqt  '), 'mov'],
    ['MP3', mp3Frames(3), 'mp3'],
    ['MP3', mp3Frames(1), 'mp3'],
  ])('knows %s by its content', (container, content, demuxer) => {
    expect(sniffContainer(content)).toEqual({ container, demuxer });
  });

  it.each<[string, string]>([
    ['#EXTM3U\n#EXT-X-TARGETDURATION:1\n', 'an HLS playlist'],
    ['ffconcat version 1.0\nfile /etc/passwd\n', 'a concatenation list'],
    ['<?xml version="1.0"?><MPD/>', 'XML or HTML'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'XML or HTML'],
    ['PK\x03\x04', 'a ZIP archive'],
    ['%PDF-1.7', 'a PDF document'],
    ['RIFF\x00\x00\x00\x00AVI LIST', 'a RIFF file that is not WAVE'],
    ['v=0\r\no=- 0 0 IN IP4 10.0.0.1\r\nm=audio 1 RTP/AVP 0\r\n', 'text'],
    ['RIFX\x00\x00\x00\x24WAVEfmt ', 'big-endian WAV (RIFX)'],
    ['.snd\x00\x00\x00\x18', 'a Sun AU file (.au, .snd)'],
    ['\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9', 'Windows Media (.wma, .asf)'],
    ['MAC \x96\x0f', "Monkey's Audio (.ape)"],
    ['wvpk\x00\x00', 'WavPack (.wv)'],
    ['FLV\x01\x05', 'Flash video'],
    ['\x00\x01\x02\x03', 'none of the supported formats'],
  ])('refuses %j', (content, description) => {
    const head = Buffer.from(content, 'latin1');
    expect(sniffContainer(head)).toBeUndefined();
    expect(describeForeignContent(head)).toBe(description);
  });

  it.each<[string, readonly number[], string]>([
    ['MP3 that begins within a frame', [...rubbish(100), ...frames(mp3Header, 417, 4)], 'MP3'],
    ['MP3 after 8 KiB less a byte', [...rubbish(8_191), ...frames(mp3Header, 417, 4)], 'MP3'],
    ['ADTS that begins within a frame', [...rubbish(150), ...frames(adtsHeader, 200, 4)], 'ADTS'],
    [
      'ADTS with a tag after two frames',
      [...frames(adtsHeader, 200, 2), ...tag, ...frames(adtsHeader, 200, 3)],
      'ADTS',
    ],
    [
      'ADTS within a frame, with a tag after each frame',
      [...rubbish(9), ...Array.from({ length: 4 }, () => [...frames(adtsHeader, 200, 1), ...tag]).flat()],
      'ADTS',
    ],
  ])('finds %s', (_, content, container) => {
    expect(sniffContainer(Uint8Array.from(content))?.container).toBe(container);
  });

  it.each<[string, readonly number[]]>([
    ['three frames', [...rubbish(100), ...frames(mp3Header, 417, 3)]],
    ['four frames beyond 8 KiB', [...rubbish(8_192), ...frames(mp3Header, 417, 4)]],
    [
      'four frames of two sample rates',
      [...rubbish(100), ...frames(mp3Header, 417, 2), ...frames([0xff, 0xfb, 0x94, 0x00], 384, 2), ...rubbish(50)],
    ],
    ['frames inside of a ZIP archive', [...Buffer.from('PK\x03\x04', 'latin1'), ...frames(mp3Header, 417, 8)]],
  ])('does not take %s for a recording', (_, content) => {
    expect(sniffContainer(Uint8Array.from(content))).toBeUndefined();
  });

  it.each([
    ['layer II', frames([0xff, 0xfd, 0x80, 0x00], 417, 4)],
    ['layer I', frames([0xff, 0xff, 0x40, 0x00], 136, 6)],
  ])('names MPEG audio of %s, which is not supported', (_, content) => {
    expect(sniffContainer(Uint8Array.from(content))).toBeUndefined();
    expect(describeForeignContent(Uint8Array.from(content))).toBe('MPEG audio of layer I or II (.mp1, .mp2)');
  });

  it('does not take one stray sync word for an MP3', () => {
    const stray = new Uint8Array(2_000);
    stray.set([0xff, 0xfb, 0x90, 0x00]);
    expect(sniffContainer(stray)).toBeUndefined();
  });

  it('answers for any bytes without failing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (content) => {
        const sniffed = sniffContainer(content);
        expect(sniffed === undefined || sniffed.container.length > 0).toBe(true);
        expect(describeForeignContent(content).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('id3v2Size', () => {
  it('reads the syncsafe size, with and without a footer', () => {
    expect(id3v2Size(bytes('ID3', [4, 0, 0, 0, 0, 2, 1]))).toBe(10 + 257);
    expect(id3v2Size(bytes('ID3', [4, 0, 0x10, 0, 0, 2, 1]))).toBe(20 + 257);
  });

  it('takes nothing else for a tag', () => {
    expect(id3v2Size(bytes('ID3', [4, 0, 0, 0x80, 0, 2, 1]))).toBe(0);
    expect(id3v2Size(bytes('TAG', [4, 0, 0, 0, 0, 2, 1]))).toBe(0);
    expect(id3v2Size(Uint8Array.of(0x49, 0x44, 0x33))).toBe(0);
  });
});
