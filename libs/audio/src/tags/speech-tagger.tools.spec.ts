import { afterAll, describe, expect, it } from 'vitest';
import { ffmpeg, hasFfmpeg } from '../testing/ffmpeg.ts';
import { toneFile } from '../testing/tagged-files.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { TAGGED_CONTAINERS } from './speech-tag.ts';
import { SpeechTagger } from './speech-tagger.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';

const folder = new TestFolder();
afterAll(() => folder.dispose());

/** MD5 of all decoded samples. */
function samplesOf(path: string, ...seek: readonly string[]): string {
  return ffmpeg(...seek, '-i', path, '-f', 'md5', '-');
}

describe.skipIf(!hasFfmpeg)('ffmpeg', () => {
  it.each(TAGGED_CONTAINERS)(
    'decodes the same samples of %s with and without the tag, also from the middle',
    (container) => {
      const file = toneFile(folder, container);
      const tagger = new SpeechTagger(container, ID);
      const suffix = `.${container === 'opus' ? 'ogg' : container}`;
      const plain = folder.write(file, suffix);
      const tagged = folder.write(Buffer.concat([tagger.push(file), tagger.end()]), suffix);
      expect(samplesOf(tagged)).toBe(samplesOf(plain));
      // By the index of the file, where it has one.
      expect(samplesOf(tagged, '-ss', '7')).toBe(samplesOf(plain, '-ss', '7'));
      // Ogg has its tags in the stream.
      const from = container === 'opus' ? ['-map_metadata', '0:s:0'] : [];
      expect(ffmpeg('-i', tagged, ...from, '-f', 'ffmetadata', '-')).toContain(`provenanceId=${ID}`);
    },
  );
});
