import { composeSpeech, type SpeechSource } from '../ssml/compose-speech.ts';
import type { SpeechScript } from '../ssml/speech-script.ts';
import { writeSsml } from '../ssml/ssml-writer.ts';

/** The voice and the settings with which every item of a batch is spoken. */
export interface BatchVoice {
  readonly baseModel: string;
  readonly speakerProfileId: string;
  /** What `voice` elements of SSML may name instead of the base model: our own id of the voice. */
  readonly aliases?: readonly string[];
  readonly locale: string;
  /** 0.5 to 2; in SSML, `prosody` of its own goes before it. */
  readonly rate: number;
}

/** The script of one item. @throws SsmlError for SSML that is refused, ServiceError `invalid-request` */
export function batchItemScript(item: SpeechSource, voice: BatchVoice): SpeechScript {
  const { baseModel, speakerProfileId, aliases = [], locale, rate } = voice;
  const source = 'ssml' in item ? { ssml: item.ssml } : { text: item.text };
  return composeSpeech({ voice: { baseModel, speakerProfileId, aliases }, locale, rate, ...source });
}

/** What is asked of Azure for one item. @throws SsmlError for SSML that is refused, ServiceError `invalid-request`, `text-too-long` */
export function batchItemSsml(item: SpeechSource, voice: BatchVoice): string {
  return writeSsml(batchItemScript(item, voice));
}

/** Bytes that one input adds to the JSON body of a job. */
export function batchInputBytes(ssml: string): number {
  return Buffer.byteLength(JSON.stringify({ content: ssml })) + 1;
}
