import { silencesOf } from './silence-settings.ts';
import { breakMs } from './ssml-elements.ts';
import { isSpeakable, type SpeechNode, type SpeechPassage, type SpeechScript, textOf } from './speech-script.ts';

export interface ScriptSlice {
  readonly script: SpeechScript;
  /** Of pauses at its end that were taken out of the script. */
  readonly pauseAfterMs: number;
}

/**
 * The part of a script whose text lies from `from` to `to`. Elements that are cut are closed and opened again. What stands at a cut (a
 * pause, a mark) goes to the part before it; pauses at the end become `pauseAfterMs`, unless it is the end of the script.
 */
export function sliceScript(script: SpeechScript, from: number, to: number, isLast: boolean): ScriptSlice {
  let at = 0;
  let lostMs = 0;
  const passages: SpeechPassage[] = [];
  for (const passage of script) {
    const length = textOf(passage.content).length;
    const slicer = new Slicer(at, from, to);
    const content = slicer.slice(passage.content);
    const speaks = isSpeakable(textOf(content));
    if (speaks || textOf(content) !== '')
      // Settings hold for the whole of a voice element: each part needs them.
      passages.push({ ...passage, content: [...silencesOf(passage.content), ...content] });
    else lostMs += totalBreakMs(content);
    at += length;
  }
  const last = passages.at(-1);
  if (last === undefined || isLast) return { script: passages, pauseAfterMs: lostMs };
  const { content, ms } = withoutTrailingBreaks(last.content);
  return { script: [...passages.slice(0, -1), { ...last, content }], pauseAfterMs: lostMs + ms };
}

class Slicer {
  constructor(
    private at: number,
    private readonly from: number,
    private readonly to: number,
  ) {}

  slice(nodes: readonly SpeechNode[]): SpeechNode[] {
    return nodes.flatMap((node): SpeechNode[] => {
      if (typeof node === 'string') {
        const start = this.at;
        this.at += node.length;
        const piece = node.slice(Math.max(0, this.from - start), Math.max(0, this.to - start));
        return piece === '' ? [] : [piece];
      }
      if (node.name === 'mstts:silence') return [];
      if (node.children.length === 0) return this.holdsPoint() ? [node] : [];
      const children = this.slice(node.children);
      return children.length === 0 ? [] : [{ ...node, children }];
    });
  }

  private holdsPoint(): boolean {
    return (this.at > this.from && this.at <= this.to) || (this.at === 0 && this.from === 0);
  }
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
