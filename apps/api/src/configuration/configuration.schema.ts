import { z } from 'zod';
import { ROLES } from '#auth';
import type { Config } from '#config';
import { IDEMPOTENCY_KEPT_MS } from '#documents';
import { BATCH_MAX_ITEMS, CONSENT_LOCALES } from '#domain';
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
import { bytesSchema, timeSchema } from '../platform/resources/resource.schema.ts';
import { MAX_TEXT_CHARACTERS } from '../platform/resources/speech.schema.ts';

const count = z.int().min(0).meta({ format: 'int32' });

const uploadWays = ['url', 'form', 'sourceUrl'] as const;

const uploadSettingsSchema = z
  .object({
    ways: z.array(z.enum(uploadWays).meta({ id: 'UploadWay' })).meta({
      description:
        '`url`: `POST /v1/uploads` returns a URL for the file. `form`: `POST /v1/uploads/files`. `sourceUrl`: the API fetches the file',
    }),
    maxBytes: bytesSchema.meta({ description: 'Largest recording' }),
    urlTtlMs: count.meta({ description: 'How long an upload URL is valid' }),
    formTimeoutMs: count.meta({ description: 'How long a form may take to arrive' }),
    checkMaxBytes: bytesSchema.meta({
      description: 'Largest recording for `POST /v1/audio-checks` and the forms of the OpenAI-compatible routes',
    }),
  })
  .meta({ id: 'UploadSettings' });

const audioFormatSettingsSchema = z
  .object({
    name: z.string().meta({ example: 'mp3' }),
    contentType: z.string().meta({ example: 'audio/mpeg' }),
    sampleRatesHz: z.array(count),
  })
  .meta({ id: 'AudioFormatSettings' });

const speechSettingsSchema = z
  .object({
    formats: z.array(audioFormatSettingsSchema),
    maxTextCharacters: count.meta({ description: 'Of a synthesis. Live speech ends at ten minutes of audio' }),
    minRate: z.number(),
    maxRate: z.number(),
    maxLexiconEntries: count,
    maxLexiconCharacters: count.meta({ description: 'Of each side of an entry' }),
    translation: z.boolean().meta({ description: 'Whether `translateTo` is configured' }),
    preparation: z.boolean().meta({ description: 'Whether `prepare` is configured' }),
    maxBatchItems: count,
    openAiModels: z.array(z.string()).meta({ description: 'Names that OpenAI clients may send as `model`' }),
  })
  .meta({ id: 'SpeechSettings' });

const rateLimitSettingsSchema = z
  .object({
    other: count.meta({ description: 'Other requests per minute' }),
    synthesis: count.meta({ description: 'Requests per minute that speak' }),
    training: count.meta({ description: 'Requests per minute that enroll' }),
  })
  .meta({
    id: 'RateLimitSettings',
    description: 'For each tenant and caller. `RateLimit` in each response says how much is left',
  });

export const configurationSchema = z
  .object({
    uploads: uploadSettingsSchema,
    speech: speechSettingsSchema,
    consentLocales: z.array(z.string()).meta({ description: 'Locales with a consent statement', example: ['en-US'] }),
    rateLimits: rateLimitSettingsSchema.optional().meta({ description: 'Absent if rates are not limited' }),
    idempotencyKeyTtlMs: count.meta({ description: 'How long an `Idempotency-Key` is remembered' }),
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
    kind: z.enum(['user', 'application']).meta({ id: 'CallerKind' }),
    roles: z.array(z.enum(ROLES).meta({ id: 'Role' })),
    clientId: z.string().meta({ description: 'The application that got the token' }),
    tokenExpiresAt: timeSchema.optional(),
  })
  .meta({ id: 'Me', description: 'Who the token says the caller is' });
export type MeView = z.infer<typeof meSchema>;
