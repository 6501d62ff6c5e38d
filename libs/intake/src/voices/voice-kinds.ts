import type { Config } from '#config';
import { ServiceError, type Voice, type VoiceKind } from '#domain';
import type { CreateVoiceBody } from './create-voice.schema.ts';

/** Of a professional voice, until Azure has named the recipe. */
const RECIPE = 'Default';

/**
 * Azure takes the training data of professional voices by URL only. See ADR 196.
 * @throws ServiceError `professional-voice-needs-url-transfer`
 */
export function assertKindOffered(kind: VoiceKind, { speech }: Pick<Config, 'speech'>): void {
  if (kind !== 'professional' || speech.audioTransfer === 'url') return;
  throw new ServiceError(
    'professional-voice-needs-url-transfer',
    'Azure reads the recordings of professional voices by URL, and this deployment does not give it URLs. Create a personal voice, or ask an operator for a deployment whose storage Azure can reach (SPEECH_AUDIO_TRANSFER=url).',
    { fields: [{ pointer: '/kind', code: 'not-offered', detail: 'is not offered by this deployment' }] },
  );
}

/** What a new voice has by its kind. */
export function fieldsOfKind(
  { kind, baseModel, gender, samples }: Pick<CreateVoiceBody, 'kind' | 'baseModel' | 'gender' | 'samples'>,
  { speech }: Pick<Config, 'speech'>,
): Pick<Voice, 'baseModel' | 'scripts' | 'professional'> {
  if (kind === 'personal') return { baseModel: baseModel ?? speech.baseModel };
  const scripts = samples.flatMap(({ script }) => script ?? []);
  return { baseModel: RECIPE, scripts, professional: { gender } };
}
