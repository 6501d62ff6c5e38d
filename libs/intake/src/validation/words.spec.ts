import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { countOf, fieldErrors, invalidRequest } from './field-errors.ts';
import { meantBy } from './suggestion.ts';
import { inWords, inWordsOfQuery, mustBe } from './words.ts';

const schema = z.strictObject({
  voiceId: z.string().regex(/^vce_/, 'must be the id of a voice (vce_…)'),
  text: z.string().max(10).optional(),
  format: z.enum(['mp3', 'wav', 'opus']).optional(),
  kind: z.literal('personal').optional(),
  rate: z.number().min(0.5).max(2).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  erase: z.boolean().optional(),
  at: z.iso.datetime().optional(),
  samples: z
    .array(z.strictObject({ uploadId: z.string() }))
    .min(1)
    .max(2)
    .optional(),
  source: z.union([z.strictObject({ uploadId: z.string() }), z.strictObject({ sourceUrl: z.string() })]).optional(),
  voice: z.union([z.string(), z.object({ id: z.string() })]).optional(),
});

/** What is said about a field of a body that is good otherwise. */
function said(member: Record<string, unknown>): string[] {
  const result = schema.safeParse({ voiceId: 'vce_1', ...member }, { error: inWords });
  const fields = fieldErrors(result.error?.issues ?? [], { prefix: '' });
  return fields.map(({ pointer, code, detail }) => `${pointer} [${code}] ${detail}`);
}

