import { describe, expect, it } from 'vitest';
import { aConsent, anUpload } from '../testing/index.ts';
import type { Failure } from './aggregate.ts';
import type { Consent } from './consent.ts';
import { advanceOperation, type Operation, operationStateOf } from './operation.ts';
import {
  lastSignOfLife,
  MAX_REQUEUES,
  nextRequeue,
  requeueFactor,
  requeueMessageId,
  requeuesWhenBegun,
  stepOf,
} from './requeue.ts';
import { isUnfinished, reopened } from './reopening.ts';
import { type Synthesis, SYNTHESIS_STATUSES } from './synthesis.ts';
import { VOICE_STATUSES, type Voice } from './voice.ts';

const AT = '2026-11-22T12:00:00.000Z';
const EXHAUSTED: Failure = { code: 'attempts-exhausted', detail: 'too often' };
const BASE = {
  tenantId: 't',
  ownerId: 'o',
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T11:00:00.000Z',
  outbox: [],
};

function synthesis(status: Synthesis['status'], failure?: Failure): Synthesis {
  const content = { voiceId: 'vce_1', text: 'Hello', locale: 'en-US', rate: 1, operationId: 'op_1' };
  return { ...BASE, ...content, id: 'syn_1', kind: 'synthesis', status, failure };
}

function voice(status: Voice['status'], failure?: Failure): Voice {
  return {
    ...BASE,
    id: 'vce_1',
    kind: 'voice',
    status,
    stage: 'done',
    name: 'V',
    voiceKind: 'personal',
    locale: 'en-US',
    baseModel: 'DragonLatestNeural',
    consentId: 'cns_1',
    sampleUploadIds: [],
    operationId: 'op_1',
    failure,
  };
}

describe(reopened.name, () => {
  it('brings failed work back to the state in which its message has something to do', () => {
    expect(reopened(synthesis('failed', EXHAUSTED), 'synthesis.run', AT)).toMatchObject({
      status: 'queued',
      failure: undefined,
      updatedAt: AT,
      reopened: 1,
    });
    const failed = voice('failed', { code: 'stalled', detail: 'no progress' });
    expect(reopened(failed, 'voice.create', AT)).toMatchObject({ status: 'draft', stage: 'waiting-for-recordings' });
    expect(reopened(failed, 'voice.poll', AT)).toMatchObject({ status: 'training', stage: 'training' });
    for (const step of ['voice.create', 'voice.poll'])
      expect([step, stepOf(reopened(failed, step, AT))]).toEqual([step, step]);
  });

  it('examines a rejected recording, which is not named as one then', () => {
    const rejection = { code: 'stalled', detail: 'no progress', advice: 'Upload it again.' };
    const rejected = anUpload({ status: 'rejected', rejection, raw: { blobName: 'a' } });
    expect(reopened(rejected, 'upload.examine', AT)).toMatchObject({ status: 'received', raw: undefined });
  });

  it('opens a consent where it was: submitted, when it was compared or could not be, and not when it was refused', () => {
    const consent = (changes: Partial<Consent>): Consent =>
      ({
        ...BASE,
        id: 'cns_1',
        kind: 'consent',
        status: 'rejected',
        stage: 'done',
        failure: EXHAUSTED,
        ...changes,
      }) as Consent;
    const stageOf = (changes: Partial<Consent>): unknown => reopened(consent(changes), 'consent.verify', AT);
    const evidence = { blobName: 'b', sha256: 'a' };
    const match = { sentenceMatches: true, talentNameSimilarity: 1, companyNameSimilarity: 1 };
    expect(stageOf({})).toMatchObject({ stage: 'waiting-for-recording' });
    expect(stageOf({ evidence })).toMatchObject({ stage: 'submitting-to-azure' });
    expect(stageOf({ evidence: { ...evidence, match: { ...match, matches: true } } })).toMatchObject({
      stage: 'submitting-to-azure',
    });
    expect(stageOf({ evidence: { ...evidence, match: { ...match, matches: false } } })).toMatchObject({
      stage: 'waiting-for-recording',
    });
    expect(stageOf({ submittedAt: AT })).toMatchObject({ stage: 'verifying-with-azure' });
  });

  it.each([...SYNTHESIS_STATUSES])('leaves a synthesis alone that is %s for another reason', (status) => {
    for (const failure of [undefined, { code: 'consent-not-active', detail: 'revoked' } as const]) {
      expect(() => reopened(synthesis(status, failure), 'synthesis.run', AT)).toThrow(/Discard the dead letter/);
    }
  });

  it.each(VOICE_STATUSES.filter((status) => status !== 'failed'))(
    'leaves a voice alone that is %s and still says how it failed before',
    (status) => {
      expect(() => reopened(voice(status, EXHAUSTED), 'voice.create', AT)).toThrow(/Discard the dead letter/);
    },
  );

  it('does not reopen a consent that was revoked', () => {
    const rejected = aConsent({
      ...BASE,
      id: 'cns_1',
      kind: 'consent',
      status: 'rejected',
      failure: EXHAUSTED,
    });
    expect(reopened(rejected, 'consent.verify', AT)).toMatchObject({ status: 'verifying' });
    const withdrawal = { operationId: 'op_2', requestedAt: AT, erase: false };
    for (const change of [{ withdrawal }, { status: 'revoked' as const }, { status: 'deleting' as const }]) {
      expect(() => reopened({ ...rejected, ...change }, 'consent.verify', AT)).toThrow(/Discard the dead letter/);
    }
  });

  it('refuses a message that does not belong to the document', () => {
    expect(() => reopened(voice('failed', EXHAUSTED), 'synthesis.run', AT)).toThrow(/cannot resume a voice/);
  });

  it('is seen in the operation, which then goes on, and not undone by the one who has not heard of it', () => {
    const before = synthesis('failed', EXHAUSTED);
    const operation: Operation = {
      ...BASE,
      id: 'op_1',
      kind: 'operation',
      type: 'speech.synthesis',
      subject: { kind: 'synthesis', id: 'syn_1' },
      ...operationStateOf(before),
      events: [],
    };
    const again = reopened(before, 'synthesis.run', AT);
    const open = advanceOperation(operation, operationStateOf(again), AT);
    expect(open).toMatchObject({ status: 'queued', progress: 0, reopened: 1, error: undefined });
    expect(open.events).toHaveLength(1);
    expect(advanceOperation(open, operationStateOf(before), AT)).toBe(open);
    expect(advanceOperation(open, operationStateOf(again), AT)).toBe(open);
    const ended = advanceOperation(open, operationStateOf({ ...again, status: 'succeeded' }), AT);
    expect(ended).toMatchObject({ status: 'succeeded', reopened: 1 });
  });
});

