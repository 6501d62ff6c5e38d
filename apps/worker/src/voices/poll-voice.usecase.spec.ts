import { beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '#config';
import { DocumentStore, RequestIds, type Stored } from '#documents';
import { type Consent, sampleContainerName, type Voice } from '#domain';
import { stub, aVoice } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { PollVoice } from './poll-voice.usecase.ts';

const NOW = new Date();
const AT = NOW.toISOString();
const ids = RequestIds.once();
const [VOICE, CONSENT] = [ids.id('voice'), ids.id('consent')];
const NEVER = new AbortController().signal;

let documents: DocumentStore;
let deleted: string[];
let pollVoice: PollVoice;

beforeEach(async () => {
  documents = new DocumentStore(new MemoryContainer().asContainer);
  deleted = [];
  pollVoice = new PollVoice(
    { speech: { pollMs: 1 } } as Config,
    documents,
    stub({ deleteContainer: (name: string) => Promise.resolve(void deleted.push(name)) }),
    stub({ getPersonalVoice: () => Promise.resolve({ status: 'Succeeded', speakerProfileId: 'profile' }) }),
    stub({ save: (voice: Stored<Voice>) => documents.replace(voice), catchUp: () => Promise.resolve() }),
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
});
