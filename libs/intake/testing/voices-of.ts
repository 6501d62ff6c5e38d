import { aConfig } from '#config/testing';
import { SpeakableVoices, VoiceWatches } from '#documents';
import type { TestDocuments } from '#documents/testing';
import { VoicesToSpeak } from '../src/index.ts';

/** The voices of documents in memory, checked as those of requests are. */
export function voicesOf({ store }: TestDocuments): VoicesToSpeak {
  const config = aConfig();
  const voices = new SpeakableVoices(store);
  return new VoicesToSpeak(voices, new VoiceWatches(voices, config.speech.consentCheckMs), config);
}
