import { z } from 'zod';
import {
  type LexiconEntry,
  LEXICON_MAX_CHARACTERS,
  LEXICON_MAX_ENTRIES,
  MAX_RATE,
  MIN_RATE,
  OUTPUT_FORMAT_NAMES,
  type OutputFormatName,
  PHONEME_ALPHABETS,
  PREPARATION_MAX_CHARACTERS,
  sampleRatesOf,
} from '#speech';
import { type Disclosure, DISCLOSURES } from '#domain';
import { sent, tooMany } from '../validation/words.ts';
import { described, eitherOf, idSchema, localeSchema } from './resource.schema.ts';

const FORMATS = OUTPUT_FORMAT_NAMES as readonly [OutputFormatName, ...OutputFormatName[]];

const audioFormatSchema = z.enum(FORMATS).meta({ id: 'AudioFormat', description: 'Format of the audio' });
export const costClassSchema = z.enum(['personalVoice', 'professionalVoice']).meta({
  id: 'CostClass',
  description: 'Azure’s billing meter: `personalVoiceCharacters`, or `customNeuralCharacters` of a professional voice',
});

/** About four hours of speech. The document that holds it stays under the 2 MB of Cosmos DB, whatever the characters. */
export const MAX_TEXT_CHARACTERS = 200_000;

/** What is said of a text that is longer than `MAX_TEXT_CHARACTERS`. */
export function tooLongText({ input }: { readonly input?: unknown }): string | undefined {
  if (typeof input !== 'string') return undefined;
  return `${tooMany(input.length, 'characters', MAX_TEXT_CHARACTERS)}. Split it, or send its parts as items of POST /v1/batches`;
}

export const disclosureSchema = z
  .enum(DISCLOSURES)
  .meta({ id: 'Disclosure', description: 'Whether the voice says first that it is generated' });

/** What was said of it, for an answer. */
export function shownDisclosure({ disclosure }: { readonly disclosure?: string | undefined }): Disclosure {
  return disclosure === undefined ? 'none' : 'prefix';
}

const said = z.string().min(1).max(LEXICON_MAX_CHARACTERS);
const lexiconEntrySchema = z
  .strictObject({
    grapheme: said.meta({ description: 'The word as it is written', example: 'GIF' }),
    alias: said.optional().meta({ description: 'What is said for it. Either this or `phoneme`', example: 'jif' }),
    phoneme: said.optional().meta({ description: 'Its sounds, in `alphabet`', example: 'ˈdʒɪf' }),
    alphabet: z
      .enum(PHONEME_ALPHABETS)
      .meta({ id: 'PhonemeAlphabet', description: 'Alphabet of sounds' })
      .optional()
      .meta({ description: 'Required with `phoneme`' }),
  })
  .superRefine(eitherOf('alias', 'phoneme'))
  .refine(({ phoneme, alphabet }) => (phoneme === undefined) === (alphabet === undefined), {
    path: ['alphabet'],
    message: 'is required with `phoneme`, and allowed only there',
  })
  .meta({ id: 'LexiconEntry', description: 'How a word is pronounced', example: { grapheme: 'GIF', alias: 'jif' } })
  .transform(({ grapheme, alias = '', phoneme, alphabet }): LexiconEntry =>
    phoneme === undefined || alphabet === undefined ? { grapheme, alias } : { grapheme, phoneme, alphabet },
  );
const lexiconSchema = z
  .array(lexiconEntrySchema)
  .max(LEXICON_MAX_ENTRIES)
  .meta({
    description: 'Pronunciation of words: as another text, or by their sounds (base models of the Phoenix family)',
    example: [{ grapheme: 'GIF', alias: 'jif' }],
  });

/** The text, the voice that says it, and how. */
const spokenWordsSchema = z.strictObject({
  voiceId: idSchema('voice', 'The voice that speaks'),
  text: z
    .string()
    .max(MAX_TEXT_CHARACTERS, { error: tooLongText })
    .regex(/\S/u, 'must contain text to speak')
    .optional()
    .meta({ description: 'Plain text; markup in it is read out', example: 'The kettle is on.' }),
  ssml: z.string().min(1).max(MAX_TEXT_CHARACTERS, { error: tooLongText }).optional().meta({
    description:
      'SSML instead of `text`; docs/ssml.md lists the supported elements. `voice` elements may name other voices of the tenant by their ids',
    example: '<speak version="1.0">The kettle <break time="500ms"/> is on.</speak>',
  }),
  lexicon: lexiconSchema.optional(),
  locale: localeSchema()
    .optional()
    .meta({ description: 'Locale of the text; if omitted, that of the voice', example: 'en-US' }),
  translateTo: localeSchema('de-DE')
    .optional()
    .meta({ description: 'Locale into which `text` is translated before it is spoken', example: 'de-DE' }),
  prepare: z
    .enum(['speakable'])
    .meta({ id: 'Preparation', description: 'How the text is prepared' })
    .optional()
    .meta({
      description: `A language model writes out numbers, abbreviations and lists in \`text\` before it is spoken. The translated text may have at most ${PREPARATION_MAX_CHARACTERS} characters`,
    }),
  rate: z
    .number()
    .min(MIN_RATE)
    .max(MAX_RATE)
    .default(1)
    .meta({ description: 'Speaking rate; 1 is the voice’s normal rate' }),
  disclosure: disclosureSchema.optional().meta({
    description:
      '`prefix`: the voice first says, in a configured sentence, that it is generated. If omitted, `DISCLOSURE_DEFAULT` applies',
  }),
});

