import type { Narration } from '../narrator.ts';
import type { SpokenChunk } from '../voice/messages.ts';
import type { SynthesisContext } from './synthesis-context.ts';
import { visemesOf } from './visemes.ts';

/** Times in the protocol are in units of 100 ns. */
const TICKS_PER_MS = 10_000;

interface Metadata {
  readonly Type: 'WordBoundary' | 'SentenceBoundary' | 'Bookmark' | 'Viseme' | 'SessionEnd';
  readonly Data: object;
}

/** What an `audio.metadata` frame says about a chunk, as far as the client asked for it and the voice can. */
export function chunkMetadata(chunk: SpokenChunk, context: SynthesisContext, narration: Narration): Metadata[] {
  const found: Metadata[] = [];
  if (chunk.bookmark !== undefined && context.bookmark) {
    found.push({ Type: 'Bookmark', Data: { Offset: ticks(chunk.bookmark.atMs), Bookmark: chunk.bookmark.name } });
  }
  if (!narration.wordBoundaries) return found;
  for (const mark of chunk.marks) {
    if (context.viseme && mark.kind === 'word') {
      for (const { id, atMs } of visemesOf(mark)) {
        found.push({
          Type: 'Viseme',
          Data: { Offset: ticks(atMs), VisemeId: id, AnimationChunk: '', IsLastAnimation: true },
        });
      }
    }
    if (!(mark.kind === 'word' ? context.wordBoundary : context.wordBoundary && context.punctuationBoundary)) continue;
    found.push({
      Type: 'WordBoundary',
      Data: {
        ...span(mark),
        text: {
          Text: mark.text,
          Length: mark.text.length,
          BoundaryType: mark.kind === 'word' ? 'WordBoundary' : 'PunctuationBoundary',
        },
      },
    });
  }
  if (chunk.sentence !== undefined && context.sentenceBoundary) {
    const { text } = chunk.sentence;
    found.push({
      Type: 'SentenceBoundary',
      Data: { ...span(chunk.sentence), text: { Text: text, Length: text.length, BoundaryType: 'SentenceBoundary' } },
    });
  }
  return found;
}

export function sessionEnd(durationMs: number): Metadata {
  return { Type: 'SessionEnd', Data: { Offset: ticks(durationMs) } };
}

function span({ startMs, endMs }: { startMs: number; endMs: number }): { Offset: number; Duration: number } {
  return { Offset: ticks(startMs), Duration: ticks(endMs) - ticks(startMs) };
}

function ticks(ms: number): number {
  return Math.round(ms * TICKS_PER_MS);
}
