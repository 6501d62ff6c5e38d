import { COMMON_FORMS, type LanguageForms } from './language-forms.ts';
import { SHORT_FORMS } from './short-forms.ts';

/** Where a quote is looked for that one at the end may close: a sentence that never ends must not be counted again at each place. */
const QUOTE_WINDOW = 1_000;
/** What is looked at before an end: more than any short form, and the words before a figure. */
const WINDOW = 64;

interface Forms {
  readonly inside: ReadonlySet<string>;
  readonly beforeNumber: ReadonlySet<string>;
  readonly either: ReadonlySet<string>;
  readonly starters: ReadonlySet<string>;
  readonly units: ReadonlySet<string>;
  readonly when: ReadonlySet<string>;
  readonly lettered: ReadonlySet<string>;
  readonly alone: ReadonlySet<string>;
  readonly hasOrdinals: boolean;
}

const known = new Map<string, Forms>();

function formsOf(locale: string): Forms {
  const language = locale.split('-', 1)[0]?.toLowerCase() ?? '';
  const before = known.get(language);
  if (before !== undefined) return before;
  const own: LanguageForms = SHORT_FORMS[language] ?? {};
  const words = setOf(own.words);
  const withCommon = (common?: string, list?: string): Set<string> =>
    new Set([...[...setOf(common)].filter((form) => !words.has(form)), ...setOf(list)]);
  const inside = withCommon(COMMON_FORMS.inside, own.inside);
  for (const form of setOf(own.either)) inside.delete(form);
  const forms: Forms = {
    inside,
    beforeNumber: withCommon(COMMON_FORMS.beforeNumber, own.beforeNumber),
    either: withCommon(COMMON_FORMS.either, own.either),
    starters: setOf(own.starters),
    units: setOf(own.units),
    when: setOf(own.when),
    lettered: setOf(own.lettered),
    alone: setOf(own.alone),
    hasOrdinals: own.hasOrdinals === true,
  };
  if (language in SHORT_FORMS) known.set(language, forms);
  return forms;
}

function setOf(list = ''): Set<string> {
  return new Set(list.split(/\s+/v).filter((form) => form !== ''));
}

/** After a figure these are measures, which may end a sentence, though they are short forms elsewhere: "200 g.", "g. Horvat". */
const MEASURES = setOf('g m mm kg h l гр см м ه م मी रु సం');

