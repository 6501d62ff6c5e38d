import { breakMs } from './ssml-elements.ts';
import { isSpeakable, type PersonalVoiceName, type SpeechElement, type SpeechNode } from './speech-script.ts';

interface Passage {
  readonly voice: PersonalVoiceName;
  readonly effect?: string | undefined;
  readonly content: readonly SpeechNode[];
}

/**
 * Passages that all have something to say. Pauses of one that has nothing go to the one before (to the next where it is the first),
 * the white space between two voice elements goes away.
 */
export function tidyPassages(passages: readonly Passage[]): readonly Passage[] {
  const kept: { voice: PersonalVoiceName; effect?: string | undefined; content: readonly SpeechNode[] }[] = [];
  let leading: readonly SpeechNode[] = [];
  for (const { voice, effect, content } of passages) {
    const last = kept.at(-1);
    if (hasWords(content)) {
      kept.push({ voice, ...(effect !== undefined && { effect }), content: [...leading, ...content] });
      leading = [];
    } else if (last !== undefined) last.content = [...last.content, ...pausesOf(content)];
    else leading = [...leading, ...pausesOf(content)];
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
