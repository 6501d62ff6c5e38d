import { z } from 'zod';
import { CONSENT_LOCALES, CONSENT_STATUSES, VOICE_STATUSES } from '#domain';
import { mustBe } from '../validation/words.ts';

/** Enumerations that several features name; each is one component of the OpenAPI document. */

/** A sentence cannot list them all. */
const consentLocaleError = mustBe('a locale such as en-US', 'GET /v1/consent-statements lists them');

export const consentLocaleSchema = z.enum(CONSENT_LOCALES, { error: consentLocaleError }).meta({
  id: 'ConsentLocale',
  description: 'A locale for which Microsoft has a consent statement',
  example: 'en-US',
});

export const consentStatusSchema = z
  .enum(CONSENT_STATUSES)
  .meta({ id: 'ConsentStatus', description: 'State of a consent' });

export const voiceStatusSchema = z
  .enum(VOICE_STATUSES)
  .meta({ id: 'VoiceStatus', description: 'State of a voice; it can speak when it is `ready`' });
