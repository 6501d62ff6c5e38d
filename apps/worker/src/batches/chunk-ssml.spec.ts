import { describe, expect, it } from 'vitest';
import { outputFormat } from '#speech';
import { sharedAs } from './chunk-ssml.ts';

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
