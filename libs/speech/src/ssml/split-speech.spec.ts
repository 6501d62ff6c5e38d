import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { anyText, VOICE } from '../../testing/any-text.ts';
import { composeDialogue, composeSpeech, splitSpeech } from '../../testing/in-one-step.ts';
import { elementNames, readXml } from '../../testing/xml.ts';
import { sentencesOf } from '../sentences/sentences.ts';
import { estimateSpeechMs } from './speech-estimate.ts';
import { ScriptSlicer } from './slice-script.ts';
import { isSpeakable, scriptText, type SpeechSegment, type SpeechScript } from './speech-script.ts';
import { splitSpeechInSteps, type SpeechPart } from './split-speech.ts';
import { SSML_MAX_BYTES, writeSsml } from './ssml-writer.ts';

const order = { voice: VOICE, locale: 'en-US' };
const scriptOf = (text: string): SpeechScript => composeSpeech({ ...order, text });
const joined = (parts: readonly SpeechPart[]): string => parts.map(({ text }) => text).join('');
/** What an XML parser reads from the SSML of a part, line ends apart. */
const spoken = (part: SpeechPart): string =>
  part.script.length === 0 ? part.text : readXml(writeSsml(part.script)).text;

const SENTENCES = [
  'The harbour wakes before the town does.',
  'Ropes creak, gulls argue over scraps, and the first boats push off!',
  'Dr. Smith and J. R. Miller paid 3.50 for it.',
  'Wirklich? Das kostet ca. 20 Euro.',
  '港は町より先に目を覚ます。',
  '👩‍👩‍👧‍👦 & <b>markup</b>; "quotes".',
];
const prose = fc
  .array(fc.tuple(fc.constantFrom(...SENTENCES), fc.constantFrom(' ', '\n\n', '  ')), { minLength: 1, maxLength: 60 })
  .map((pieces) => pieces.flat().join(''));

