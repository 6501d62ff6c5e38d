import { Pace, type Steps } from '#loop';

/** A word that was found. */
export interface FoundWord {
  /** In UTF-16 code units. */
  readonly at: number;
  /** Place of the word in the list that is looked for. */
  readonly word: number;
}

export interface WordFinder {
  /** The words in a text, which holds no lone surrogate, in their order and without overlaps: the leftmost, of several the longest. */
  find(text: string): Steps<readonly FoundWord[]>;
}

/** Scripts that write no spaces between words: a word in them is found anywhere. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const WORD_CHARACTER = new RegExp(String.raw`^[[\p{L}\p{N}\p{M}]--[${UNSPACED}]]$`, 'v');

/** A state of the automaton: the units that were read last are the longest end of a word, read backwards, that this state stands for. */
interface State {
  readonly next: Map<number, State>;
  /** The state of the next shorter one. */
  fallback: State | undefined;
  /** The word that begins here, and the next shorter one that does too. */
  word: number | undefined;
  shorter: State | undefined;
}

/**
 * Finds words only whole: what a word begins or ends with must not go on in the text, except in scripts without spaces. It is the automaton of
 * Aho and Corasick, which looks at each character once, however many words there are and however they are alike. It reads backwards: so
 * each place knows the words that begin there, the longest first.
 */
export function* wordFinder(words: readonly string[]): Steps<WordFinder> {
  const root = newState();
  const pace = new Pace();
  // A lone surrogate is in no text, but would be found in half a character.
  const ends = words.map((word) => ({
    startsAsWord: isWordCharacter(word.codePointAt(0)),
    endsAsWord: isWordCharacter(codePointBefore(word, word.length)),
    length: word.length,
  }));
  for (const [index, word] of words.entries()) {
    if (!word.isWellFormed()) continue;
    insert(root, word, index);
    if (pace.isDue(word.length * 8)) yield;
  }
  yield* link(root, pace);
  return { find: (text) => find(text, root, ends) };
}

interface WordEnds {
  readonly startsAsWord: boolean;
  readonly endsAsWord: boolean;
  readonly length: number;
}

function newState(): State {
  return { next: new Map(), fallback: undefined, word: undefined, shorter: undefined };
}

function insert(root: State, word: string, index: number): void {
  let state = root;
  for (let at = word.length - 1; at >= 0; at--) {
    const unit = word.charCodeAt(at);
    let next = state.next.get(unit);
    if (next === undefined) {
      next = newState();
      state.next.set(unit, next);
    }
    state = next;
  }
  state.word = index;
}

function* link(root: State, pace: Pace): Steps<void> {
  const queue = [root];
  for (const state of queue) {
    for (const [unit, next] of state.next) {
      const fallback = state === root ? root : after(state.fallback ?? root, unit, root);
      next.fallback = fallback;
      next.shorter = fallback.word === undefined ? fallback.shorter : fallback;
      queue.push(next);
    }
    if (pace.isDue(8)) yield;
  }
}

function after(state: State, unit: number, root: State): State {
  let from: State | undefined = state;
  while (from !== undefined) {
    const next = from.next.get(unit);
    if (next !== undefined) return next;
    from = from.fallback;
  }
  return root;
}

function* find(text: string, root: State, words: readonly WordEnds[]): Steps<readonly FoundWord[]> {
  const pace = new Pace();
  /** The word to be taken at each place, plus one. */
  const longest = new Uint16Array(text.length);
  let state = root;
  for (let at = text.length - 1; at >= 0; at--) {
    state = after(state, text.charCodeAt(at), root);
    longest[at] = 1 + longestAt(text, at, state, words);
    if (pace.isDue(1)) yield;
  }
  const found: FoundWord[] = [];
  for (let at = 0; at < text.length;) {
    const word = (longest[at] ?? 0) - 1;
    if (word >= 0) found.push({ at, word });
    at += words[word]?.length ?? 1;
    if (pace.isDue(1)) yield;
  }
  return found;
}

/** @returns -1 when no word begins at this place */
function longestAt(text: string, at: number, state: State, words: readonly WordEnds[]): number {
  const first = state.word === undefined ? state.shorter : state;
  if (first === undefined) return -1;
  const goesOnBefore = isWordCharacter(codePointBefore(text, at));
  for (let match: State | undefined = first; match !== undefined; match = match.shorter) {
    const { word = -1 } = match;
    const ends = words[word];
    if (ends === undefined) continue;
    // All words that begin here begin with the same character.
    if (ends.startsAsWord && goesOnBefore) return -1;
    if (!ends.endsAsWord || !isWordCharacter(text.codePointAt(at + ends.length))) return word;
  }
  return -1;
}

function codePointBefore(text: string, at: number): number | undefined {
  const low = text.charCodeAt(at - 1);
  return (low & 0xfc_00) === 0xdc_00 ? text.codePointAt(Math.max(0, at - 2)) : text.codePointAt(at - 1);
}

/** By code point. There are 155,000 characters, and texts hold few of them. */
const known = new Map<number, boolean>();
const MAX_KNOWN = 10_000;

function isWordCharacter(codePoint: number | undefined): boolean {
  if (codePoint === undefined) return false;
  const before = known.get(codePoint);
  if (before !== undefined) return before;
  const isOne = WORD_CHARACTER.test(String.fromCodePoint(codePoint));
  if (known.size < MAX_KNOWN) known.set(codePoint, isOne);
  return isOne;
}
