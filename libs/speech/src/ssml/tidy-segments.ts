import { breakMs } from './ssml-elements.ts';
import { isSpeakable, type VoiceName, type SpeechElement, type SpeechNode, textOf } from './speech-script.ts';

interface Segment {
  readonly voice: VoiceName;
  readonly effect?: string | undefined;
  readonly content: readonly SpeechNode[];
}

/**
 * Parts that all have something to say. Pauses of one that has nothing go to the one before (to the next where it is the first),
 * the white space between two voice elements becomes one line feed, which ends the sentence of the first in the text of the whole.
 */
export function tidySegments(segments: readonly Segment[]): readonly Segment[] {
  const kept: { voice: VoiceName; effect?: string | undefined; content: SpeechNode[] }[] = [];
  let leading: SpeechNode[] = [];
  for (const { voice, effect, content } of segments) {
    const last = kept.at(-1);
    if (hasWords(content)) {
      kept.push({ voice, ...(effect !== undefined && { effect }), content: [...leading, ...content] });
      leading = [];
    } else (last?.content ?? leading).push(...pausesOf(content));
  }
  for (const segment of kept.slice(0, -1)) {
    if (!/\s$/v.test(textOf(segment.content))) segment.content.push('\n');
  }
  return kept;
}

function hasWords(content: readonly SpeechNode[]): boolean {
  return content.some((node) => (typeof node === 'string' ? isSpeakable(node) : hasWords(node.children)));
}

function pausesOf(content: readonly SpeechNode[]): readonly SpeechElement[] {
  return content.flatMap((node) => {
    if (typeof node === 'string') return [];
    return breakMs(node) > 0 ? [node] : pausesOf(node.children);
  });
}
