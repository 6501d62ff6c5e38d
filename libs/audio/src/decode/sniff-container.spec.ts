import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeForeignContent, id3v2Size, sniffContainer } from './sniff-container.ts';

function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  const all = parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part));
  return Uint8Array.from([...all, ...new Uint8Array(64)]);
}

/** MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame. */
function mp3Frames(count: number): Uint8Array {
  const frame = new Uint8Array(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  return Uint8Array.from(Array.from({ length: count }, () => [...frame]).flat());
}

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
    ['\x00\x01\x02\x03', 'none of the supported formats'],
  ])('refuses %j', (content, description) => {
    const head = Buffer.from(content, 'latin1');
    expect(sniffContainer(head)).toBeUndefined();
    expect(describeForeignContent(head)).toBe(description);
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
