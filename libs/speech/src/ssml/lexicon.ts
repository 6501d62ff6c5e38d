import { ServiceError } from '#domain';
import type { Steps } from '#loop';
import type { SpeechElement, SpeechNode } from './speech-script.ts';
import { fold, foldInSteps } from './folded-text.ts';
import { type WordFinder, wordFinder } from './word-finder.ts';
import { speakableText } from './xml-text.ts';

/** How to say one word or phrase: as another text, or by its sounds. */
export type LexiconEntry =
  | { readonly grapheme: string; readonly alias: string }
  | { readonly grapheme: string; readonly phoneme: string; readonly alphabet: PhonemeAlphabet };

/** Alphabets of `phoneme` that personal voices may know. */
export const PHONEME_ALPHABETS = ['ipa', 'ups', 'x-sampa'] as const;
export type PhonemeAlphabet = (typeof PHONEME_ALPHABETS)[number];

export const LEXICON_MAX_ENTRIES = 200;
export const LEXICON_MAX_CHARACTERS = 200;
/** Places in one text at which entries are found: each becomes an element of the SSML. */
export const LEXICON_MAX_MATCHES = 20_000;
/** What is said at all of these places together, in UTF-16 code units: as much again as the longest text that is accepted. */
export const LEXICON_MAX_SAID_CHARACTERS = 200_000;

/**
 * Puts entries around the words they are for. A word is found as it is written, in capitals and all, and only whole; the longest entry
 * wins. Forms that look the same are the same: composed and decomposed letters, straight and typographic apostrophes, any white space. Text that an element says in its own way (`sub`, `say-as`, `phoneme`) stays as it is.
 */
export class Lexicon {
  private matches = 0;
  private saidCharacters = 0;

  private constructor(
    private readonly entries: readonly LexiconEntry[],
    /** Their graphemes in the form in which they are looked for. */
    private readonly words: readonly string[],
    private readonly finder: WordFinder,
  ) {}

  static *of(entries: readonly LexiconEntry[]): Steps<Lexicon> {
    const words = entries.map(({ grapheme }) => fold(grapheme));
    return new Lexicon(entries, words, yield* wordFinder(words));
  }

  /**
   * All that is applied counts together.
   * @throws ServiceError `text-too-long` beyond `LEXICON_MAX_MATCHES` or `LEXICON_MAX_SAID_CHARACTERS`
   */
  *apply(content: readonly SpeechNode[]): Steps<readonly SpeechNode[]> {
    if (this.entries.length === 0) return content;
    const applied: SpeechNode[] = [];
    for (const node of content) {
      if (typeof node === 'string') yield* this.mark(node, applied);
      else if (node.name === 'sub' || node.name === 'say-as' || node.name === 'phoneme') applied.push(node);
      else applied.push({ ...node, children: yield* this.apply(node.children) });
    }
    return applied;
  }

  private *mark(text: string, nodes: SpeechNode[]): Steps<void> {
    const folded = yield* foldInSteps(text);
    let from = 0;
    for (const { at, word } of yield* this.finder.find(folded.text)) {
      const entry = this.entries[word];
      if (entry === undefined) continue;
      this.count(entry);
      const start = folded.offsetOf(at);
      const end = folded.offsetOf(at + (this.words[word]?.length ?? 0));
      if (start > from) nodes.push(text.slice(from, start));
      nodes.push(elementOf(entry, text.slice(start, end)));
      from = end;
    }
    if (from < text.length) nodes.push(text.slice(from));
  }

  private count(entry: LexiconEntry): void {
    this.matches += 1;
    this.saidCharacters += saidBy(entry).length;
    if (this.matches > LEXICON_MAX_MATCHES) {
      throw tooMuch(`matches more than ${LEXICON_MAX_MATCHES} words in the text`);
    }
    if (this.saidCharacters > LEXICON_MAX_SAID_CHARACTERS) {
      throw tooMuch(`replaces the words with more than ${LEXICON_MAX_SAID_CHARACTERS} characters`);
    }
  }
}

function tooMuch(what: string): ServiceError {
  return new ServiceError('text-too-long', `The lexicon ${what}. Split the text, or remove entries.`, {
    fields: [{ pointer: '/lexicon', code: 'lexicon-too-much', detail: what }],
  });
}

function saidBy(entry: LexiconEntry): string {
  return 'alias' in entry ? entry.alias : entry.phoneme;
}

/** @param written the word as it stands in the text, which timings refer to */
function elementOf(entry: LexiconEntry, written: string): SpeechElement {
  const children = [written];
  return 'alias' in entry
    ? { name: 'sub', attributes: { alias: entry.alias }, children }
    : { name: 'phoneme', attributes: { alphabet: entry.alphabet, ph: entry.phoneme }, children };
}

/**
 * @throws ServiceError `invalid-request` with a pointer to each entry that is empty, too long, given twice, or by sounds that this base
 * model cannot take.
 */
export function checkLexicon(entries: readonly LexiconEntry[], takesPhonemes: boolean): void {
  if (entries.length > LEXICON_MAX_ENTRIES) {
    throw new ServiceError('invalid-request', `A lexicon has at most ${LEXICON_MAX_ENTRIES} entries.`);
  }
  const seen = new Set<string>();
  const fields = entries.flatMap((entry, index) => {
    const problem = (code: string, detail: string) => [{ pointer: `/lexicon/${index}`, code, detail }];
    const said = saidBy(entry);
    if (entry.grapheme.length > LEXICON_MAX_CHARACTERS || said.length > LEXICON_MAX_CHARACTERS) {
      return problem('lexicon-too-long', `must have at most ${LEXICON_MAX_CHARACTERS} characters`);
    }
    if (isBlank(entry.grapheme) || isBlank(said)) return problem('lexicon-empty', 'must not be empty');
    const word = fold(entry.grapheme);
    if (seen.has(word)) return problem('lexicon-duplicate', 'appears twice, or looks the same as another entry');
    seen.add(word);
    if ('phoneme' in entry && !takesPhonemes) {
      return problem(
        'lexicon-phoneme-unsupported',
        'the base model of this voice does not support phonemes: use an alias',
      );
    }
    return [];
  });
  if (fields.length > 0) throw new ServiceError('invalid-request', 'The lexicon is invalid.', { fields });
}

function isBlank(text: string): boolean {
  return speakableText(text).trim() === '';
}
