import { findSpeechEdgesInSteps, samplesOf } from '#audio';
import {
  alignSentences,
  type GuessedSentence,
  type Pause,
  ProviderError,
  type TimedSpan,
  type TimingSource,
} from '#domain';
import { inTurns } from '#loop';
import {
  assertNotCutOff,
  deploymentOf,
  estimateSpeechMs,
  isSpeakable,
  outputFormat,
  sentencesOf,
  type SpeechPart,
  type SpeechSummary,
  writeSsml,
} from '#speech';
import type { Speak } from './fair-slots.ts';

/** What is known of a part that was spoken; with it, its samples can be joined to others without being read again. */
export interface PartReport extends PartTimings {
  readonly samples: number;
  readonly leadingSilence: number;
  readonly trailingSilence: number;
}

export interface PartTimings {
  readonly words: readonly TimedSpan[];
  readonly sentences: readonly TimedSpan[];
  readonly sentenceSource: TimingSource;
}

export interface SpokenPart {
  readonly report: PartReport;
  /** 16-bit little-endian mono. A part is bounded by its estimated duration: a few megabytes. */
  readonly pcm: Buffer;
}

/**
 * Speaks one part, which says something, as samples.
 * @throws what the turn does; ProviderError `provider-rejected` when it gives no audio; ServiceError `text-too-long` when it was cut off
 */
export async function speakPart(
  speak: Speak,
  part: SpeechPart,
  sampleRateHz: number,
  signal: AbortSignal,
): Promise<SpokenPart> {
  const format = outputFormat('pcm', sampleRateHz);
  const { script, text } = part;
  const request = { ssml: writeSsml(script), deploymentId: deploymentOf(script), format, text, signal };
  const { chunks, summary } = await speak(request, async ({ audio, done }) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of audio) chunks.push(chunk);
    return { chunks, summary: await done };
  });
  const pcm = Buffer.concat(chunks);
  const { pauses, ...edges } = await inTurns(findSpeechEdgesInSteps(samplesOf(pcm), sampleRateHz));
  const msOf = (samples: number): number => (samples / sampleRateHz) * 1000;
  assertAudible(edges.samples);
  assertNotCutOff(msOf(edges.samples));
  const speech = { startMs: msOf(edges.leadingSilence), endMs: msOf(edges.samples - edges.trailingSilence) };
  const silences = pauses.map(({ start, end }) => ({ startMs: msOf(start), endMs: msOf(end) }));
  return { pcm, report: { ...edges, ...timingsOf(part, summary, speech, silences) } };
}

/**
 * Azure ends a text that it cannot say like any other, without audio and without an error (speech-sdk-js#805).
 * @param amount of audio, in whatever it is known
 * @throws ProviderError `provider-rejected` when there is none
 */
export function assertAudible(amount: number): void {
  if (amount === 0) throw new ProviderError('provider-rejected', 'Azure returned no audio for a part of the text.');
}

/** When words and sentences of a part are said; `pauses` undefined: the audio was not looked at. */
export function timingsOf(
  { text, script }: SpeechPart,
  { wordBoundaries }: SpeechSummary,
  speech: { readonly startMs: number; readonly endMs: number },
  pauses: readonly Pause[] | undefined,
): PartTimings {
  const words = wordBoundaries
    .filter(({ kind }) => kind === 'word')
    .map(({ text, offsetMs, durationMs, textOffset }) => ({
      text,
      offsetMs,
      durationMs,
      ...(textOffset !== undefined && { textOffset }),
    }));
  const locale = script[0]?.locale ?? 'en';
  const guessed = sentencesOf(text, locale)
    .map(({ start, end }): GuessedSentence => {
      const sentence = text.slice(start, end);
      const indent = sentence.length - sentence.trimStart().length;
      return { text: sentence.trim(), textOffset: start + indent, estimatedMs: estimateSpeechMs(sentence, locale) };
    })
    .filter((sentence) => isSpeakable(sentence.text));
  const reported = sentencesOfWords(guessed, words);
  if (reported !== undefined) return { words, sentences: reported, sentenceSource: 'provider' };
  const sentenceSource = pauses === undefined ? 'estimated' : 'measured';
  return { words, sentences: alignSentences(guessed, speech, pauses ?? []), sentenceSource };
}

/** Sentences from their first word to their last; undefined when one of them has no word whose place is known. */
function sentencesOfWords(
  sentences: readonly GuessedSentence[],
  words: readonly TimedSpan[],
): readonly TimedSpan[] | undefined {
  // By their places, so that each is looked at once.
  const placed = words.filter(({ textOffset }) => textOffset !== undefined).toSorted(byPlace);
  let next = 0;
  const timed = sentences.flatMap(({ text, textOffset }): TimedSpan[] => {
    const own: TimedSpan[] = [];
    for (; next < placed.length; next++) {
      const word = placed[next];
      if (word === undefined || placeOf(word) >= textOffset + text.length) break;
      if (placeOf(word) >= textOffset) own.push(word);
    }
    const [first] = own;
    const last = own.at(-1);
    if (first === undefined || last === undefined) return [];
    const durationMs = last.offsetMs + last.durationMs - first.offsetMs;
    return [{ text, textOffset, offsetMs: first.offsetMs, durationMs }];
  });
  return timed.length === sentences.length ? timed : undefined;
}

function placeOf({ textOffset = -1 }: TimedSpan): number {
  return textOffset;
}

function byPlace(a: TimedSpan, b: TimedSpan): number {
  return placeOf(a) - placeOf(b);
}
