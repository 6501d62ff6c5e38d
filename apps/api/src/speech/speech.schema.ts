import { z } from 'zod';
import { MAX_RATE, MIN_RATE, OUTPUT_FORMAT_NAMES, type OutputFormatName, sampleRatesOf } from '#speech';
import { voiceIdSchema } from '../voices/voices.schema.ts';

const FORMATS = OUTPUT_FORMAT_NAMES as readonly [OutputFormatName, ...OutputFormatName[]];

/** What is to be said, by which voice, and how. */
export const spokenTextSchema = z.strictObject({
  voiceId: voiceIdSchema,
  text: z
    .string()
    .regex(/\S/u, 'must hold something to say')
    .meta({ description: 'Plain text; markup in it is read out, not obeyed', example: 'The kettle is on.' }),
  locale: z
    .string()
    .regex(/^[a-z]{2,3}-[A-Z]{2}$/, 'must be a locale such as en-US')
    .optional()
    .meta({ description: 'Of the text; that of the voice if not given', example: 'en-US' }),
  rate: z.number().min(MIN_RATE).max(MAX_RATE).default(1).meta({ description: 'Speaking rate; 1 is the voice’s own' }),
});

export const createSpeechSchema = spokenTextSchema
  .extend({
    format: z.enum(FORMATS).default('mp3').meta({
      description:
        'mp3; opus in Ogg or in WebM; flac; 16-bit PCM with a WAV header or without; mulaw and alaw as telephones speak them, without a header',
    }),
    sampleRateHz: z
      .int()
      .optional()
      .meta({
        description: `24000, and 8000 of mulaw and alaw, if not given. ${FORMATS.map((name) => `${name}: ${sampleRatesOf(name).join(', ')}`).join('; ')}`,
        example: 24_000,
      }),
  })
  .superRefine(({ format, sampleRateHz }, context) => {
    const rates = sampleRatesOf(format);
    if (sampleRateHz === undefined || rates.includes(sampleRateHz)) return;
    context.addIssue({
      code: 'custom',
      path: ['sampleRateHz'],
      message: `${format} comes at ${rates.join(', ')} Hz`,
      input: sampleRateHz,
    });
  })
  .meta({ id: 'CreateSpeech' });
export type CreateSpeechBody = z.infer<typeof createSpeechSchema>;

export const dryRunQuerySchema = z.object({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: '`true`: nothing is spoken; the answer says what it would cost' }),
});
export type DryRunQuery = z.infer<typeof dryRunQuerySchema>;

export const speechEstimateSchema = z
  .object({
    characters: z.int().meta({ description: 'Unicode code points of the text' }),
    billedCharacters: z.int().meta({
      description:
        'As Azure counts them: markup other than `speak` and `voice` counts, and each Chinese character (also kanji and hanja) counts twice',
    }),
    estimatedDurationMs: z.int().meta({ description: 'At an ordinary pace; the voice’s own may be a third off' }),
    costClass: z
      .enum(['personalVoice'])
      .meta({ description: 'The meter on which Azure bills it: `personalVoiceCharacters`' }),
  })
  .meta({ id: 'SpeechEstimate' });
export type SpeechEstimate = z.infer<typeof speechEstimateSchema>;
