import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aConfig } from '#config/testing';
import { DocumentStore, RequestIds, type Stored } from '#documents';
import { type Consent, newEndpoint, sampleContainerName, type Voice } from '#domain';
import { stub, aVoice } from '#domain/testing';
import { useMetricSink } from '#observability';
import type { PersonalVoice } from '#speech';
import { MemoryContainer } from '#storage/testing';
import { DONE } from '#messaging';
import { PollVoice } from './poll-voice.usecase.ts';

const NOW = new Date();
const AT = NOW.toISOString();
const ids = RequestIds.once();
const [VOICE, CONSENT] = [ids.id('voice'), ids.id('consent')];
const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;

let documents: DocumentStore;
let deleted: string[];
let pollVoice: PollVoice;
let atAzure: Partial<PersonalVoice>;

beforeEach(async () => {
  documents = new DocumentStore(new MemoryContainer().asContainer);
  deleted = [];
  atAzure = { status: 'Succeeded', speakerProfileId: 'profile' };
  pollVoice = new PollVoice(
    aConfig({ speech: { pollMs: 2_000, trainingStartTimeoutMs: 6 * HOUR_MS, trainingTimeoutMs: 3 * HOUR_MS } }),
    documents,
    stub({ deleteContainer: (name: string) => Promise.resolve(void deleted.push(name)) }),
    stub({ getPersonalVoice: () => Promise.resolve(atAzure) }),
    stub({ save: (voice: Stored<Voice>) => documents.replace(voice), catchUp: () => Promise.resolve() }),
    stub({ execute: () => Promise.resolve({ failure: { code: 'training-stalled', detail: '' } }) }),
    stub({}),
  );
  await documents.create(
    aVoice({
      tenantId: 't',
      id: VOICE,
      status: 'training',
      stage: 'training',
      consentId: CONSENT,
      submittedAt: AT,
      speakerProfileId: undefined,
    }),
  );
});

async function consent(changes: Partial<Consent>): Promise<void> {
  const common = { tenantId: 't', ownerId: 'o', createdAt: AT, updatedAt: AT, outbox: [] };
  await documents.create({ ...common, id: CONSENT, kind: 'consent', status: 'active', ...changes } as Consent);
}

const read = (): Promise<Voice> => documents.get('voice', 't', VOICE);

describe(PollVoice.name, () => {
  it('makes a voice ready that Azure has trained, and removes its samples', async () => {
    await consent({ expiresAt: new Date(NOW.getTime() + 3_600_000).toISOString() });
    await pollVoice.handle({ tenantId: 't', subjectId: VOICE }, { signal: NEVER });
    expect(await read()).toMatchObject({ status: 'ready', speakerProfileId: 'profile' });
    expect(deleted).toEqual([sampleContainerName(VOICE)]);
  });

  it.each<[string, Partial<Consent> | undefined]>([
    ['was revoked', { status: 'revoked' }],
    ['is being erased', { status: 'deleting' }],
    ['ran out, with nobody having noted it yet', { expiresAt: new Date(NOW.getTime() - 1).toISOString() }],
    ['is gone', undefined],
  ])('makes none ready whose consent %s while it was trained', async (_, changes) => {
    if (changes) await consent(changes);
    await pollVoice.handle({ tenantId: 't', subjectId: VOICE }, { signal: NEVER });
    const voice = await read();
    expect(voice).toMatchObject({ status: 'failed', failure: { code: 'consent-revoked' } });
    expect(voice.speakerProfileId).toBeUndefined();
    expect(deleted).toEqual([sampleContainerName(VOICE)]);
  });

  describe('while Azure trains the voice', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }));
    afterEach(() => void vi.useRealTimers());

    /** What the poll does so long after the samples were submitted. */
    const pollAt = (ms: number) => {
      vi.setSystemTime(NOW.getTime() + ms);
      return pollVoice.handle({ tenantId: 't', subjectId: VOICE }, { signal: NEVER });
    };
    const since = (ms: number) => new Date(NOW.getTime() + ms).toISOString();

    it('asks again within a minute, and at the limit at the latest', async () => {
      atAzure = { status: 'NotStarted' };
      expect(await pollAt(4_000)).toEqual({ retryAfterMs: 2_000 });
      expect(await pollAt(HOUR_MS)).toEqual({ retryAfterMs: 60_000 });
      expect(await pollAt(6 * HOUR_MS - 1_000)).toEqual({ retryAfterMs: 1_000 });
      atAzure = { status: 'Running', lastActionDateTime: since(5 * HOUR_MS) };
      expect(await pollAt(8 * HOUR_MS - 500)).toEqual({ retryAfterMs: 500 });
      expect(await read()).toMatchObject({ status: 'training' });
    });

    it.each<[string, Partial<PersonalVoice>, number]>([
      ['NotStarted', { status: 'NotStarted' }, 6],
      ['Running', { status: 'Running', lastActionDateTime: since(5 * HOUR_MS) }, 8],
      ['Running, entered again and again', { status: 'Running', lastActionDateTime: since(9 * HOUR_MS - 1) }, 9],
      ['Running, without a time', { status: 'Running' }, 3],
      ['Running, with a time before the submission', { status: 'Running', lastActionDateTime: since(-HOUR_MS) }, 3],
      ['Running, with a time in our future', { status: 'Running', lastActionDateTime: since(99 * HOUR_MS) }, 3],
      ['a state that we do not know', { status: 'Disabling' }, 3],
    ])('ends it as stalled at its limit: %s', async (_, answer, hours) => {
      const event = vi.fn();
      const stop = useMetricSink({ record: () => undefined, event });
      atAzure = answer;
      expect(await pollAt(hours * HOUR_MS - 1)).toEqual({ retryAfterMs: 1 });
      expect(await pollAt(hours * HOUR_MS)).toBe(DONE);
      stop();
      const state = answer.status === 'NotStarted' ? 'NotStarted' : 'Running';
      expect(await read()).toMatchObject({
        status: 'failed',
        stage: 'done',
        failure: { code: 'training-stalled', providerReason: state },
      });
      expect(deleted).toEqual([sampleContainerName(VOICE)]);
      expect(event.mock.calls).toEqual([['training.stalled', { subjectId: VOICE, status: state }]]);
    });
  });

  it('has what is left of a professional voice removed at Azure when its training fails', async () => {
    const voice = await documents.get('voice', 't', VOICE);
    await documents.replace({ ...voice, voiceKind: 'professional', endpoint: newEndpoint(NOW.getTime()) });
    expect(await pollVoice.handle({ tenantId: 't', subjectId: VOICE }, { signal: NEVER })).toBe(DONE);
    const { status, endpoint, outbox } = await documents.get('voice', 't', VOICE);
    // The endpoint costs until it is deleted, and is counted until then.
    expect([status, endpoint?.status]).toEqual(['failed', 'deploying']);
    expect(outbox.map(({ type }) => type)).toContain('voice.poll');
  });
});
