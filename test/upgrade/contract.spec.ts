import { describe, expect, it } from 'vitest';
import { createMessage } from '#messaging';
import { breaches, type Contract, contractBefore, contractNow, type JsonSchema } from './contract.ts';

const now = contractNow();
const SUBJECT = { tenantId: 't', subjectId: 'syn_1' };

/** A contract in which the data of `synthesis.run` is another. */
function withRun(data: JsonSchema): Contract {
  const { queue } = now.messages['synthesis.run'] ?? { queue: '' };
  return { ...now, messages: { ...now.messages, 'synthesis.run': { queue, data } } };
}

const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const nothing = object({});
const hurry = object({ hurry: { type: 'boolean' } });
const sometimes = object({ hurry: { type: 'boolean' } }, []);

describe('this release', () => {
  it('runs beside the one before: each understands what the other sends and stores', () => {
    expect(breaches(contractBefore(), now)).toEqual([]);
  });
});

describe(breaches.name, () => {
  it.each<[string, JsonSchema, JsonSchema, readonly string[]]>([
    [
      'a new field',
      nothing,
      sometimes,
      ['synthesis.run.hurry: is refused in the release before; list it in NOT_SENT_YET'],
    ],
    [
      'a field that is needed',
      nothing,
      hurry,
      [
        'synthesis.run.hurry: is needed, which the release before sends',
        'synthesis.run.hurry: is refused in the release before; list it in NOT_SENT_YET',
      ],
    ],
    ['a field that is gone', sometimes, nothing, ['synthesis.run.hurry: is refused, which the release before sends']],
    ['a field that is no longer sent', sometimes, sometimes, []],
    [
      'another value',
      object({ how: { enum: ['a'] } }),
      object({ how: { enum: ['a', 'b'] } }),
      ['synthesis.run.how: b is refused in the release before; list it in NOT_SENT_YET'],
    ],
    [
      'a larger number',
      object({ n: { type: 'integer', maximum: 9 } }),
      object({ n: { type: 'integer', maximum: 10 } }),
      ['synthesis.run.n: some values are refused in the release before; list it in NOT_SENT_YET'],
    ],
    [
      'another type',
      object({ n: { type: 'string' } }),
      object({ n: { type: 'integer' } }),
      [
        'synthesis.run.n: string is refused, which the release before sends',
        'synthesis.run.n: integer is refused in the release before; list it in NOT_SENT_YET',
      ],
    ],
  ])('names %s', (_, before, after, found) => {
    expect(breaches(withRun(before), withRun(after))).toEqual(found);
  });

  it('lets a field, a value and a type be understood one release before they are sent', () => {
    expect(breaches(withRun(nothing), withRun(sometimes), new Set(['synthesis.run.hurry']))).toEqual([]);
    const how = (...values: string[]) => object({ how: { enum: values } });
    const early = new Set(['synthesis.run.how=b']);
    expect(breaches(withRun(how('a')), withRun(how('a', 'b')), early)).toEqual([]);
    expect(breaches(withRun(how('a')), withRun(how('a', 'b', 'c')), early)).toHaveLength(1);
    const within = (...values: string[]) => object({ by: how(...values) });
    expect(breaches(withRun(within('a')), withRun(within('a', 'b')), new Set(['synthesis.run.by.how=b']))).toEqual([]);
    expect(breaches(withRun(within('a')), withRun(within('a', 'b')))).toHaveLength(1);
    const { 'synthesis.run': run, ...others } = now.messages;
    expect(run).toBeDefined();
    const before = { ...now, messages: others };
    expect(breaches(before, now, new Set(['synthesis.run']))).toEqual([]);
    expect(breaches(before, now)).toHaveLength(1);
    expect(breaches(now, before)).toHaveLength(1);
  });

  it('names a document that the release before may not read, and a version that was taken back', () => {
    const voice = (schemaVersion: number, readableFrom: number): Contract => ({
      ...now,
      documents: { ...now.documents, voice: { schemaVersion, readableFrom } },
    });
    expect(breaches(voice(1, 1), voice(3, 1))).toEqual([]);
    expect(breaches(voice(2, 1), voice(3, 2))).toEqual([]);
    expect(breaches(voice(1, 1), voice(3, 2))).toHaveLength(1);
    expect(breaches(voice(3, 1), voice(2, 1))).toHaveLength(1);
  });
});

describe(createMessage.name, () => {
  it('refuses what is not sent yet', () => {
    const create = (notSentYet: readonly string[]) => () =>
      createMessage('batch.poll', { ...SUBJECT, data: { chunk: 0, attempt: 1 } }, new Set(notSentYet));
    expect(create([])()).toMatchObject({ type: 'batch.poll' });
    expect(create(['batch.poll'])).toThrow(/batch\.poll/);
    expect(create(['batch.poll.attempt'])).toThrow(/batch\.poll\.attempt/);
    const sweep = (part: string) => () =>
      createMessage('retention.sweep', { ...SUBJECT, data: { part } }, new Set(['retention.sweep.part=b']));
    expect(sweep('a')).not.toThrow();
    expect(sweep('b')).toThrow(/retention\.sweep\.part=b/);
    const append = (kind: 'voice' | 'upload') => () =>
      createMessage(
        'audit.append',
        {
          ...SUBJECT,
          data: {
            eventId: 'evt_1',
            at: '2026-11-22T10:15:00.000Z',
            actor: { kind: 'system', id: 'worker' },
            action: 'voice.create',
            subject: { kind, id: 'id' },
            outcome: 'accepted',
          },
        },
        new Set(['audit.append.subject.kind=voice']),
      );
    expect(append('upload')).not.toThrow();
    expect(append('voice')).toThrow(/audit\.append\.subject\.kind=voice/);
  });
});