interface Checked {
  readonly text?: string | undefined;
  readonly ssml?: string | undefined;
  readonly translateTo?: string | undefined;
  readonly prepare?: string | undefined;
  readonly format: OutputFormatName;
  readonly sampleRateHz?: number | undefined;
}

/** The members of a request for speech, with audio in the format that is meant if none is named; to be refined with `checkSpeech`. */
export function spokenWordsIn(format: OutputFormatName) {
  return spokenWordsSchema.extend({
    format: audioFormatSchema.default(format).meta({
      description:
        'mp3; opus in Ogg or in WebM; flac; 16-bit PCM with or without a WAV header; mulaw and alaw (telephony) without a header. All are mono',
    }),
    sampleRateHz: z
      .int()
      .optional()
      .meta({
        description: `If omitted, 24000, or 8000 for mulaw and alaw. ${FORMATS.map((name) => `${name}: ${sampleRatesOf(name).join(', ')}`).join('; ')}`,
        example: 24_000,
      }),
  });
}

/** What the members have to do with each other. */
export function checkSpeech(checked: Checked, context: z.RefinementCtx): void {
  const { ssml, format, sampleRateHz } = checked;
  eitherOf('text', 'ssml')(checked, context);
  for (const member of ['translateTo', 'prepare'] as const) {
    if (ssml === undefined || checked[member] === undefined) continue;
    context.addIssue({
      code: 'custom',
      path: [member],
      message: 'is allowed only with `text`',
      input: checked[member],
    });
  }
  const rates = sampleRatesOf(format);
  if (sampleRateHz === undefined || rates.includes(sampleRateHz)) return;
  context.addIssue({
    code: 'custom',
    path: ['sampleRateHz'],
    message: `must be ${rates.length > 1 ? 'one of ' : ''}${rates.join(', ')} for ${format}, but you sent ${sent(sampleRateHz)}`,
    input: sampleRateHz,
  });
}

export const createSpeechSchema = spokenWordsIn('mp3')
  .extend({
    store: z
      .boolean()
      .refine(
        (store) => !store,
        'must be false: live speech is never stored. Use POST /v1/syntheses for speech that is',
      )
      .optional()
      .meta({ description: 'Only `false`: live speech is never stored', example: false }),
  })
  .superRefine(checkSpeech)
  .meta({
    id: 'CreateSpeech',
    description: 'A text to be spoken at once',
    example: { voiceId: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D', text: 'The kettle is on.', format: 'mp3' },
  });
export type CreateSpeechBody = z.infer<typeof createSpeechSchema>;

export const speechEstimateSchema = z
  .object({
    characters: described(z.int(), 'Unicode code points of the text, without the sentence of `disclosure`', 17),
    billedCharacters: described(
      z.int(),
      'Counted as Azure bills them: markup other than `speak` and `voice` counts, and each Chinese character (also kanji and hanja) counts twice',
      114,
    ),
    billedParts: z
      .object({
        text: described(z.int(), 'Characters that are spoken', 17),
        chinese: described(
          z.int(),
          'Chinese characters among them (also kanji and hanja), which are billed a second time',
          0,
        ),
        markup: described(
          z.int(),
          'Markup that the service adds to each request to Azure. The element that names the speaker profile is about 97 characters; `rate`, a lexicon and SSML elements add theirs. A long text is sent in several requests',
          97,
        ),
      })
      .meta({ id: 'BilledParts', description: 'What `billedCharacters` is the sum of' }),
    estimatedDurationMs: described(z.int(), 'Estimated at a normal pace; the voice may differ by a third', 1_240),
    costClass: costClassSchema,
  })
  .meta({ id: 'SpeechEstimate', description: 'What speaking a text would cost' });
export type SpeechEstimate = z.infer<typeof speechEstimateSchema>;
