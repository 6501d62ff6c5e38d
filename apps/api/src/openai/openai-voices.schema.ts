import { z } from 'zod';
import type { Consent, Voice } from '#domain';
import {
  consentLocaleSchema,
  consentStatusSchema,
  described,
  idParamsSchema,
  idSchema,
  lineSchema,
  ownIdSchema,
  voiceNameSchema,
  voiceStatusSchema,
} from '#intake';
import { fileSchema } from '../platform/openapi/form.ts';

const createdAt = z.int().meta({ format: 'int64', description: 'Seconds since 1970', example: 1_732_270_500 });

export const openAiConsentParamsSchema = idParamsSchema('consent');

/** `after` is the id of the last one that was read, as openai-node sends it. */
export const openAiListQuerySchema = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(100)
    .meta({ description: 'Maximum number of items in the page', example: 20 }),
  after: z.string().max(100).optional().meta({ description: 'Id of the last item of the page before' }),
});
export type OpenAiListQuery = z.infer<typeof openAiListQuerySchema>;

function listSchema<T extends z.ZodType>(name: string, item: T) {
  return z
    .object({
      object: z.literal('list').meta({ description: 'What this is' }),
      data: z.array(item).meta({ description: 'The items of this page' }),
      first_id: z.string().nullable().meta({ description: 'Id of the first item', example: null }),
      last_id: z.string().nullable().meta({ description: 'Id of the last item: send it as `after`', example: null }),
      has_more: z.boolean().meta({ description: 'Whether there is a next page' }),
    })
    .meta({ id: name, description: 'A page of a list' });
}

export const openAiVoiceSchema = z
  .object({
    id: ownIdSchema('voice'),
    object: z.literal('audio.voice').meta({ description: 'What this is' }),
    created_at: createdAt,
    name: described(z.string(), 'Name of the voice', 'Narration'),
    type: z.literal('audio_sample').meta({ description: 'How it was made' }),
    status: voiceStatusSchema.meta({ description: 'Additional field: a voice can speak when it is `ready`' }),
  })
  .meta({ id: 'OpenAiVoice', description: 'A voice' });
export type OpenAiVoice = z.infer<typeof openAiVoiceSchema>;
export const openAiVoiceListSchema = listSchema('OpenAiVoiceList', openAiVoiceSchema)
  .extend({
    voices: z
      .array(
        z
          .object({ id: ownIdSchema('voice'), name: described(z.string(), 'Name of the voice', 'Narration') })
          .meta({ id: 'OpenAiVoiceName', description: 'A voice, as Open WebUI reads it' }),
      )
      .meta({ description: 'The same voices, as Open WebUI reads them' }),
  })
  .meta({ id: 'OpenAiVoiceList', description: 'A page of a list' });

export const openAiConsentSchema = z
  .object({
    id: ownIdSchema('consent'),
    object: z.literal('audio.voice_consent').meta({ description: 'What this is' }),
    created_at: createdAt,
    language: described(z.string(), 'Locale of the statement', 'en-US'),
    name: described(z.string(), 'The person who consents', 'Ada Lovelace'),
    status: consentStatusSchema.meta({ description: 'Additional field: status of the verification' }),
  })
  .meta({ id: 'OpenAiVoiceConsent', description: 'A consent' });
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
  name: described(voiceNameSchema(), 'Name of the voice', 'Narration'),
  consent: idSchema('consent', 'An active consent of the person'),
  type: z
    .literal('audio_sample', {
      error: 'must be audio_sample: voices are created from recordings of a person, not from a prompt',
    })
    .default('audio_sample'),
});

export const openAiConsentFormSchema = consentFormSchema
  .extend({ recording: fileSchema('The recording of the statement') })
  .meta({ id: 'OpenAiVoiceConsentForm', description: 'A consent with its recording' });
export const openAiVoiceFormSchema = voiceFormSchema
  .extend({ audio_sample: fileSchema('The recording of the voice') })
  .meta({ id: 'OpenAiVoiceForm', description: 'A voice with its recording' });

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
