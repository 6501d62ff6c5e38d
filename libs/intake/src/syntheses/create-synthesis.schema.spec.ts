import { describe, expect, it } from 'vitest';
import { anId } from '#domain/testing';
import { createSpeechSchema } from '../resources/speech.schema.ts';
import { createSynthesisSchema } from './create-synthesis.schema.ts';

const BODY = { voiceId: anId('voice'), text: 'Hello.' };
const HOUR_MS = 3_600_000;
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();

function refusals(body: object): readonly (readonly [string, string])[] {
  const { error } = createSynthesisSchema.safeParse({ ...BODY, ...body });
  return (error?.issues ?? []).map(({ path, message }) => [path.join('.'), message] as const);
}

describe('how long a synthesis is stored', () => {
  it.each([
    ['nothing said', {}],
    ['stored', { store: true }],
    ['not stored', { store: false }],
    ['until a time', { expiresAt: ahead(HOUR_MS + 60_000) }],
    ['stored until a time, with an offset', { store: true, expiresAt: '2030-01-01T00:00:00+02:00' }],
  ])('takes %s', (_, body) => {
    expect(refusals(body)).toEqual([]);
  });

  it.each([
    ['is over', { expiresAt: ahead(-1) }, 'must be at least an hour ahead'],
    ['comes too soon', { expiresAt: ahead(HOUR_MS - 1_000) }, 'must be at least an hour ahead'],
    ['comes too late', { expiresAt: ahead(88_000 * HOUR_MS) }, 'must be at most ten years ahead'],
    [
      'is given twice',
      { store: false, expiresAt: ahead(2 * HOUR_MS) },
      'is not allowed with `store: false`, which has its own times',
    ],
  ])('refuses a time that %s', (_, body, message) => {
    expect(refusals(body)).toEqual([['expiresAt', message]]);
  });

  it('is never said of live speech', () => {
    expect(createSpeechSchema.safeParse({ ...BODY, store: false }).success).toBe(true);
    expect(createSpeechSchema.safeParse({ ...BODY, store: true }).error?.issues[0]?.message).toMatch(
      /POST \/v1\/syntheses/,
    );
  });
});
