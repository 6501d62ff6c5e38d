import { z } from 'zod';
import { CONSENT_LOCALES, CONSENT_STATUSES, VOICE_STATUSES } from '#domain';

/** Enumerations that several features name; each is one component of the OpenAPI document. */

export const consentLocaleSchema = z.enum(CONSENT_LOCALES).meta({
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
