import { z } from 'zod';
import { ROLES } from '#auth';
import type { Config } from '#config';
import { IDEMPOTENCY_KEPT_MS } from '#documents';
import { BATCH_MAX_ITEMS, CONSENT_LOCALES, VOICE_KINDS } from '#domain';
import { bytesSchema, described, MAX_TEXT_CHARACTERS, timeSchema, voiceKindSchema } from '#intake';
import {
  LEXICON_MAX_CHARACTERS,
  LEXICON_MAX_ENTRIES,
  MAX_RATE,
  MIN_RATE,
  OUTPUT_FORMAT_NAMES,
  outputFormat,
  sampleRatesOf,
} from '#speech';
import { MAX_FORM_UPLOAD_MS } from '../platform/forms/in-time.ts';

const count = (description: string, example: number) => z.int().min(0).meta({ format: 'int32', description, example });
const bytes = (description: string, example: number) => described(bytesSchema, description, example);

const uploadWays = ['url', 'form', 'sourceUrl'] as const;

const uploadSettingsSchema = z
  .object({
    ways: z.array(z.enum(uploadWays).meta({ id: 'UploadWay', description: 'How a recording reaches the API' })).meta({
      description:
        '`url`: `POST /v1/uploads` returns a URL for the file. `form`: `POST /v1/uploads/files`. `sourceUrl`: the API fetches the file',
    }),
    maxBytes: bytes('Largest recording', 104_857_600),
    urlTtlMs: count('How long an upload URL is valid', 900_000),
    formTimeoutMs: count('How long a form may take to arrive', 200_000),
    checkMaxBytes: bytes(
      'Largest recording for audio checks and the forms of the OpenAI-compatible routes',
      31_457_280,
    ),
  })
  .meta({ id: 'UploadSettings', description: 'How recordings can be sent' });

const audioFormatSettingsSchema = z
  .object({
    name: described(z.string(), 'Value of `format`', 'mp3'),
    contentType: described(z.string(), 'Media type of the audio', 'audio/mpeg'),
    sampleRatesHz: z.array(count('Value of `sampleRateHz`', 24_000)).meta({ description: 'Rates that the format has' }),
  })
  .meta({ id: 'AudioFormatSettings', description: 'A format of speech' });

const speechSettingsSchema = z
  .object({
    formats: z.array(audioFormatSettingsSchema).meta({ description: 'All formats' }),
    maxTextCharacters: count('Longest text of a synthesis. Live speech ends at ten minutes of audio', 200_000),
    minRate: described(z.number(), 'Slowest `rate`', 0.5),
    maxRate: described(z.number(), 'Fastest `rate`', 2),
    maxLexiconEntries: count('Entries of a `lexicon`', 100),
    maxLexiconCharacters: count('Characters of each side of an entry', 200),
    translation: z.boolean().meta({ description: 'Whether `translateTo` is configured' }),
    preparation: z.boolean().meta({ description: 'Whether `prepare` is configured' }),
    maxBatchItems: count('Items of a batch', 10_000),
    openAiModels: z
      .array(z.string())
      .meta({ description: 'Names that OpenAI clients may send as `model`', example: ['tts-1'] }),
  })
  .meta({ id: 'SpeechSettings', description: 'Formats and limits of speech' });

const rateLimitSettingsSchema = z
  .object({
    other: count('Other requests per minute', 100),
    synthesis: count('Requests per minute that speak', 50),
    training: count('Requests per minute that enroll', 10),
  })
  .meta({
    id: 'RateLimitSettings',
    description: 'For each tenant and caller. `RateLimit` in each response says how much is left',
  });

export const configurationSchema = z
  .object({
    uploads: described(uploadSettingsSchema, 'How recordings can be sent'),
    speech: described(speechSettingsSchema, 'Formats and limits of speech'),
    voiceKinds: z.array(voiceKindSchema).meta({
      description:
        'Kinds of voices that can be created. `professional` is absent where Azure cannot fetch recordings from the storage',
    }),
    consentLocales: z.array(z.string()).meta({ description: 'Locales with a consent statement', example: ['en-US'] }),
    rateLimits: rateLimitSettingsSchema.optional().meta({ description: 'Absent if rates are not limited' }),
    idempotencyKeyTtlMs: count('How long an `Idempotency-Key` is remembered', 86_400_000),
  })
  .meta({ id: 'Configuration', description: 'What a client needs to know before it asks' });
export type ConfigurationView = z.infer<typeof configurationSchema>;

export function configurationView({
  uploads,
  speech,
  openai,
  translator,
  preparation,
  rateLimits,
}: Config): ConfigurationView {
  return {
    uploads: {
      ways: uploadWays.filter((way) => way !== 'url' || uploads.direct),
      maxBytes: uploads.maxBytes,
      urlTtlMs: uploads.urlTtlMs,
      formTimeoutMs: MAX_FORM_UPLOAD_MS,
      checkMaxBytes: uploads.temporaryMaxBytes,
    },
    speech: {
      formats: OUTPUT_FORMAT_NAMES.map((name) => ({
        name,
        contentType: outputFormat(name).contentType,
        sampleRatesHz: [...sampleRatesOf(name)],
      })),
      maxTextCharacters: MAX_TEXT_CHARACTERS,
      minRate: MIN_RATE,
      maxRate: MAX_RATE,
      maxLexiconEntries: LEXICON_MAX_ENTRIES,
      maxLexiconCharacters: LEXICON_MAX_CHARACTERS,
      translation: translator !== undefined,
      preparation: preparation !== undefined,
      maxBatchItems: BATCH_MAX_ITEMS,
      openAiModels: [...new Set([...openai.models, speech.baseModel])],
    },
    voiceKinds: VOICE_KINDS.filter((kind) => kind !== 'professional' || speech.audioTransfer === 'url'),
    consentLocales: [...CONSENT_LOCALES],
    ...(rateLimits.enabled && {
      rateLimits: { other: rateLimits.default, synthesis: rateLimits.synthesis, training: rateLimits.training },
    }),
    idempotencyKeyTtlMs: IDEMPOTENCY_KEPT_MS,
  };
}

export const meSchema = z
  .object({
    tenantId: z.string().meta({ description: '`tid` of the token', example: '11111111-1111-4111-8111-111111111111' }),
    objectId: z.string().meta({
      description: '`oid` of the token: the owner of what this caller creates, and the id for `grants`',
      example: '22222222-2222-4222-8222-222222222222',
    }),
    kind: z
      .enum(['user', 'application'])
      .meta({ id: 'CallerKind', description: 'Whether a person signed in, or an application' }),
    roles: z
      .array(z.enum(ROLES).meta({ id: 'Role', description: 'App role of the registration' }))
      .meta({ description: 'Roles of the token that this API knows' }),
    clientId: z.string().meta({
      description: 'The application that got the token',
      example: '33333333-3333-4333-8333-333333333333',
    }),
    tokenExpiresAt: described(timeSchema.optional(), 'When a new token is needed', '2026-11-22T11:15:00.000Z'),
  })
  .meta({ id: 'Me', description: 'Who the token says the caller is' });
export type MeView = z.infer<typeof meSchema>;
