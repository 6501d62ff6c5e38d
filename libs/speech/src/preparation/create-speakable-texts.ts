import type { TokenCredential } from '@azure/core-auth';
import type { Config } from '#config';
import { TranslatorClient } from '../translation/translator-client.ts';
import { PreparationClient } from './preparation-client.ts';
import { SpeakableTexts } from './speakable-texts.ts';

/** With the services that the configuration names. */
export function createSpeakableTexts({ translator, preparation }: Config, credential: TokenCredential): SpeakableTexts {
  return new SpeakableTexts(
    translator && new TranslatorClient({ ...translator, credential }),
    preparation && new PreparationClient({ ...preparation, credential }),
  );
}