describe(splitSpeechInSteps.name, () => {
  it('loses no character and doubles none, whatever the text and the limits', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, prose),
        fc.integer({ min: 1_500, max: 20_000 }),
        fc.integer({ min: 1_200, max: 4_000 }),
        (text, partMs, partBytes) => {
          fc.pre(isSpeakable(text));
          const script = scriptOf(text);
          const parts = splitSpeech(script, { partMs, partBytes });
          expect(joined(parts)).toBe(scriptText(script));
          let at = 0;
          for (const [index, part] of parts.entries()) {
            expect(part).toMatchObject({ index, textOffset: at });
            expect(spoken(part)).toBe(part.text);
            if (part.script.length > 0)
              expect(Buffer.byteLength(writeSsml(part.script))).toBeLessThanOrEqual(partBytes);
            at += part.text.length;
          }
          expect(parts.map(({ cut }) => cut).indexOf('end')).toBe(parts.length - 1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never cuts inside what a reader takes for one character', () => {
    const clusters = fc.constantFrom('👩‍👩‍👧‍👦', 'é', '🇩🇪', '각', 'नि', 'x', '字', '👍🏽');
    fc.assert(
      fc.property(fc.array(clusters, { minLength: 20, maxLength: 200 }), (characters) => {
        const text = characters.join('');
        const graphemes = new Set(
          [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ index }) => index),
        );
        const parts = splitSpeech(scriptOf(text), { partMs: 3_000 });
        for (const { textOffset } of parts) expect(graphemes).toContain(textOffset);
        expect(joined(parts)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('cuts at the ends of sentences as long as they fit, and says where paragraphs end', () => {
    const text =
      'One sentence here. Another one, Dr. Who.\n\nA new paragraph. Its second sentence. And a third one, which is much longer.';
    const parts = splitSpeech(scriptOf(text), { partMs: 6_500 });
    expect(parts.map(({ text, cut }) => [text, cut])).toEqual([
      ['One sentence here. ', 'sentence'],
      ['Another one, Dr. Who.\n\n', 'paragraph'],
      ['A new paragraph. Its second sentence. ', 'sentence'],
      ['And a third one, which is much longer.', 'end'],
    ]);
  });

  it('cuts a sentence that is too long at clauses, then words, then characters', () => {
    const cuts = (text: string): string[] => [
      ...new Set(splitSpeech(scriptOf(text), { partMs: 3_000 }).map(({ cut }) => cut)),
    ];
    expect(cuts('First some words, then some more words, then even more words, and so on, and on')).toContain('clause');
    expect(cuts('words without any mark between them that go on and on and on and on and on')).toContain('word');
    expect(cuts('a'.repeat(200))).toContain('grapheme');
  });

  it('closes elements at a cut and opens them again', () => {
    const ssml =
      '<speak><prosody rate="0.8"><lang xml:lang="de-DE">Erster Satz von allen. Zweiter Satz von allen. ' +
      '<sub alias="eine sehr lange Umschreibung. Mit Punkt.">Kürzel</sub> folgt. Letzter Satz.</lang></prosody></speak>';
    const script = composeSpeech({ ...order, ssml });
    const parts = splitSpeech(script, { partMs: 4_000 });
    expect(parts.length).toBeGreaterThan(2);
    expect(joined(parts)).toBe(scriptText(script));
    for (const part of parts) {
      const { root } = readXml(writeSsml(part.script));
      expect(elementNames(root).slice(0, 5)).toEqual(['speak', 'voice', 'mstts:ttsembedding', 'prosody', 'lang']);
    }
    expect(
      parts.flatMap(({ script }) => elementNames(readXml(writeSsml(script)).root)).filter((name) => name === 'sub'),
    ).toEqual(['sub']);
  });

  it('turns a pause at a cut into silence that is requested, once', () => {
    const ssml =
      '<speak><p>First paragraph, of some length.<break time="3s"/></p> <p><break time="2s"/>Second paragraph.</p></speak>';
    const parts = splitSpeech(composeSpeech({ ...order, ssml }), { partMs: 5_000 });
    expect(parts.map(({ cut, pauseAfterMs }) => [cut, pauseAfterMs])).toEqual([
      ['paragraph', 5_000],
      ['end', 0],
    ]);
    expect(parts.map(({ script }) => writeSsml(script)).join('')).not.toContain('break');
  });

  it('counts the bytes of a text that is all markup, and the voices of a dialogue', () => {
    for (const part of splitSpeech(scriptOf('& < '.repeat(20_000)))) {
      expect(Buffer.byteLength(writeSsml(part.script))).toBeLessThanOrEqual(SSML_MAX_BYTES);
    }
    const turns = Array.from({ length: 120 }, (_, i) => ({ ...order, text: `${i}. `, pauseAfterMs: 10 }));
    const parts = splitSpeech(composeDialogue(turns));
    expect(joined(parts)).toBe(turns.map(({ text }) => text).join(''));
    for (const { script } of parts) expect(script.length).toBeLessThanOrEqual(50);
  });

  it('looks at the nodes of a script as often as a part holds something of them', () => {
    const lexicon = [{ grapheme: 'a', alias: 'x'.repeat(20) }];
    const nodes = 8_000;
    const script = composeSpeech({ ...order, text: 'a '.repeat(nodes), lexicon });
    const [{ content }] = script as [SpeechSegment];
    let looks = 0;
    const counted = new Proxy(content, {
      get: (target, name, receiver) => {
        if (typeof name === 'string' && /^\d+$/v.test(name)) looks++;
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
    const parts = splitSpeech([{ ...script[0], content: counted } as SpeechSegment], { partMs: 10_000 });
    expect(parts.length).toBeGreaterThan(1_000);
    expect(looks).toBeLessThan(12 * content.length);
  });

  it('refuses what is longer than all parts together may be, before it is split', () => {
    const script = scriptOf('Some words. '.repeat(1_000));
    const totalMs = splitSpeech(script).reduce((sum, { estimatedMs }) => sum + estimatedMs, 0);
    const slice = vi.spyOn(ScriptSlicer.prototype, 'slice');
    try {
      expect(() => splitSpeech(script, { totalMs: totalMs - 1 })).toThrow('text-too-long');
      expect(slice).not.toHaveBeenCalled();
      expect(splitSpeech(script, { totalMs: totalMs + 1 }).length).toBeGreaterThan(1);
    } finally {
      slice.mockRestore();
    }
  });

  it.each([
    ['sentences', SENTENCES.slice(0, 3).join(' ').repeat(300)],
    ['one endless word', 'a'.repeat(40_000)],
    ['white space', `a${' '.repeat(40_000)}b`],
    ['characters of a script without spaces', '港町'.repeat(20_000)],
  ])('yields at least every few thousand characters while it splits %s', (_, text) => {
    const steps = splitSpeechInSteps(scriptOf(text), { partMs: 10_000 });
    let yields = 0;
    let result = steps.next();
    for (; result.done !== true; result = steps.next()) yields++;
    expect(joined(result.value)).toBe(text);
    expect(yields).toBeGreaterThan(text.length / 2_048);
  });
});

describe('parts of a text', () => {
  it.each([
    ['de-DE', 'Sie kamen am 3. Oktober 2024 in die alte Stadt, und alle waren da. '],
    ['en-US', 'The senator from the U.S. Senate spoke at length about the roads. '],
    ['pl-PL', 'Wszyscy mieszkali wtedy przy ul. Długiej w starym mieście. '],
  ])('begin where a sentence of %s does', (locale, sentence) => {
    const script = composeSpeech({ voice: VOICE, locale, text: sentence.repeat(70) });
    const parts = splitSpeech(script, { partMs: 60_000 });
    expect(parts.length).toBeGreaterThan(3);
    for (const { text } of parts) expect(text.startsWith(sentence.slice(0, 10))).toBe(true);
  });
});

describe(sentencesOf.name, () => {
  it('ends no sentence after a short form or a small letter', () => {
    const text =
      'Mr. Ford met Dr. J. Watson. He paid approx. 3 pounds, i.e. too much. "Why?" he asked. Das ist z. B. gut.';
    expect(sentencesOf(text, 'en-US').map(({ start, end }) => text.slice(start, end))).toEqual([
      'Mr. Ford met Dr. J. Watson. ',
      'He paid approx. 3 pounds, i.e. too much. ',
      '"Why?" he asked. ',
      'Das ist z. B. gut.',
    ]);
  });
});

describe(estimateSpeechMs.name, () => {
  it('is longer than slow readers take: 130 words a minute, 4 characters of Chinese a second', () => {
    const words = 'The harbour wakes before the town does and the first boats push off at dawn';
    expect(estimateSpeechMs(words, 'en-US')).toBeGreaterThan((words.split(' ').length / 150) * 60_000);
    expect(estimateSpeechMs('港は町より先に目を覚ます', 'ja-JP')).toBeGreaterThan(3_000);
    expect(estimateSpeechMs(words, 'en-US', 0.5)).toBe(estimateSpeechMs(words, 'en-US') * 2);
  });

  it.each([
    ['a dot leader', `Chapter 1 ${'.'.repeat(60)} 5`, 6_000],
    ['a dot leader with spaces', `Chapter 1 ${'. '.repeat(60)} 5`, 6_000],
    ['a rule', '='.repeat(80), 3_000],
    ['a rule under a title', `Title\n${'='.repeat(80)}\nText here.`, 3_750],
    ['a shout', `No${'!'.repeat(300)}`, 2_000],
    ['a field of a form', `Name: ${'_'.repeat(80)}`, 3_000],
    ['a row of a table', '|---|---|---|---|---|---|', 2_000],
    ['a table', '| a | b |\n|---|---|\n| 1 | 2 |', 3_000],
    ['doubts', `What${'?!'.repeat(200)}`, 2_500],
    ['empty lines', `a${'\n'.repeat(199_000)}b`, 2_500],
    ['empty lines with spaces', `a${' \n\t'.repeat(60_000)}b`, 2_500],
    ['a title between waves', `${'=~'.repeat(40)} Title`, 2_600],
    ['angle brackets', '<>'.repeat(40), 2_001],
    ['squares', '■□'.repeat(40), 2_001],
    ['stars', '★☆'.repeat(40), 2_001],
    ['three signs and marks', '+-=*'.repeat(100), 2_001],
    ['signs with spaces', '◆ ◇ '.repeat(40), 2_100],
    ['different signs', '←↑→↓↔⇒∀∂∃∅∈∑√∞∫≈≠≤≥⊕'.repeat(10), 2_001],
    ['hearts drawn as emoji', `Love${'❤\uFE0F'.repeat(80)}`, 2_500],
    ['marks with joiners', '~\u200D=\u200B'.repeat(80), 2_001],
    ['a letter with joiners', `a${'\u200D\u200B'.repeat(5_000)}`, 100],
  ])('counts a row of marks and signs as one pause: %s', (_what, text, mostMs) => {
    expect(estimateSpeechMs(text, 'en-US')).toBeLessThan(mostMs);
  });

  it.each(['🎉', '😀🎈', '👍🏽', '👩\u200D👩\u200D👧 ', '🇩🇪🇫🇷', '🚀★'])(
    'counts ten emoji of a row in full, and what follows as an ornament: %s',
    (row) => {
      const ten = 10 * estimateSpeechMs('😊', 'en-US');
      expect(estimateSpeechMs(row.repeat(80), 'en-US')).toBeGreaterThanOrEqual(ten);
      expect(estimateSpeechMs(row.repeat(80), 'en-US')).toBeLessThanOrEqual(ten + 2_000);
      expect(estimateSpeechMs(`${row} ok `.repeat(80), 'en-US')).toBeGreaterThan(80 * estimateSpeechMs(row, 'en-US'));
    },
  );

  it('counts a flag and a skin tone as one emoji', () => {
    for (const one of ['🇩🇪', '👍🏽']) {
      expect(estimateSpeechMs(one, 'en-US')).toBe(estimateSpeechMs('😊', 'en-US'));
    }
  });

  it('counts what is read each time, each time', () => {
    for (const said of ['7', '😊', '港', 'x%', '$5']) {
      expect(estimateSpeechMs(said.repeat(10), 'en-US')).toBeCloseTo(10 * estimateSpeechMs(said, 'en-US'));
    }
    expect(estimateSpeechMs('One. Two. Six.', 'en-US')).toBeGreaterThan(3 * 500 + 9 * 80);
  });
});

describe(isSpeakable.name, () => {
  it.each(['%', '&', '@', '#', '100%', '$', '😊', '8...', '=', '+', '€', '©', 'ﾊ', '👩🏽', '½', '☎'])(
    'takes %j',
    (text) => {
      expect(isSpeakable(text)).toBe(true);
    },
  );

  it.each(
    ['...', '…', '—', '***', '()', '|', '^', '`', '´', '|---|', '───', '\u{FFFC}', '', ' \n'].concat([
      '\u200B',
      '\u2800',
      '\u3164',
      '\u115F',
      '\u1160',
      '\uFFA0',
      '\u00AD',
      '\u2060',
      '\uFE0F',
      '\u{E0041}',
    ]),
  )('finds nothing to say in %j', (text) => {
    expect(isSpeakable(text)).toBe(false);
  });
});
