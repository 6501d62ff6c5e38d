import { describe, expect, it } from 'vitest';
import { stripTags } from './strip-tags.ts';

const plain = { id3Bytes: 0, hasVideo: false };

describe('stripTags', () => {
  it('keeps technical tags and only names the personal ones', () => {
    const metadata = stripTags(
      {
        encoder: 'Lavf62.3.100',
        major_brand: 'M4A ',
        title: 'Interview with Ada Lovelace',
        'com.apple.quicktime.location.ISO6709': '+47.3769+008.5417/',
        artist: 'Ada Lovelace',
      },
      plain,
    );
    expect(metadata.tags).toEqual({ encoder: 'Lavf62.3.100', major_brand: 'M4A ' });
    expect(metadata.strippedTags).toEqual(['artist', 'com.apple.quicktime.location.iso6709', 'title']);
    expect(JSON.stringify(metadata)).not.toMatch(/Lovelace|47\.37/);
  });

  it('does not keep even the names of unknown tags', () => {
    const metadata = stripTags({ 'ada.lovelace@example.com': 'x', 'Note to self': 'y' }, plain);
    expect(metadata).toEqual({ tags: {}, strippedTags: [], strippedOtherTagCount: 2, ...plain });
  });

  it('drops technical tags that hold anything but a short plain value', () => {
    const metadata = stripTags(
      { encoder: 'x'.repeat(500), language: 'eng\u0000<script>' },
      { id3Bytes: 12, hasVideo: true },
    );
    expect(metadata).toEqual({
      tags: {},
      strippedTags: ['encoder', 'language'],
      strippedOtherTagCount: 0,
      id3Bytes: 12,
      hasVideo: true,
    });
  });
});