/** Marks that close what a sentence says, and those that open the next. `"` and `'` are either. */
const CLOSING = String.raw`["'\p{Pe}\p{Pf}»”’]`;
const OPENING = /^["'\p{Ps}\p{Pi}«»„‚“”‘’¿¡]*/v;
/** The word at the end of a stretch, with the full stop that ends it; nothing after it but white space. */
const LAST_WORD =
  /(?:^|[^\p{L}\p{M}\p{N}.'’\-\/])(?<word>(?:\p{L}\.\s)*[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}.'’\-\/]*|№)\.(?<space>\s*)$/v;
const ROMAN = /^[IVXLC]+$/v;
const ITEM_MARK = /(?:^|\n)[ \t]*[\(\[]?(?:\d{1,3}|\p{L}|[ivxIVX]{1,4})\.\s*$/v;

/**
 * Whether a sentence goes on at an offset where the rules of Unicode (UAX 29) see an end: after "Dr.", "U.S." and "the 3." of a language
 * that writes ordinals so, before a small letter, inside a list item "1. First". See ADR 146.
 */
export function continuesAt(text: string, start: number, end: number, locale: string): boolean {
  const from = Math.max(start, end - WINDOW);
  const stretch = text.slice(from, end);
  // A single line end is layout; an empty line is a new paragraph.
  if (/\n\s*\n\s*$/v.test(stretch)) return false;
  const rest = text.slice(end, end + WINDOW);
  const next = rest.replace(OPENING, '');
  if (/\n\s*$/v.test(stretch) && /^[\(\[]?(?:\d{1,3}|\p{L})[.\)]\s/v.test(rest)) return false;
  if (/^\p{Ll}/v.test(next)) return true;
  if (isQuoteParticle(stretch, rest, locale)) return true;
  if (ITEM_MARK.test(start === from ? `\n${stretch}` : stretch) && !/\n\s*$/v.test(stretch)) return true;
  const { word, space = '' } = LAST_WORD.exec(stretch)?.groups ?? {};
  if (word === undefined) return false;
  const isTight = space === '';
  return goesOn(word.replaceAll(/\s/gv, ''), { stretch, next, isTight, isAfterLine: space.includes('\n') }, locale);
}

interface Around {
  readonly stretch: string;
  /** What follows, without opening marks. */
  readonly next: string;
  /** No white space follows. */
  readonly isTight: boolean;
  readonly isAfterLine: boolean;
}

/** Whether a sentence goes on after a word with a full stop, when what follows is a capital, a figure or of a script without capitals. */
function goesOn(word: string, around: Around, locale: string): boolean {
  const forms = formsOf(locale);
  const { stretch, next, isTight } = around;
  // Without what is written together with it: "l’av."
  const given = word.replace(/^.*['’](?=.)/v, '');
  const small = given.toLowerCase();
  const isIn = (list: ReadonlySet<string>): boolean => list.has(small) || list.has(given) || list.has(`=${given}`);
  const isBeforeFigure = /^\p{Nd}/v.test(next);
  const isLetter = /^\p{L}\p{M}*$/v.test(word);
  const isDotted = word.includes('.');
  if (isLetter && isThing(word, stretch, forms)) return false;
  if (isIn(forms.inside)) return !(MEASURES.has(given) && isAfterFigure(stretch, given));
  if (isBeforeFigure && isIn(forms.beforeNumber)) return true;
  // A new line begins a new sentence after anything but a form that never ends one.
  if (around.isAfterLine) return false;
  // The second of "z. B.", "J. R. R." is still to come.
  if (isLetter && /^\p{L}\./v.test(next)) return true;
  // Inside "B.C.的", in scripts without spaces.
  if (isTight) return isLetter || isDotted;
  if (forms.units.has(small)) return (isLetter && !isAfterFigure(stretch, word)) || saysWhen(stretch, forms);
  const isStarter = forms.starters.has(firstWord(next));
  if (isIn(forms.either)) return !isStarter && !isBeforeFigure;
  if (/^\p{Nd}+$/v.test(word) || (ROMAN.test(word) && word.length > 1)) {
    return forms.hasOrdinals && isOrdinal(word, next) && !isStarter;
  }
  if (isLetter) return !isStarter && isInitial(word, stretch);
  return isDotted && /^(?:\p{Lu}\.)+\p{Lu}$/v.test(word) && !isStarter;
}

/** Whether a letter is short for a name, as in "J. Watson": neither a unit ("2° C.") nor a small letter. */
function isInitial(letter: string, stretch: string): boolean {
  return /^[\p{Lu}\p{Lo}]/v.test(letter) && !/[°º\p{Nd}]\s*\p{L}\.\s*$/v.test(stretch);
}

/** Whether a capital names a thing ("vitamin C.") or is a word ("So do I."), so that a sentence may end with it. */
function isThing(letter: string, stretch: string, { lettered, alone }: Forms): boolean {
  if (!/^\p{Lu}/v.test(letter)) return false;
  const before = /(?<word>[\p{L}\p{M}]+)\s+\p{L}\p{M}*\.\s*$/v.exec(stretch)?.groups?.['word'] ?? '';
  return lettered.has(before.toLowerCase()) || (alone.has(letter.toLowerCase()) && /^\p{Ll}/v.test(before));
}

/** Figures up to 31 may be followed by figures ("3. 10. 2024"); years are no ordinals. */
function isOrdinal(word: string, next: string): boolean {
  if (!/^\p{Nd}/v.test(word)) return !/^\p{Nd}/v.test(next);
  return word.length <= 3 && (!/^\p{Nd}/v.test(next) || Number(word) <= 31);
}

function isAfterFigure(stretch: string, letter: string): boolean {
  return new RegExp(String.raw`(?:\p{Nd}|\b[IVXLC]+)\s*${letter}\.\s*$`, 'v').test(stretch);
}

/** Whether all that was said so far is a time: a few words, of which the first is a figure or a word of time. */
function saysWhen(stretch: string, { when }: Forms): boolean {
  const words = stretch.trim().split(/\s+/v);
  const first = words[0] ?? '';
  return stretch.length < WINDOW && words.length <= 7 && (/^\p{Nd}/v.test(first) || when.has(first.toLowerCase()));
}

function firstWord(next: string): string {
  return /^[\p{L}\p{M}]+/v.exec(next)?.[0].toLowerCase() ?? '';
}

/** Japanese: what was quoted goes on with a particle ("…。」と言った"). */
function isQuoteParticle(stretch: string, rest: string, locale: string): boolean {
  return (
    /^ja\b/iv.test(locale) &&
    /[。！？!?][」』”]$/v.test(stretch) &&
    /^(?:と|って|など|という|の|を|に|は|が|で|も|や)/v.test(rest)
  );
}

/** Ends that the rules of Unicode do not see: before a figure that small letters follow, and after an ellipsis of one character. */
export const FURTHER_END = new RegExp(
  String.raw`(?:[.!?]${CLOSING}{0,4}\s+(?=["'\p{Ps}\p{Pi}«„]{0,3}\p{Nd})|…${CLOSING}{0,4}\s+(?=["'\p{Ps}\p{Pi}«„¿¡]{0,3}[\p{Lu}\p{Nd}]))`,
  'gv',
);

/**
 * Where an end of Unicode's rules really lies: marks that open the next sentence belong to it where no space tells them apart
 * (`…。「`), marks that close this one to this one though a space stands before them (`… ! »`).
 */
export function trueEnd(text: string, start: number, end: number): number {
  const opened = /["\p{Ps}\p{Pi}]+$/v.exec(text.slice(Math.max(start, end - 4), end))?.[0];
  if (opened !== undefined && end < text.length && (!opened.includes('"') || isOpening(text, start, end))) {
    return end - opened.length;
  }
  const closed = /^["”’»\p{Pe}]{1,4}(?:\s+|$)/v.exec(text.slice(end, end + WINDOW))?.[0];
  if (closed === undefined || (closed.startsWith('"') && !isOpening(text, start, end))) return end;
  return end + closed.length;
}

/** Whether a straight quote at the end of a stretch has no partner in it. */
function isOpening(text: string, start: number, end: number): boolean {
  let count = 0;
  const from = Math.max(start, end - QUOTE_WINDOW);
  for (let at = text.indexOf('"', from); at !== -1 && at < end; at = text.indexOf('"', at + 1)) count++;
  return count % 2 === 1;
}
