import { ServiceError } from '#domain';
import { buildPersonalVoiceSsml } from '../synthesis/ssml.ts';

/** The voice and the settings with which every item of a batch is spoken. */
export interface BatchVoice {
  readonly baseModel: string;
  readonly speakerProfileId: string;
  readonly locale: string;
  /** Of plain texts, 0.5 to 2. */
  readonly rate: number;
}

/** Plain text, or SSML of the caller. */
export type BatchText = { readonly text: string } | { readonly ssml: string };

/** What is asked of Azure for one item. @throws ServiceError `invalid-request`, `text-too-long` */
export function batchItemSsml(item: BatchText, voice: BatchVoice): string {
  if ('ssml' in item) throw new ServiceError('invalid-request', 'SSML is not taken yet.');
  return buildPersonalVoiceSsml({ ...voice, text: item.text });
}

/** Bytes that one input adds to the JSON body of a job. */
export function batchInputBytes(ssml: string): number {
  return Buffer.byteLength(JSON.stringify({ content: ssml })) + 1;
}
