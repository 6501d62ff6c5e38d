import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldErrors, invalidRequest } from './field-errors.ts';
import { meantBy } from './suggestion.ts';
import { inWords } from './words.ts';

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
    [{ voiceId: undefined }, '/voiceId [required] is missing'],
    [{ voiceId: 7 }, '/voiceId [invalid-type] must be a string, but is 7'],
    [{ voiceId: 'syn_1' }, '/voiceId [invalid-format] must be the id of a voice (vce_…)'],
    [{ text: ['a'] }, '/text [invalid-type] must be a string, but is a list'],
    [{ text: { a: 1 } }, '/text [invalid-type] must be a string, but is an object'],
    [{ text: 'x'.repeat(11) }, '/text [too-big] has 11 characters; at most 10 are allowed'],
    [{ format: 'mp4' }, '/format [invalid-value] must be one of mp3, wav, opus, but is "mp4". Did you mean mp3?'],
    [{ format: 'flac' }, '/format [invalid-value] must be one of mp3, wav, opus, but is "flac"'],
    [
      { format: 'The tide comes in.' },
      '/format [invalid-value] must be one of mp3, wav, opus, but is a string of 18 characters',
    ],
    [{ format: 3 }, '/format [invalid-value] must be one of mp3, wav, opus, but is 3'],
    [{ kind: 'professional' }, '/kind [invalid-value] must be personal, but is "professional"'],
    [{ rate: 5 }, '/rate [too-big] must be at most 2, but is 5'],
    [{ rate: 0 }, '/rate [too-small] must be at least 0.5, but is 0'],
    [{ rate: '1' }, '/rate [invalid-type] must be a number, but is "1"'],
    [{ limit: 'many' }, '/limit [invalid-type] must be a number, but is not a number'],
    [{ limit: 1.5 }, '/limit [invalid-type] must be a whole number, but is 1.5'],
    [{ erase: 'yes' }, '/erase [invalid-type] must be true or false, but is "yes"'],
    [{ erase: null }, '/erase [invalid-type] must be true or false, but is null'],
    [{ at: '22.11.2026' }, '/at [invalid-format] must be a time in UTC, such as 2026-11-22T10:15:00.000Z'],
    [{ samples: [] }, '/samples [too-small] must not be empty'],
    [
      { samples: [{ uploadId: 'a' }, { uploadId: 'b' }, { uploadId: 'c' }] },
      '/samples [too-big] has 3 items; at most 2 are allowed',
    ],
    [{ samples: ['upl_1'] }, '/samples/0 [invalid-type] must be an object, but is "upl_1"'],
    [{ samples: [{}] }, '/samples/0/uploadId [required] is missing'],
    [{ voice_id: 'vce_1' }, '/voice_id [unknown-field] is not a field of this request. Did you mean voiceId?'],
    [{ Text: 'a' }, '/Text [unknown-field] is not a field of this request. Did you mean text?'],
    [
      { samples: [{ uploadId: 'a', name: 'b' }] },
      '/samples/0/name [unknown-field] is not a field of /samples/0, which has uploadId',
    ],
    [
      { source: { sourceURL: 'x' } },
      '/source/sourceURL [unknown-field] is not a field of /source. Did you mean sourceUrl?',
    ],
    [{ voice: 7 }, '/voice [invalid] matches none of the allowed types'],
    [{ voice: { name: 'x' } }, '/voice/id [required] is missing'],
  ])('%j', (member, words) => {
    expect(said(member)).toContain(words);
  });

  it('makes sentences of the first three, and counts the others', () => {
    const fields = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
      pointer: `/${name}`,
      code: 'required',
      detail: 'is missing',
    }));
    expect(invalidRequest(fields.slice(0, 1)).detail).toBe('/a is missing.');
    expect(invalidRequest(fields).detail).toBe('/a is missing. /b is missing. /c is missing. And 2 more, in `errors`.');
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
    ['voice', 'voiceId'],
    ['zzz', undefined],
    ['x'.repeat(1_000), undefined],
  ])('%s', (name, meant) => {
    expect(meantBy(name, ['limit', 'after', 'voiceId'])).toBe(meant);
  });
});
