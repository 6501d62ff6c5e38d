import { silencesOf } from './silence-settings.ts';
import { breakMs } from './ssml-elements.ts';
import {
  isSpeakable,
  type SpeechElement,
  type SpeechNode,
  type SpeechSegment,
  type SpeechScript,
  textOf,
} from './speech-script.ts';

export interface ScriptSlice {
  readonly script: SpeechScript;
  /** Of pauses at its end that were taken out of the script. */
  readonly pauseAfterMs: number;
}

interface PlacedSegment {
  readonly segment: SpeechSegment;
  /** Settings hold for the whole of a voice element: each part needs them. */
  readonly settings: readonly SpeechElement[];
  /** In the text of the script. */
  readonly start: number;
  readonly end: number;
}

/** Cuts parts out of a script. It looks at each node of a script as often as a part holds something of it. */
export class ScriptSlicer {
  /** Where each of some nodes begins, from the beginning of the first, and where the last ends. */
  private readonly offsets = new Map<readonly SpeechNode[], Uint32Array>();
  private readonly segments: readonly PlacedSegment[];

  constructor(script: SpeechScript) {
    let at = 0;
    this.segments = script.map((segment): PlacedSegment => {
      const start = at;
      at += this.place(segment.content);
      return { segment, settings: silencesOf(segment.content), start, end: at };
    });
  }

  /**
   * The part of the script whose text lies from `from` to `to`. Elements that are cut are closed and opened again. What stands at a cut (a
   * pause, a mark) goes to the part before it; pauses at the end become `pauseAfterMs`, unless it is the end of the script.
   */
  slice(from: number, to: number, isLast: boolean): ScriptSlice {
    let lostMs = 0;
    const segments: SpeechSegment[] = [];
    const first = firstFrom(this.segments.length, (index) => this.segments[index]?.end ?? 0, from);
    for (let index = first; (this.segments[index]?.start ?? Infinity) <= to; index++) {
      const placed = this.segments[index];
      if (placed === undefined) break;
      const { segment, settings, start } = placed;
      const content = this.piecesOf(segment.content, start, from, to);
      if (textOf(content) !== '') segments.push({ ...segment, content: [...settings, ...content] });
      else lostMs += totalBreakMs(content);
    }
    const last = segments.at(-1);
    if (last === undefined || isLast) return { script: segments, pauseAfterMs: lostMs };
    const { content, ms } = withoutTrailingBreaks(last.content);
    return { script: [...segments.slice(0, -1), { ...last, content }], pauseAfterMs: lostMs + ms };
  }

  /** @returns the length of the nodes' text */
  private place(nodes: readonly SpeechNode[]): number {
    const offsets = new Uint32Array(nodes.length + 1);
    for (const [index, node] of nodes.entries()) {
      const length = typeof node === 'string' ? node.length : this.place(node.children);
      offsets[index + 1] = (offsets[index] ?? 0) + length;
    }
    this.offsets.set(nodes, offsets);
    return offsets[nodes.length] ?? 0;
  }

  private piecesOf(nodes: readonly SpeechNode[], start: number, from: number, to: number): SpeechNode[] {
    const offsets = this.offsets.get(nodes) ?? new Uint32Array(1);
    const startOf = (index: number): number => start + (offsets[index] ?? 0);
    const pieces: SpeechNode[] = [];
    const first = firstFrom(nodes.length, (index) => startOf(index + 1), from);
    for (let index = first; index < nodes.length && startOf(index) <= to; index++) {
      const node = nodes[index];
      const at = startOf(index);
      if (node === undefined) break;
      if (typeof node === 'string') {
        const piece = node.slice(Math.max(0, from - at), Math.max(0, to - at));
        if (piece !== '') pieces.push(piece);
      } else if (node.children.length === 0) {
        const isInside = (at > from && at <= to) || (at === 0 && from === 0);
        if (isInside && node.name !== 'mstts:silence') pieces.push(node);
      } else {
        const children = this.piecesOf(node.children, at, from, to);
        if (children.length > 0) pieces.push({ ...node, children });
      }
    }
    return pieces;
  }
}

/** The first of so many places, in order, whose end is not before `from`. */
function firstFrom(count: number, endOf: (index: number) => number, from: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(middle) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function withoutTrailingBreaks(content: readonly SpeechNode[]): { content: readonly SpeechNode[]; ms: number } {
  const kept = [...content];
  let ms = 0;
  for (let index = kept.length - 1; index >= 0; index--) {
    const node = kept[index];
    if (node === undefined) break;
    if (typeof node === 'string') {
      if (isSpeakable(node) || /\S/v.test(node)) break;
    } else if (node.name === 'break') {
      ms += breakMs(node);
      kept.splice(index, 1);
    } else if (node.children.length > 0) {
      const inner = withoutTrailingBreaks(node.children);
      ms += inner.ms;
      if (inner.content.length === 0) kept.splice(index, 1);
      else kept[index] = { ...node, children: inner.content };
      if (isSpeakable(textOf(inner.content))) break;
    }
  }
  return { content: kept, ms };
}

function totalBreakMs(nodes: readonly SpeechNode[]): number {
  return nodes.reduce(
    (sum, node) => sum + (typeof node === 'string' ? 0 : breakMs(node) + totalBreakMs(node.children)),
    0,
  );
}
