import { z } from 'zod';
import { MAX_TEXT_CHARACTERS, tooLongText } from '#intake';
import { MAX_RATE, MIN_RATE } from '#speech';
import { documentedAs } from '../platform/openapi/json-schema.ts';

/** Of the formats that OpenAI offers, Azure has no AAC. */
export const RESPONSE_FORMATS = ['mp3', 'opus', 'flac', 'wav', 'pcm'] as const;

/** The object that OpenAI takes too means the same. */
const VOICE = {
  type: 'string',
  minLength: 1,
  maxLength: 100,
  description: 'Id of a voice, an alias in `OPENAI_VOICE_ALIASES`, or the name of one of your ready voices',
  example: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
};
const voiceName = z.string().trim().min(1).max(100);

/** Fields beyond these are ignored, as clients of the OpenAI API may send what only OpenAI knows. */
export const openAiSpeechSchema = z
  .object({
    model: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: 'Id of a model; the base model is a property of the voice', example: 'tts-1' }),
    input: z
      .string()
      .max(MAX_TEXT_CHARACTERS, { error: tooLongText })
      .regex(/\S/u, 'must contain text to speak')
      .meta({ description: 'The text to speak', example: 'The kettle is on.' }),
    voice: documentedAs(z.union([voiceName, z.object({ id: voiceName })]), VOICE),
    response_format: z
      .enum(RESPONSE_FORMATS, {
        error: ({ input }) =>
          input === 'aac'
            ? `must be one of ${RESPONSE_FORMATS.join(', ')}: Azure AI Speech does not support aac`
            : undefined,
      })
      .meta({ id: 'OpenAiAudioFormat', description: 'Format of the audio' })
      .default('mp3')
      .meta({ description: 'All formats use 24 kHz. `aac` is refused, because Azure does not support it' }),
    speed: z
      .number()
      .min(0.25)
      .max(4)
      .default(1)
      .meta({
        description: `Azure supports ${MIN_RATE} to ${MAX_RATE}. Other values are limited to this range; \`X-Applied-Speed\` has the applied speed`,
      }),
    stream_format: z
      .enum(['audio', 'sse'])
      .meta({ id: 'OpenAiStreamFormat', description: 'How the audio is sent' })
      .default('audio'),
    instructions: z
      .string()
      .max(4096)
      .optional()
      .meta({ description: 'Ignored: a cloned voice speaks like its samples. OpenAI’s tts-1 ignores it too' }),
  })
  .meta({
    id: 'OpenAiCreateSpeech',
    description: 'A text to be spoken',
    example: { model: 'tts-1', input: 'The kettle is on.', voice: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D' },
  });
export type OpenAiSpeechBody = z.infer<typeof openAiSpeechSchema>;

export const modelParamsSchema = z.object({
  model: z.string().min(1).max(100).meta({ description: 'Id of the model', example: 'tts-1' }),
});

export const openAiModelSchema = z
  .object({
    id: z.string().meta({ description: 'Id of the model', example: 'tts-1' }),
    object: z.literal('model').meta({ description: 'What this is' }),
    created: z.int().meta({ format: 'int64', description: 'Seconds since 1970', example: 1_732_270_500 }),
    owned_by: z.string().meta({ description: 'Who owns it', example: 'system' }),
  })
  .meta({ id: 'OpenAiModel', description: 'A model' });
export type OpenAiModel = z.infer<typeof openAiModelSchema>;

export const openAiModelListSchema = z
  .object({
    object: z.literal('list').meta({ description: 'What this is' }),
    data: z.array(openAiModelSchema).meta({ description: 'The models' }),
  })
  .meta({ id: 'OpenAiModelList', description: 'All models' });

export const openAiAudioModelListSchema = openAiModelListSchema
  .extend({ models: z.array(openAiModelSchema).meta({ description: 'The same models, as Open WebUI reads them' }) })
  .meta({ id: 'OpenAiAudioModelList', description: 'All models for speech' });
