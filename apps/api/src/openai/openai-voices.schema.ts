import { z } from 'zod';
import type { Consent, Voice } from '#domain';
import { fileSchema } from '../platform/openapi/form.ts';
import { consentLocaleSchema, consentStatusSchema, voiceStatusSchema } from '../platform/resources/enums.schema.ts';
import { idParamsSchema, idSchema, lineSchema } from '../platform/resources/resource.schema.ts';

const createdAt = z.int().meta({ format: 'int64', description: 'Seconds since 1970' });

export const openAiConsentParamsSchema = idParamsSchema('consent');

/** `after` is the id of the last one that was read, as openai-node sends it. */
export const openAiListQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(100),
  after: z.string().max(100).optional(),
});
export type OpenAiListQuery = z.infer<typeof openAiListQuerySchema>;

function listSchema<T extends z.ZodType>(name: string, item: T) {
  return z
    .object({
      object: z.literal('list'),
      data: z.array(item),
      first_id: z.string().nullable(),
      last_id: z.string().nullable(),
      has_more: z.boolean(),
    })
    .meta({ id: name });
}

export const openAiVoiceSchema = z
  .object({
    id: z.string(),
    object: z.literal('audio.voice'),
    created_at: createdAt,
    name: z.string(),
    type: z.literal('audio_sample'),
    status: voiceStatusSchema.meta({ description: 'Additional field: a voice can speak when it is `ready`' }),
  })
  .meta({ id: 'OpenAiVoice' });
export type OpenAiVoice = z.infer<typeof openAiVoiceSchema>;
export const openAiVoiceListSchema = listSchema('OpenAiVoiceList', openAiVoiceSchema)
  .extend({
    voices: z
      .array(z.object({ id: z.string(), name: z.string() }).meta({ id: 'OpenAiVoiceName' }))
      .meta({ description: 'The same voices, as Open WebUI reads them' }),
  })
  .meta({ id: 'OpenAiVoiceList' });

export const openAiConsentSchema = z
  .object({
    id: z.string(),
    object: z.literal('audio.voice_consent'),
    created_at: createdAt,
    language: z.string(),
    name: z.string().meta({ description: 'The person who consents' }),
    status: consentStatusSchema.meta({ description: 'Additional field: status of the verification' }),
  })
  .meta({ id: 'OpenAiVoiceConsent' });
export type OpenAiVoiceConsent = z.infer<typeof openAiConsentSchema>;
export const openAiConsentListSchema = listSchema('OpenAiVoiceConsentList', openAiConsentSchema);

/** The fields of the form beside `recording`. */
export const consentFormSchema = z.object({
  name: lineSchema(100).meta({ description: 'First and last name of the person, as spoken in the recording' }),
  language: consentLocaleSchema.meta({ description: 'Locale of the statement', example: 'en-US' }),
  company_name: lineSchema(150)
    .optional()
    .meta({ description: 'Company named in the recording; if omitted, `OPENAI_COMPANY_NAME`' }),
});

/** The fields of the form beside `audio_sample`. */
export const voiceFormSchema = z.object({
  name: lineSchema(100),
  consent: idSchema('consent'),
  type: z
    .literal('audio_sample', {
      error: 'must be audio_sample: voices are created from recordings of a person, not from a prompt',
    })
    .default('audio_sample'),
});

export const openAiConsentFormSchema = consentFormSchema
  .extend({ recording: fileSchema('The recording of the statement') })
  .meta({ id: 'OpenAiVoiceConsentForm' });
export const openAiVoiceFormSchema = voiceFormSchema
  .extend({ audio_sample: fileSchema('The recording of the voice') })
  .meta({ id: 'OpenAiVoiceForm' });

export function openAiVoiceView({
  id,
  createdAt,
  name,
  status,
}: Pick<Voice, 'id' | 'createdAt' | 'name' | 'status'>): OpenAiVoice {
  return { id, object: 'audio.voice', created_at: secondsOf(createdAt), name, type: 'audio_sample', status };
}

export function openAiConsentView(consent: Consent): OpenAiVoiceConsent {
  return {
    id: consent.id,
    object: 'audio.voice_consent',
    created_at: secondsOf(consent.createdAt),
    language: consent.locale,
    name: consent.voiceTalentName,
    status: consent.status,
  };
}

/** A page in OpenAI's form. */
export function openAiList<T extends { readonly id: string }>(data: readonly T[], hasMore: boolean) {
  return {
    object: 'list' as const,
    data: [...data],
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}

/** Also under the name that Open WebUI and integrations of Home Assistant read. See docs/guide/live-speech.md. */
export function openAiVoiceList(voices: readonly OpenAiVoice[], hasMore: boolean) {
  return { ...openAiList(voices, hasMore), voices: voices.map(({ id, name }) => ({ id, name })) };
}

function secondsOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
