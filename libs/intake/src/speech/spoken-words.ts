import { type Disclosure, ServiceError, type SpeakableVoice, type SpeakerIdentity, speakerOf } from '#domain';
import { inTurns } from '#loop';
import {
  composeSpeechInSteps,
  estimateSpeechMsInSteps,
  type LexiconEntry,
  MAX_RATE,
  PART_MAX_MS,
  scriptText,
  type SpeakableTexts,
  type SpeechPart,
  type SpeechScript,
  splitSpeechInSteps,
  SSML_MAX_BYTES,
} from '#speech';

/** Of plain text that is one part in any language, at 1.5 s for the slowest character: nothing else is worked out for it. */
export const SURELY_ONE_PART = 300;
/** A text of 200,000 characters is within it, in most languages: it is about what a WAV file and a run of a worker can hold. */
const MAX_QUEUED_MS = 8 * 3_600_000;

/** What to say, as text or as SSML, and how. */
export interface SpokenWords {
  readonly text?: string | undefined;
  readonly ssml?: string | undefined;
  readonly lexicon?: readonly LexiconEntry[] | undefined;
  readonly locale?: string | undefined;
  /** Locale into which the text is translated first. */
  readonly translateTo?: string | undefined;
  /** Its numbers, abbreviations and lists are written out first. */
  readonly prepare?: 'speakable' | undefined;
  readonly rate: number;
  /** Whether the voice says first that it is generated; undefined: as this deployment is configured. */
  readonly disclosure?: Disclosure | undefined;
}

/** The words after their text was translated and prepared, if that is asked for. @throws ServiceError as SpeakableTexts does */
export async function madeSpeakable(
  texts: Pick<SpeakableTexts, 'make'>,
  voiceLocale: string,
  words: SpokenWords,
  signal: AbortSignal,
): Promise<SpokenWords> {
  const { text, locale = voiceLocale, translateTo, prepare } = words;
  if (text === undefined || !isToBeMade(words)) return words;
  return { ...words, ...(await texts.make({ text, locale, translateTo, prepare }, { signal })) };
}

export function isToBeMade({ translateTo, prepare }: SpokenWords): boolean {
  return translateTo !== undefined || prepare !== undefined;
}

/**
 * The script of what a voice is to say: the one place where requests to this API become one.
 * @param others what else may be named in SSML
 * @throws SsmlError, ServiceError `invalid-request`
 */
export async function scriptOf(
  voice: SpeakerIdentity & Pick<SpeakableVoice, 'locale'>,
  { text = '', ssml, lexicon, locale = voice.locale, rate }: SpokenWords,
  others: readonly SpeakerIdentity[] = [],
): Promise<SpeechScript> {
  const order = { voice: { ...speakerOf(voice), others: others.map(speakerOf) }, locale, rate, lexicon };
  return inTurns(composeSpeechInSteps(ssml === undefined ? { ...order, text } : { ...order, ssml }));
}

const LIVE_LIMIT = `the ${PART_MAX_MS / 60_000} minutes allowed for live speech`;

/** Where the words of a request are. */
type WordsPointer = '/text' | '/ssml';

/** @throws ServiceError `text-too-long` when a slow speaker might need longer than one request to Azure allows. */
export async function livePart(script: SpeechScript, pointer: WordsPointer = '/text'): Promise<SpeechPart> {
  const texts = script.map((segment) => ({ text: scriptText([segment]), locale: segment.locale }));
  // Splitting a long text keeps all others waiting: what cannot fit, however fast it is spoken, is refused before.
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (characters > SSML_MAX_BYTES || (await leastMs(texts)) > PART_MAX_MS) {
    // Not how many characters: a sentence that is said before the text is one with it here.
    throw tooLong(pointer, `would take longer to speak than ${LIVE_LIMIT}`);
  }
  const parts = await inTurns(splitSpeechInSteps(script));
  const [part] = parts;
  if (part !== undefined && parts.length === 1) return part;
  const totalMs = cautiousMs(parts);
  throw tooLong(
    pointer,
    totalMs > PART_MAX_MS
      ? `would take about ${Math.ceil(totalMs / 60_000)} minutes to speak, longer than ${LIVE_LIMIT}`
      : `has more markup than the ${SSML_MAX_BYTES / 1_024} KiB that one request to Azure may have`,
  );
}

function tooLong(pointer: WordsPointer, why: string): ServiceError {
  const detail = `${why}. Use POST /v1/syntheses`;
  return new ServiceError('text-too-long', `\`${pointer.slice(1)}\` ${detail}.`, {
    fields: [{ pointer, code: 'too-big', detail }],
  });
}

/** As `livePart`, without what nobody who speaks needs to know. @throws ServiceError `text-too-long` */
export async function liveWords(
  script: SpeechScript,
  pointer: WordsPointer = '/text',
): Promise<Pick<SpeechPart, 'script' | 'text'>> {
  const plain = plainTextOf(script);
  return plain !== undefined && plain.length <= SURELY_ONE_PART ? { script, text: plain } : livePart(script, pointer);
}

/** The text of a script that is nothing else. */
function plainTextOf(script: SpeechScript): string | undefined {
  const [segment, another] = script;
  const [text, more] = segment?.content ?? [];
  return another === undefined && more === undefined && typeof text === 'string' ? text : undefined;
}

/** Nothing that an element asks for makes the speech shorter than this. */
async function leastMs(texts: readonly { readonly text: string; readonly locale: string }[]): Promise<number> {
  let sum = 0;
  for (const { text, locale } of texts) sum += await inTurns(estimateSpeechMsInSteps(text, locale, MAX_RATE));
  return sum;
}

/** @throws ServiceError `text-too-long` */
export async function queuedParts(script: SpeechScript): Promise<readonly SpeechPart[]> {
  return inTurns(splitSpeechInSteps(script, { totalMs: MAX_QUEUED_MS }));
}

export function cautiousMs(parts: readonly SpeechPart[]): number {
  return parts.reduce((sum, { estimatedMs }) => sum + estimatedMs, 0);
}
