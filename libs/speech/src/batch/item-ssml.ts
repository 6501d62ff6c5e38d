import { ServiceError } from '#domain';
import type { Steps } from '#loop';
import { composeSpeechInSteps, type SpeechSource } from '../ssml/compose-speech.ts';
import { disclosed } from '../ssml/disclosure.ts';
import type { SsmlVoice } from '../ssml/ssml-parser.ts';
import type { SpeechScript } from '../ssml/speech-script.ts';
import { SSML_MAX_BYTES, writeSsml } from '../ssml/ssml-writer.ts';

/** The voice and the settings with which every item of a batch is spoken. */
export interface BatchVoice extends SsmlVoice {
  readonly locale: string;
  /** 0.5 to 2; in SSML, `prosody` of its own goes before it. */
  readonly rate: number;
  /** What is said before each item: that a model speaks. */
  readonly disclosure?: string | undefined;
}

/** The script of one item. @throws SsmlError for SSML that is refused, ServiceError `invalid-request` */
export function* batchItemScriptInSteps(item: SpeechSource, voice: BatchVoice): Steps<SpeechScript> {
  const { locale, rate, disclosure, ...speaker } = voice;
  const source = 'ssml' in item ? { ssml: item.ssml } : { text: item.text };
  const order = { voice: speaker, locale, rate, ...source };
  return disclosed(yield* composeSpeechInSteps(order), disclosure);
}

/**
 * Says that a text is too long before it is looked at: each character is a byte of SSML at least.
 * @throws ServiceError `text-too-long`
 */
export function assertFitsOneRequest(item: SpeechSource): void {
  if ('ssml' in item || item.text.length <= SSML_MAX_BYTES) return;
  throw new ServiceError(
    'text-too-long',
    `The text has ${item.text.length} characters; one item takes at most ${SSML_MAX_BYTES} bytes as SSML. Split it.`,
  );
}

/** What is asked of Azure for one item. @throws SsmlError for SSML that is refused, ServiceError `invalid-request`, `text-too-long` */
export function* batchItemSsmlInSteps(item: SpeechSource, voice: BatchVoice): Steps<string> {
  assertFitsOneRequest(item);
  return writeSsml(yield* batchItemScriptInSteps(item, voice));
}

/** Bytes that one input adds to the JSON body of a job. */
export function batchInputBytes(ssml: string): number {
  return Buffer.byteLength(JSON.stringify({ content: ssml })) + 1;
}
