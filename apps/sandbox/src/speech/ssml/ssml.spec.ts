import { describe, expect, it } from 'vitest';
import { personalSsml, speakSsml } from '../testing/running-speech.ts';
import { planSpeech } from './plan.ts';
import { readSsml, SsmlError } from './ssml.ts';

const TRAITS = { medianHz: 200, rangeSemitones: 4, syllablesPerSecond: 5 };

function plan(ssml: string): string[] {
  return planSpeech(readSsml(ssml), () => TRAITS).map((unit) => {
    if (unit.kind === 'pause') return `pause ${unit.ms}`;
    if (unit.kind === 'bookmark') return `bookmark ${unit.name}`;
    return `${unit.sentence} ${unit.locale} ${unit.rate} ${unit.text.trim()}${unit.shownAs === undefined ? '' : ` (${unit.shownAs})`}`;
  });
}

describe('SSML', () => {
  it('becomes sentences with their language and rate', () => {
    const body =
      'One. Two <lang xml:lang="de-DE">drei</lang> four!<break time="300ms"/><prosody rate="+50%">Five &amp; <prosody rate="x-fast">six</prosody></prosody>' +
      '<p>Seven</p><s>Eight</s><bookmark mark="here"/><sub alias="World Wide Web">WWW</sub> <say-as interpret-as="characters">AB1</say-as>';
    expect(plan(speakSsml(body))).toEqual([
      '0 en-US 1 One.',
      'pause 400',
      '1 en-US 1 Two',
      '1 de-DE 1 drei',
      '1 en-US 1 four!',
      'pause 300',
      '2 en-US 1.5 Five &',
      '2 en-US 2 six',
      'pause 400',
      '3 en-US 1 Seven',
      'pause 400',
      '4 en-US 1 Eight',
      'bookmark here',
      'pause 400',
      '5 en-US 1 World Wide Web (WWW)',
      '5 en-US 1 A B 1 (AB1)',
    ]);
  });

  it('rests between sentences, where no break says how long, and not inside one', () => {
    expect(plan(speakSsml('Am 3. Oktober kam J. R. Meier. Er ging. <break time="50ms"/>Ende.'))).toEqual([
      '0 en-US 1 Am 3. Oktober kam J. R. Meier.',
      'pause 400',
      '1 en-US 1 Er ging.',
      'pause 50',
      '2 en-US 1 Ende.',
    ]);
  });

  it('carries the speaker profile of a personal voice', () => {
    const [text] = readSsml(personalSsml('Hello.', 'profile-1')).filter((step) => step.kind === 'text');
    expect(text).toMatchObject({ voice: { name: 'PhoenixLatestNeural', speakerProfileId: 'profile-1' } });
    expect(() =>
      readSsml(personalSsml('Hello.', 'x').replace('http://www.w3.org/2001/mstts', 'https://www.w3.org/2001/mstts')),
    ).not.toThrow();
  });

  it('cuts a long text without sentence ends into pieces that are one sentence', () => {
    const words = Array.from({ length: 300 }, (_, i) => `word${i}`).join(' ');
    const units = planSpeech(readSsml(speakSsml(words)), () => TRAITS);
    expect(units.length).toBeGreaterThan(3);
    expect(units.map((unit) => (unit.kind === 'speech' ? unit.text : '')).join('')).toBe(words);
    expect(new Set(units.map((unit) => (unit.kind === 'speech' ? unit.sentence : -1)))).toEqual(new Set([0]));
  });

  it.each([
    ['no root', 'Hello'],
    ['another root', '<voice/>'],
    ['no namespace', '<speak version="1.0" xml:lang="en-US"><voice name="x">a</voice></speak>'],
    [
      'no language',
      '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis"><voice name="x">a</voice></speak>',
    ],
    [
      'no version',
      '<speak xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US"><voice name="x">a</voice></speak>',
    ],
    ['no voice', '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">Hello</speak>'],
    ['an unescaped ampersand', speakSsml('A & B')],
    ['an unknown element', speakSsml('<shout>A</shout>')],
    ['an undeclared prefix', speakSsml('<mstts:ttsembedding speakerProfileId="x">A</mstts:ttsembedding>')],
    ['an embedding without a profile', personalSsml('A', 'x').replace(' speakerProfileId="x"', '')],
    ['a bad rate', speakSsml('<prosody rate="quick">A</prosody>')],
    ['a bad pause', speakSsml('A<break time="long"/>')],
    ['a recording to fetch', speakSsml('<audio src="https://example.com/a.wav"/>')],
  ])('is refused with %s, without repeating it', (_, ssml) => {
    expect(() => readSsml(ssml)).toThrow(SsmlError);
  });
});
