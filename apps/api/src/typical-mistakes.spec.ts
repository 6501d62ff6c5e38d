import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { ServiceError } from '#domain';
import {
  createBatchSchema,
  createConsentSchema,
  createSpeechSchema,
  createSynthesisSchema,
  createVoiceSchema,
} from '#intake';
import { openAiSpeechSchema } from './openai/openai-speech.schema.ts';
import { ValidationPipe } from './platform/validation.pipe.ts';
import { createUploadSchema } from './uploads/uploads.schema.ts';
import { usageDays, usageQuerySchema } from './usage/usage.schema.ts';
import { voiceParamsSchema } from './voices/voices.schema.ts';
import { createLinkSchema } from './links/links.schema.ts';

const UPLOAD = 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const VOICE = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const SYNTHESIS = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const voice = {
  name: 'a',
  kind: 'personal',
  consentId: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
  samples: [{ uploadId: UPLOAD }],
};
const consent = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' };
const { consentId, ...voiceWithoutConsent } = voice;
const speech = { voiceId: VOICE, text: 'a' };

type Said = readonly [pointer: string, detail: string];
/** What somebody does, where, what they send, and all that is said about it. */
type Mistake = readonly [what: string, schema: z.ZodType, value: unknown, error: Said];

const BODIES: readonly Mistake[] = [
  [
    'writes consentId with an underscore',
    createVoiceSchema,
    { ...voiceWithoutConsent, consent_id: consentId },
    ['/consent_id', 'is not a field of this request. Did you mean consentId?'],
  ],
  [
    'sends ids instead of objects',
    createVoiceSchema,
    { ...voice, samples: [UPLOAD] },
    ['/samples/0', `must be an object such as {"uploadId": "upl_…"}, but you sent the string "${UPLOAD}"`],
  ],
  [
    'sends an empty sample',
    createVoiceSchema,
    { ...voice, samples: [{}] },
    ['/samples/0', 'needs either `uploadId` or `sourceUrl`'],
  ],
  [
    'sends both forms of a sample',
    createVoiceSchema,
    { ...voice, samples: [{ uploadId: UPLOAD, sourceUrl: 'https://example.com/a.wav' }] },
    ['/samples/0', 'has both `uploadId` and `sourceUrl`. Send only one of them'],
  ],
  [
    'sends no consent',
    createVoiceSchema,
    voiceWithoutConsent,
    [
      '',
      'needs either `consentId` or `consent`. A voice needs the recorded consent of its speaker: send the id of a consent (GET /v1/consents lists them), or its recording as `consent`',
    ],
  ],
  [
    'forgets that a body is an object',
    createVoiceSchema,
    'Ada',
    [
      '',
      'must be a JSON object such as {"name": "Narration", "kind": "personal", "consentId": "cns_…", …}, but you sent the string "Ada"',
    ],
  ],
  [
    'sends the id of another kind',
    createSpeechSchema,
    { ...speech, voiceId: SYNTHESIS },
    ['/voiceId', `must be the id of a voice, such as ${VOICE}, but you sent "${SYNTHESIS}". GET /v1/voices lists them`],
  ],
  [
    'sends the name of a voice',
    createSpeechSchema,
    { ...speech, voiceId: 'Narration' },
    ['/voiceId', `must be the id of a voice, such as ${VOICE}, but you sent "Narration". GET /v1/voices lists them`],
  ],
  [
    'writes an id in small letters',
    createSpeechSchema,
    { ...speech, voiceId: VOICE.toLowerCase() },
    [
      '/voiceId',
      `must be the id of a voice, such as ${VOICE}, but you sent "${VOICE.toLowerCase()}". GET /v1/voices lists them`,
    ],
  ],
  [
    'sends a made-up upload',
    createVoiceSchema,
    { ...voice, samples: [{ uploadId: 'a' }] },
    [
      '/samples/0/uploadId',
      `must be the id of an upload, such as ${UPLOAD}, but you sent "a". GET /v1/uploads lists them`,
    ],
  ],
  [
    'shortens the locale of a consent',
    createConsentSchema,
    { ...consent, locale: 'en' },
    ['/locale', 'must be a locale such as en-US, but you sent "en". GET /v1/consent-statements lists them'],
  ],
  [
    'names the language',
    createSynthesisSchema,
    { ...speech, locale: 'english' },
    ['/locale', 'must be a locale such as en-US, but you sent "english"'],
  ],
  [
    'writes a time in words',
    createConsentSchema,
    { ...consent, expiresAt: 'tomorrow' },
    ['/expiresAt', 'must be a UTC time ending in Z, such as 2026-11-22T10:15:00.000Z, but you sent "tomorrow"'],
  ],
  [
    'writes a time with an offset',
    createConsentSchema,
    { ...consent, expiresAt: '2027-11-22T10:15:00+01:00' },
    [
      '/expiresAt',
      'must be a UTC time ending in Z, such as 2026-11-22T10:15:00.000Z, but you sent "2027-11-22T10:15:00+01:00"',
    ],
  ],
  [
    'sends a very long text',
    createSynthesisSchema,
    { ...speech, text: 'a'.repeat(200_001) },
    [
      '/text',
      'has 200,001 characters; at most 200,000 are allowed. Split it, or send its parts as items of POST /v1/batches',
    ],
  ],
  [
    'sends text and ssml',
    createSpeechSchema,
    { ...speech, ssml: '<speak>a</speak>' },
    ['', 'has both `text` and `ssml`. Send only one of them'],
  ],
  ['sends neither text nor ssml', createSynthesisSchema, { voiceId: VOICE }, ['', 'needs either `text` or `ssml`']],
  [
    'sends an item without a text',
    createBatchSchema,
    { voiceId: VOICE, items: [{ text: 'a' }, { key: 'b' }] },
    ['/items/1', 'needs either `text` or `ssml`'],
  ],
  [
    'sends the text as OpenAI calls it',
    createSpeechSchema,
    { voiceId: VOICE, input: 'a' },
    ['/input', 'is not a field of this request. Did you mean text?'],
  ],
  [
    'asks for a sample rate that the format does not have',
    createSpeechSchema,
    { ...speech, format: 'mulaw', sampleRateHz: 44_100 },
    ['/sampleRateHz', 'must be 8000 for mulaw, but you sent 44100'],
  ],
  [
    'asks OpenAI’s route for AAC',
    openAiSpeechSchema,
    { model: 'tts-1', input: 'a', voice: 'a', response_format: 'aac' },
    ['/response_format', 'must be one of mp3, opus, flac, wav, pcm: Azure AI Speech does not support aac'],
  ],
  [
    'sends a size in words',
    createUploadSchema,
    { purpose: 'sample', fileName: 'a.wav', sizeBytes: '1 MB' },
    ['/sizeBytes', 'must be a whole number of at least 0, but you sent a string of 4 characters'],
  ],
];

