import { Pace, type Steps } from '#loop';
import { sentencesInSteps } from '../sentences/sentences.ts';
import { characterDurationsInSteps } from './speech-estimate.ts';
import { isSpeakable, MAX_RATE, type SpeechElement, type SpeechNode, textOf } from './speech-script.ts';
import { timeMs } from './ssml-elements.ts';

/** Where a `mstts:silence` takes effect. */
export interface SilencePoint {
  /** Offset into the text of the voice element at which the silence is over, and words go on. */
  readonly at: number;
  /** What it adds to the speech, in milliseconds. */
  readonly ms: number;
}

/** The marks that types of `mstts:silence` are about, in half and full width (speech-synthesis-markup-structure). */
const MARKS: readonly (readonly [type: string, marks: RegExp])[] = [
  ['Comma-exact', /[,，]\s*/gv],
  ['Semicolon-exact', /[;；]\s*/gv],
  ['Enumerationcomma-exact', /、\s*/gv],
];

/** The `mstts:silence` elements of a voice element: each holds for all of its text, wherever it stands. */
export function silencesOf(content: readonly SpeechNode[]): readonly SpeechElement[] {
  return content.flatMap((node) => {
    if (typeof node === 'string') return [];
    return node.name === 'mstts:silence' ? [node] : silencesOf(node.children);
  });
}

/**
 * Every place in the content of a voice element at which one of its `mstts:silence` is heard. How long these are is an upper bound: which
 * of several of a kind counts is the longest, and of what an exact one replaces only what is surely spoken is taken off.
 */
export function* silencePointsInSteps(content: readonly SpeechNode[], locale: string): Steps<readonly SilencePoint[]> {
  const longest = longestOf(silencesOf(content));
  if (longest.size === 0) return [];
  const text = textOf(content);
  const durations = yield* characterDurationsInSteps(text, locale);
  const pace = new Pace();
  const points: SilencePoint[] = [];
  /** Instead of the pause that the mark before it makes. */
  const exactly = (ms: number, at: number): void => {
    const mark = text.slice(0, at).trimEnd().length - 1;
    const added = ms - (durations[mark] ?? 0) / MAX_RATE;
    if (added > 0) points.push({ at, ms: added });
  };
  for (const [type, marks] of MARKS) {
    const ms = longest.get(type);
    if (ms === undefined) continue;
    for (const { 0: mark, index } of text.matchAll(marks)) {
      exactly(ms, index + mark.length);
      if (pace.isDue(mark.length * 8)) yield;
    }
  }
  const exact = longest.get('Sentenceboundary-exact');
  const added = longest.get('Sentenceboundary');
  if (exact === undefined && added === undefined) return points;
  for (const at of yield* boundariesOf(content, text, locale)) {
    // The exact one goes before the other.
    if (exact !== undefined) exactly(exact, at);
    else if (added !== undefined && added > 0) points.push({ at, ms: added });
    if (pace.isDue(8)) yield;
  }
  return points;
}

function longestOf(silences: readonly SpeechElement[]): ReadonlyMap<string, number> {
  const longest = new Map<string, number>();
  for (const { attributes } of silences) {
    const { type = '', value = '' } = attributes;
    longest.set(type, Math.max(longest.get(type) ?? 0, timeMs(value) ?? 0));
  }
  return longest;
}

/** Offsets between two sentences, each of which says something. */
function* boundariesOf(content: readonly SpeechNode[], text: string, locale: string): Steps<readonly number[]> {
  const pace = new Pace();
  const ends = new Set<number>();
  for (const { end } of yield* sentencesInSteps(text, locale)) ends.add(end);
  addBlockEdges(content, 0, ends);
  const boundaries: number[] = [];
  let from = 0;
  for (const end of [...ends].toSorted((a, b) => a - b)) {
    const last = boundaries.length - 1;
    if (pace.isDue(8)) yield;
    if (isSpeakable(text.slice(from, end))) boundaries.push(end);
    // White space between two elements goes with the sentence before it.
    else if (last >= 0) boundaries[last] = end;
    from = end;
  }
  // Nothing is said after the last one.
  return boundaries.slice(0, -1);
}

/** Sentences end with the elements that stand for them. @returns where the nodes end */
function addBlockEdges(nodes: readonly SpeechNode[], start: number, edges: Set<number>): number {
  let at = start;
  for (const node of nodes) {
    if (typeof node === 'string') {
      at += node.length;
      continue;
    }
    const isBlock = node.name === 'p' || node.name === 's';
    if (isBlock) edges.add(at);
    at = addBlockEdges(node.children, at, edges);
    if (isBlock) edges.add(at);
  }
  return at;
}
