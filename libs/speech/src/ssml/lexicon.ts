import { ServiceError } from '#domain';
import type { SpeechElement, SpeechNode } from './speech-script.ts';
import { speakableText } from './xml-text.ts';

/** How one word or phrase is to be said: as another text, or by its sounds. */
export type LexiconEntry =
  | { readonly grapheme: string; readonly alias: string }
  | { readonly grapheme: string; readonly phoneme: string; readonly alphabet: PhonemeAlphabet };

/** Alphabets of `phoneme` that personal voices may know. */
export const PHONEME_ALPHABETS = ['ipa', 'ups', 'x-sampa'] as const;
export type PhonemeAlphabet = (typeof PHONEME_ALPHABETS)[number];

export const LEXICON_MAX_ENTRIES = 200;
export const LEXICON_MAX_CHARACTERS = 200;

/** Scripts that write no spaces between words: an entry in them is found anywhere. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const WORD_CHARACTER = String.raw`[[\p{L}\p{N}\p{M}]--[${UNSPACED}]]`;

/**
 * Puts entries around the words they are for. A word is found as it is written, in capitals and all, and only whole; the longest entry
 * wins. Text that an element says in its own way (`sub`, `say-as`, `phoneme`) stays as it is.
 */
export function applyLexicon(content: readonly SpeechNode[], entries: readonly LexiconEntry[]): readonly SpeechNode[] {
  if (entries.length === 0) return content;
  const byGrapheme = new Map(entries.map((entry) => [entry.grapheme, entry]));
  const pattern = patternOf([...byGrapheme.keys()]);
  const apply = (nodes: readonly SpeechNode[]): SpeechNode[] =>
    nodes.flatMap((node): readonly SpeechNode[] => {
      if (typeof node === 'string') return marked(node, pattern, byGrapheme);
      if (node.name === 'sub' || node.name === 'say-as' || node.name === 'phoneme') return [node];
      return [{ ...node, children: apply(node.children) }];
    });
  return apply(content);
}

function marked(text: string, pattern: RegExp, entries: ReadonlyMap<string, LexiconEntry>): SpeechNode[] {
  const nodes: SpeechNode[] = [];
  let from = 0;
  for (const { 0: grapheme, index } of text.matchAll(pattern)) {
    const entry = entries.get(grapheme);
    if (entry === undefined) continue;
    if (index > from) nodes.push(text.slice(from, index));
    nodes.push(elementOf(entry));
    from = index + grapheme.length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

function elementOf(entry: LexiconEntry): SpeechElement {
  const children = [entry.grapheme];
  return 'alias' in entry
    ? { name: 'sub', attributes: { alias: entry.alias }, children }
    : { name: 'phoneme', attributes: { alphabet: entry.alphabet, ph: entry.phoneme }, children };
}

function patternOf(graphemes: readonly string[]): RegExp {
  const longestFirst = graphemes.toSorted((a, b) => b.length - a.length);
  const isWord = new RegExp(`^${WORD_CHARACTER}`, 'v');
  const endsAsWord = new RegExp(`${WORD_CHARACTER}$`, 'v');
  const alternatives = longestFirst.map((grapheme) => {
    const before = isWord.test(grapheme) ? `(?<!${WORD_CHARACTER})` : '';
    const after = endsAsWord.test(grapheme) ? `(?!${WORD_CHARACTER})` : '';
    return `${before}${grapheme.replaceAll(/[\\^$.*+?\(\)\[\]\{\}\|\/]/gv, String.raw`\$&`)}${after}`;
  });
  return new RegExp(alternatives.join('|'), 'gv');
}

/**
 * @throws ServiceError `invalid-request` with a pointer to each entry that is empty, too long, given twice, or by sounds that this base
 * model cannot take.
 */
export function checkLexicon(entries: readonly LexiconEntry[], takesPhonemes: boolean): void {
  const seen = new Set<string>();
  const fields = entries.flatMap((entry, index) => {
    const problem = (code: string, detail: string) => [{ pointer: `/lexicon/${index}`, code, detail }];
    const said = 'alias' in entry ? entry.alias : entry.phoneme;
    if (isBlank(entry.grapheme) || isBlank(said)) return problem('lexicon-empty', 'must not be empty');
    if (entry.grapheme.length > LEXICON_MAX_CHARACTERS || said.length > LEXICON_MAX_CHARACTERS) {
      return problem('lexicon-too-long', `must be at most ${LEXICON_MAX_CHARACTERS} characters`);
    }
    if (seen.has(entry.grapheme)) return problem('lexicon-duplicate', 'is given twice');
    seen.add(entry.grapheme);
    if ('phoneme' in entry && !takesPhonemes) {
      return problem('lexicon-phoneme-unsupported', 'the base model of this voice takes no phonemes: use an alias');
    }
    return [];
  });
  if (entries.length > LEXICON_MAX_ENTRIES) {
    throw new ServiceError('invalid-request', `A lexicon has at most ${LEXICON_MAX_ENTRIES} entries.`);
  }
  if (fields.length > 0) throw new ServiceError('invalid-request', 'The lexicon is not valid.', { fields });
}

function isBlank(text: string): boolean {
  return speakableText(text).trim() === '';
}
