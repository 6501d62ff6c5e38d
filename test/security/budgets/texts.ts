import type { SpeechTimings } from '#domain';

const NAMESPACES = 'xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="http://www.w3.org/2001/mstts"';

function speak(content: string): string {
  return `<speak version="1.0" ${NAMESPACES}>${content}</speak>`;
}

function repeated(unit: string, characters: number): string {
  return unit.repeat(Math.floor(characters / unit.length));
}

/** Texts and SSML, each as long as may be sent, that are the slowest of their kind to read, measure or split. */
export const LONG_WORDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'a lexicon that says 5,400,000 characters': lexicon('a '.repeat(60_000), [{ grapheme: 'a', alias: 'x'.repeat(90) }]),
  'the same in a text of 200 KB': lexicon('a '.repeat(100_000), [{ grapheme: 'a', alias: 'x'.repeat(90) }]),
  'a lexicon that is found 19,000 times': lexicon('a '.repeat(19_000), [{ grapheme: 'a', alias: 'x'.repeat(10) }]),
  'a lexicon of 200 words that are all alike': lexicon(
    repeated(`${'a'.repeat(1_000)} `, 200_000),
    Array.from({ length: 200 }, (_, index) => ({ grapheme: 'a'.repeat(index + 1), alias: 'b' })),
  ),
  sentences: { text: repeated('The harbour wakes before the town does. Dr. Smith paid 3.50, for it! ', 200_000) },
  'one endless word': { text: 'a'.repeat(200_000) },
  'white space': { text: `a${' '.repeat(199_000)}b` },
  'line ends': { text: `a${'\n'.repeat(199_000)}b` },
  'a script without spaces': { text: repeated('あ', 90_000) },
  entities: { ssml: speak(`${repeated('&amp;', 199_000)}a`) },
  '4,900 paragraphs': { ssml: speak('<p>a, b.</p>'.repeat(4_900)) },
  '4,900 voice elements': { ssml: speak('<voice>a</voice>'.repeat(4_900)) },
  '20,000 comments': { ssml: speak('a<!---->'.repeat(20_000)) },
  'a silence at each of 90,000 commas': {
    ssml: speak(`<mstts:silence type="Comma-exact" value="1ms"/>${'a,'.repeat(90_000)}`),
  },
  'a tag of 15,000 attributes': {
    ssml: speak(`<p ${Array.from({ length: 15_000 }, (_, i) => `a${i}=""`).join(' ')}>a</p>`),
  },
};

function lexicon(text: string, entries: readonly object[]): Readonly<Record<string, unknown>> {
  return { text, lexicon: entries };
}

function batch(count: number, item: (index: number) => object): Readonly<Record<string, unknown>> {
  return { items: Array.from({ length: count }, (_, index) => item(index)) };
}

/** Batches of nearly 8 MiB. */
export const LARGE_BATCHES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '10,000 texts of 790 characters': batch(10_000, (index) => ({
    key: `k${index}`,
    text: repeated('Some words, once. ', 790),
  })),
  '10,000 items that are wrong': batch(10_000, () => ({ text: 1, other: 2 })),
  '10,000 texts that say nothing': batch(10_000, (index) => ({ key: `k${index}`, text: '. '.repeat(300) })),
  '10,000 items of one key': batch(10_000, () => ({ key: 'k', text: 'a' })),
  'one text of 8,000,000 characters': batch(1, () => ({ text: '\n'.repeat(4_000_000) })),
  '20 SSML documents of 390,000 characters': batch(20, () => ({ ssml: speak(repeated('&amp;', 390_000)) })),
  '100,000 unknown fields': batch(1, () =>
    Object.fromEntries(Array.from({ length: 90_000 }, (_, i) => [`field-${i}`, 0])),
  ),
};

/** Of texts as long as may be sent, said at 70 ms a character: how it is cut into sentences and words is what takes time. */
export const LONG_TIMINGS: Readonly<Record<string, SpeechTimings>> = {
  '20,000 sentences of three words': timingsOf('a. a. a.', 20_000, 3),
  '66,000 sentences of one word': timingsOf('a.', 66_000, 1),
  'one sentence of 100,000 words': timingsOf(repeated('a ', 200_000).trimEnd(), 1, 100_000),
  'one word of 200,000 characters': timingsOf('a'.repeat(200_000), 1, 1),
  'one sentence of marks': timingsOf('<'.repeat(200_000), 1, 0),
  'one sentence of a script without spaces': timingsOf('あ'.repeat(90_000), 1, 0),
};

/** The same sentence again and again, with words of one character in every third place, or every second. */
function timingsOf(text: string, count: number, wordsOfSentence: number): SpeechTimings {
  const step = text.includes('.') ? 3 : 2;
  const starts = Array.from({ length: count }, (_, index) => index * (text.length + 1));
  return {
    durationMs: count * (text.length + 1) * 70,
    sentenceSource: 'provider',
    joinsMs: [],
    sentences: starts.map((at) => ({ text, offsetMs: at * 70, durationMs: text.length * 70, textOffset: at })),
    words: starts.flatMap((start) =>
      Array.from({ length: wordsOfSentence }, (_, word) => {
        const textOffset = start + word * step;
        return { text: 'a', offsetMs: textOffset * 70, durationMs: 60, textOffset };
      }),
    ),
  };
}