describe('what is said of a wrong input', () => {
  it.each([
    [{ voiceId: undefined }, '/voiceId [required] is missing. Send a string'],
    [{ voiceId: 7 }, '/voiceId [invalid-type] must be a string, but you sent 7'],
    [{ voiceId: 'syn_1' }, '/voiceId [invalid-format] must be the id of a voice (vce_…)'],
    [{ text: ['a'] }, '/text [invalid-type] must be a string, but you sent a list'],
    [{ text: { a: 1 } }, '/text [invalid-type] must be a string, but you sent an object'],
    [{ text: 'x'.repeat(11) }, '/text [too-big] has 11 characters; at most 10 are allowed'],
    [{ format: 'mp4' }, '/format [invalid-value] must be one of mp3, wav, opus, but you sent "mp4". Did you mean mp3?'],
    [{ format: 'flac' }, '/format [invalid-value] must be one of mp3, wav, opus, but you sent "flac"'],
    [
      { format: 'The tide comes in.' },
      '/format [invalid-value] must be one of mp3, wav, opus, but you sent a string of 18 characters',
    ],
    [{ format: 3 }, '/format [invalid-value] must be one of mp3, wav, opus, but you sent 3'],
    [{ kind: 'professional' }, '/kind [invalid-value] must be personal, but you sent "professional"'],
    [{ rate: 5 }, '/rate [too-big] must be a number from 0.5 to 2, but you sent 5'],
    [{ rate: 0 }, '/rate [too-small] must be a number from 0.5 to 2, but you sent 0'],
    [{ rate: '1' }, '/rate [invalid-type] must be a number from 0.5 to 2, but you sent the string "1"'],
    [
      { limit: 'many' },
      '/limit [invalid-type] must be a whole number from 1 to 100, but you sent what is not a number',
    ],
    [{ limit: 1.5 }, '/limit [invalid-type] must be a whole number from 1 to 100, but you sent 1.5'],
    [{ erase: 'yes' }, '/erase [invalid-type] must be true or false, but you sent the string "yes"'],
    [{ erase: null }, '/erase [invalid-type] must be true or false, but you sent null'],
    [
      { at: '22.11.2026' },
      '/at [invalid-format] must be a UTC time ending in Z, such as 2026-11-22T10:15:00.000Z, but you sent "22.11.2026"',
    ],
    [{ samples: [] }, '/samples [too-small] must not be empty'],
    [
      { samples: [{ uploadId: 'a' }, { uploadId: 'b' }, { uploadId: 'c' }] },
      '/samples [too-big] has 3 items; at most 2 are allowed',
    ],
    [
      { samples: ['upl_1'] },
      '/samples/0 [invalid-type] must be an object such as {"uploadId": "…"}, but you sent the string "upl_1"',
    ],
    [{ samples: [{}] }, '/samples/0/uploadId [required] is missing. Send a string'],
    [{ voice_id: 'vce_1' }, '/voice_id [unknown-field] is not a field of this request. Did you mean voiceId?'],
    [{ Text: 'a' }, '/Text [unknown-field] is not a field of this request. Did you mean text?'],
    [
      { samples: [{ uploadId: 'a', name: 'b' }] },
      '/samples/0/name [unknown-field] is not a field of `samples[0]`, which has uploadId',
    ],
    [
      { source: { sourceURL: 'x' } },
      '/source/sourceURL [unknown-field] is not a field of `source`. Did you mean sourceUrl?',
    ],
    [{ voice: 7 }, '/voice [invalid] must be a string or an object, but you sent 7'],
    [{ source: 7 }, '/source [invalid] must be an object, but you sent 7'],
    [{ voice: null }, '/voice [invalid] must be a string or an object, but you sent null'],
    [{ voice: { name: 'x' } }, '/voice/id [required] is missing. Send a string'],
  ])('%j', (member, words) => {
    expect(said(member)).toContain(words);
  });

  it.each([
    ['many', 'must be a whole number from 1 to 100, but you sent "many"'],
    ['0', 'must be a whole number from 1 to 100, but you sent "0"'],
    ['', 'is empty. Send a whole number from 1 to 100, or leave the parameter out'],
    [['1', '2'], 'was sent twice. Send it once'],
    [['1', '2', '3'], 'was sent 3 times. Send it once'],
    ['A secret sentence.', 'must be a whole number from 1 to 100, but you sent a string of 18 characters'],
  ])('says of the query parameter %j what was sent, though the schema has converted it', (limit, words) => {
    const query = { voiceId: 'vce_1', limit };
    const issues = schema.safeParse(query, { error: inWordsOfQuery(query) }).error?.issues ?? [];
    expect(fieldErrors(issues, { prefix: 'query' })).toEqual([
      expect.objectContaining({ pointer: 'query/limit', detail: words }),
    ]);
  });

  it('says of a field that is missing what it said of a wrong one is right', () => {
    const id = z.string({ error: mustBe('the id of a voice, such as vce_1', 'GET /v1/voices lists them') });
    const { error } = z.object({ voiceId: id }).safeParse({}, { error: inWords });
    expect(fieldErrors(error?.issues ?? [], { prefix: '' })).toEqual([
      {
        pointer: '/voiceId',
        code: 'required',
        detail: 'is missing. Send the id of a voice, such as vce_1. GET /v1/voices lists them',
      },
    ]);
  });

  it('says nothing of a field that is missing because it is misspelt, nor of rules between it and others', () => {
    const either = z
      .strictObject({ name: z.string(), consentId: z.string().optional(), consent: z.string().optional() })
      .refine(({ consentId, consent }) => consentId ?? consent, { message: 'needs either `consentId` or `consent`' });
    const fieldsOf = (value: unknown) => {
      const issues = either.safeParse(value, { error: inWords }).error?.issues ?? [];
      return [countOf(issues), ...fieldErrors(issues, { prefix: '' }).map(({ pointer }) => pointer)];
    };
    expect(fieldsOf({ name: 'a', consent_id: 'c' })).toEqual([1, '/consent_id']);
    expect(fieldsOf({ nmae: 'a', consentId: 'c' })).toEqual([1, '/nmae']);
    expect(fieldsOf({ nmae: 'a', other: 'c' })).toEqual([2, '/nmae', '/other']);
  });

  it.each([
    ['', 'The body is missing.'],
    ['/samples/0/uploadId', '`samples[0].uploadId` is missing.'],
    ['/odd~1name~0', '`odd/name~` is missing.'],
    ['query/limit', '`limit` is missing.'],
    ['path/id', '`id` in the path is missing.'],
    ['header/Content-Type', 'The header Content-Type is missing.'],
  ])('calls %j by its name', (pointer, sentence) => {
    expect(invalidRequest([{ pointer, code: 'required', detail: 'is missing' }]).detail).toBe(sentence);
  });

  it('makes sentences of the first three, and counts the others', () => {
    const fields = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
      pointer: `/${name}`,
      code: 'required',
      detail: 'is missing',
    }));
    expect(invalidRequest(fields.slice(0, 1)).detail).toBe('`a` is missing.');
    expect(invalidRequest(fields).detail).toBe(
      '`a` is missing. `b` is missing. `c` is missing. And 2 more, in `errors`.',
    );
  });

  it('never repeats what may be text to speak, nor control characters of names', () => {
    const spoken = 'A secret sentence that somebody wants to hear.';
    const everywhere = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, spoken]));
    expect(JSON.stringify(said(everywhere))).not.toContain('secret');
    expect(said({ 'a\u0000\u202Eb': 1 })[0]).toMatch(/^\/a\uFFFD\uFFFDb /);
  });
});

describe(meantBy.name, () => {
  it.each([
    ['limitt', 'limit'],
    ['voice_id', 'voiceId'],
    ['limti', 'limit'],
    ['fater', 'after'],
    ['voice', 'voiceId'],
    ['zzz', undefined],
    ['speaker', 'voiceId'],
    ['cursor', 'after'],
    ['input', undefined],
    ['x'.repeat(1_000), undefined],
  ])('%s', (name, meant) => {
    expect(meantBy(name, ['limit', 'after', 'voiceId'])).toBe(meant);
  });
});
