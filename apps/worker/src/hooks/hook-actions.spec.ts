import { describe, expect, it } from 'vitest';
import { readPayload } from './hook-actions.ts';

const DATA = { purpose: 'sample', sourceUrl: 'https://recordings.example/a.wav' };

function read(fileName: string): ReturnType<typeof readPayload> {
  return readPayload(JSON.stringify({ type: 'recording.available', data: { ...DATA, fileName } }));
}

describe('the name of a recording that a webhook offers', () => {
  it.each(['a.wav', 'עדה.wav', '李小龍.wav'])('may be %s', (fileName) => {
    expect(read(` ${fileName} `)).toEqual({ action: { type: 'recording.available', data: { ...DATA, fileName } } });
  });

  it.each(['\n', '\u001b', '\ud800', '\u2028', '\u2029', '\u200f', '\u202e', '\u2066'])(
    'is refused with %j, with which it would be shown as another one',
    (character) => {
      expect(read(`a${character}vaw.exe`)).toEqual({ invalid: ['data.fileName'] });
    },
  );
});
