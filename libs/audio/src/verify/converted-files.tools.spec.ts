import { afterAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { taggedWavHeader } from '../tags/wav-tag.ts';
import { SpeechTagger } from '../tags/speech-tagger.ts';
import { ffmpeg, hasFfmpeg } from '../testing/ffmpeg.ts';
import { toneFile } from '../testing/tagged-files.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav } from '../testing/test-wav.ts';
import { FILE_FORMATS, type FileFormat, readMark } from './file-mark.ts';
import { type FileVerdict, verdictOf } from './file-verdict.ts';
import { isPlayedAs } from './playback.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const SUFFIXES: Readonly<Record<FileFormat, string>> = {
  wav: '.wav',
  mp3: '.mp3',
  flac: '.flac',
  opus: '.ogg',
  webm: '.webm',
};
const CODECS: Readonly<Record<FileFormat, readonly string[]>> = {
  wav: ['-c:a', 'pcm_s16le'],
  mp3: ['-c:a', 'libmp3lame'],
  flac: ['-c:a', 'flac'],
  opus: ['-c:a', 'libopus'],
  webm: ['-c:a', 'libopus'],
};
/** Without the names of encoders, and with the version of ID3 that we write. */
const HIDDEN = ['-id3v2_version', '3', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
const folder = new TestFolder();
afterAll(() => folder.dispose());

/** A file as it is handed out, without a manifest: converters drop it. */
function handedOut(format: FileFormat): string {
  if (format !== 'wav') {
    const tagger = new SpeechTagger(format, ID);
    return folder.write(Buffer.concat([tagger.push(toneFile(folder, format, 3)), tagger.end()]), SUFFIXES[format]);
  }
  const wav = encodeWav([Float32Array.from({ length: 48_000 }, (_, i) => 0.3 * Math.sin(i / 9))], {
    sampleRateHz: 24_000,
  });
  return folder.write(Buffer.concat([taggedWavHeader(wav.subarray(0, 44), ID), wav.subarray(44)]), '.wav');
}

/** With the record of the first file, which the tag in the second one names. */
function verdictWithRecord(original: string, path: string): FileVerdict {
  const [recorded, mark] = [readMark(original), readMark(path)];
  const isSame = mark.audioSha256 === recorded.audioSha256 && isPlayedAs(mark, { name: 'any', sampleRateHz: 24_000 });
  const match = isSame ? 'audio' : 'differs';
  return verdictOf({
    manifest: { state: 'none' },
    mark,
    record: mark.provenanceId === ID ? match : 'none',
    recordId: ID,
    hasSizeOrAudio: mark.provenanceId === ID && mark.bytes === recorded.bytes,
  });
}

describe.skipIf(!hasFfmpeg).each(FILE_FORMATS)('a %s that ffmpeg has re-encoded', (from) => {
  it.each(FILE_FORMATS)('as %s is marked at most, also where its tag was kept', (to) => {
    const original = handedOut(from);
    for (const kept of [
      ['-map_metadata', '0'],
      ['-map_metadata', '0:s:0'],
      ['-map_metadata', '-1'],
    ]) {
      for (const more of [[], HIDDEN]) {
        // Samples that are written again as samples, with the tag to the last byte, are an edited file: nothing is encoded.
        if (from === 'wav' && to === 'wav' && more === HIDDEN) continue;
        const path = folder.fresh(SUFFIXES[to]);
        // Quieter, as a converter without a change of format could write the same samples.
        const quieter = ['-af', 'volume=0.5'];
        ffmpeg('-i', original, ...kept, ...quieter, ...CODECS[to], ...more, path);
        expect(verdictWithRecord(original, path)).toMatch(/^(marked-unsigned|no-mark)$/);
      }
    }
  });

  it('is intact as it was handed out, and changed by one flipped byte', () => {
    const original = handedOut(from);
    expect(verdictWithRecord(original, original)).toBe('ours-intact');
    const flipped = readFileSync(original);
    flipped.writeUInt8(flipped.readUInt8(flipped.length - 2_000) ^ 1, flipped.length - 2_000);
    expect(verdictWithRecord(original, folder.write(flipped))).toBe('ours-changed');
  });
});