describe('starting lost work again', () => {
  it('is for states that do not last', () => {
    expect(VOICE_STATUSES.filter((status) => stepOf(voice(status)) !== undefined)).toEqual([
      'draft',
      'validating',
      'training',
    ]);
    expect(SYNTHESIS_STATUSES.filter((status) => isUnfinished(synthesis(status)))).toEqual(['queued', 'running']);
  });

  it('is counted for each step, and its message ids never repeat', () => {
    let redrives = nextRequeue(undefined, 'voice.create');
    const ids: string[] = [];
    while (redrives) {
      ids.push(requeueMessageId('vce_1', redrives));
      const next = nextRequeue(redrives, 'voice.create');
      if (!next) break;
      redrives = next;
    }
    expect(ids).toEqual([1, 2, 3, 4, 5].map((number) => `vce_1:voice.create:requeue-${number}`));
    expect(ids).toHaveLength(MAX_REQUEUES);
    expect(requeueFactor(redrives, 'voice.create')).toBe(2 ** MAX_REQUEUES);
    expect(requeueFactor(redrives, 'voice.poll')).toBe(1);
    // What has begun since is started again at once, by a message that is still new.
    const begun = requeuesWhenBegun(redrives);
    expect(requeueFactor(begun, 'voice.create')).toBe(1);
    expect(nextRequeue(begun, 'voice.create')).toEqual({ total: MAX_REQUEUES + 1, step: 'voice.create', ofStep: 1 });
    expect(nextRequeue(redrives, 'voice.poll')).toEqual({ total: MAX_REQUEUES + 1, step: 'voice.poll', ofStep: 1 });
  });

  it('takes a heartbeat for a sign of life', () => {
    expect(lastSignOfLife(voice('training'))).toBe(BASE.updatedAt);
    expect(lastSignOfLife({ ...voice('training'), heartbeatAt: AT })).toBe(AT);
  });
});
