import { describe, expect, it } from 'vitest';
import { runToEnd } from '#loop';
import { outputFormat } from '#speech';
import { batchVoice, hashesInSteps, sharedAs, ssmlInSteps } from './chunk-ssml.ts';

describe(sharedAs.name, () => {
  it('does not find files without a tag where the stored file has one', () => {
    for (const name of ['mp3', 'opus', 'webm'] as const) {
      expect(sharedAs(outputFormat(name))).not.toBe(outputFormat(name).batchFormat);
    }
  });

  it('finds what earlier releases have stored where the tag is put in later, or nowhere', () => {
    for (const name of ['wav', 'pcm', 'mulaw', 'alaw'] as const) {
      expect(sharedAs(outputFormat(name))).toBe(outputFormat(name).batchFormat);
    }
  });
});

describe(batchVoice.name, () => {
  it('shares no file of a text before which a sentence is said with one of the text alone', () => {
    const voice = {
      id: 'vce_1',
      baseModel: 'DragonLatestNeural',
      speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3',
    };
    const hashes = [undefined, 'A model speaks.', 'This is a model.'].map((disclosure) => {
      const settings = batchVoice({ locale: 'en-US', rate: 1, disclosure }, voice);
      return runToEnd(hashesInSteps(runToEnd(ssmlInSteps([{ text: 'Hello.' }], settings)), 'riff'))[0];
    });
    expect(new Set(hashes).size).toBe(3);
  });
});