const PARAMETERS: readonly Mistake[] = [
  [
    'writes a date as Americans do',
    usageQuerySchema,
    { from: '11/22/2026' },
    ['query/from', 'must be a date such as 2026-11-22, but you sent "11/22/2026"'],
  ],
  [
    'writes a date of another century',
    usageQuerySchema,
    { from: '1926-11-22' },
    ['query/from', 'must be a date of this century, such as 2026-11-22, but you sent "1926-11-22"'],
  ],
  [
    'leaves a filter empty',
    usageQuerySchema,
    { voiceId: '' },
    [
      'query/voiceId',
      `must be the id of a voice, such as ${VOICE}, but you sent an empty string. GET /v1/voices lists them`,
    ],
  ],
];

async function refusalOf(schema: z.ZodType, value: unknown, type: 'body' | 'query' | 'param'): Promise<ServiceError> {
  const thrown: unknown = await new ValidationPipe()
    .transform(value, { type, schema })
    .catch((error: unknown) => error);
  if (thrown instanceof ServiceError) return thrown;
  throw new Error('Nothing was refused');
}
const said = ({ fields }: ServiceError): unknown => fields.map(({ pointer, detail }) => [pointer, detail]);

describe('typical mistakes in the fields of routes', () => {
  it.each(BODIES)('%s', async (_, schema, value, error) => {
    expect(said(await refusalOf(schema, value, 'body'))).toEqual([error]);
  });

  it.each(PARAMETERS)('%s', async (_, schema, value, error) => {
    expect(said(await refusalOf(schema, value, 'query'))).toEqual([error]);
  });

  it('sends an id of another kind in the path', async () => {
    const { detail } = await refusalOf(voiceParamsSchema, { id: SYNTHESIS }, 'param');
    expect(detail).toMatch(/^`id` in the path must be the id of a voice, such as vce_.*, but you sent "syn_/);
  });

  it.each([
    [
      'a from after its to',
      { from: '2026-11-22', to: '2026-01-01' },
      '`from` (2026-11-22) is after `to` (2026-01-01).',
    ],
    [
      'too many days',
      { from: '2026-01-01', to: '2026-11-22' },
      '`from` (2026-01-01) and `to` (2026-11-22) are too far apart: at most 92 days fit in one request.',
    ],
  ])('asks for the usage of %s', (_, days, detail) => {
    expect(() => usageDays(days, Date.now())).toThrow(expect.objectContaining({ code: 'invalid-request', detail }));
  });

  it('are answered without what may be a secret, personal data or a text to speak', async () => {
    const secrets = [
      'https://a.blob.core.windows.net/b?sig=canary',
      'canary, a text to speak',
      `e${'x'.repeat(40)}canary`,
      `canary${'0123456789abcdef'.repeat(2)}`.slice(0, 32),
      'ada.canary@example.com',
    ];
    for (const secret of secrets) {
      const refusals = await Promise.all([
        refusalOf(
          createSpeechSchema,
          { ...speech, voiceId: secret, locale: secret, format: secret, rate: secret },
          'body',
        ),
        refusalOf(createConsentSchema, { ...consent, locale: secret, expiresAt: secret }, 'body'),
        refusalOf(usageQuerySchema, { from: secret, voiceId: secret, limit: secret }, 'query'),
        refusalOf(createLinkSchema, { resource: secret }, 'body'),
      ]);
      for (const { detail, fields } of refusals) expect(JSON.stringify([detail, fields])).not.toContain('canary');
    }
  });
});
