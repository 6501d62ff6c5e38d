import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '#config';
import type { Stored } from '#documents';
import { stored } from '#documents/testing';
import { type Consent, type DocumentKind, ServiceError, type Upload, type Voice } from '#domain';
import { aConsent, anUpload, aVoice, stub } from '#domain/testing';
import { TrainVoice } from './train-voice.usecase.ts';

const START = Date.parse('2026-11-22T00:00:00.000Z');
const HOUR_MS = 3_600_000;
const NEVER = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: START }));
afterEach(() => void vi.useRealTimers());

const canonical = { blobName: 't/upl_1.wav', durationMs: 20_000, sizeBytes: 960_044, sha256: '00' };

function stepOf(uploadChanges: Partial<Upload>, consentChanges: Partial<Consent>) {
  const saved: Stored<Voice>[] = [];
  const createdAt = new Date(START).toISOString();
  const voice = stored(
    aVoice({
      id: 'vce_1',
      tenantId: 't',
      status: 'draft',
      stage: 'waiting-for-recordings',
      createdAt,
      scripts: ['One.'],
      updatedAt: createdAt,
      consentId: 'cns_1',
      sampleUploadIds: ['upl_1'],
    }),
  );
  const upload = stored(anUpload({ id: 'upl_1', tenantId: 't', canonical, ...uploadChanges }));
  const found = { voice, upload, consent: stored(aConsent(consentChanges)) };
  const find = (kind: DocumentKind) => Promise.resolve(found[kind as keyof typeof found]);
  const documents = { find, findReferenced: find, findLatest: find };
  const blobs = { deleteContainer: () => Promise.resolve() };
  const writer = {
    save: (document: Stored<Voice>) => {
      saved.push(document);
      return Promise.resolve(document);
    },
  };
  const config = { speech: { pollMs: 2_000 } } as Config;
  const step = new TrainVoice(config, stub(documents), stub(blobs), stub({}), stub({}), stub(writer), stub({}));
  return { step, saved };
}

describe(TrainVoice.name, () => {
  it.each<[string, Partial<Upload>, Partial<Consent>]>([
    ['its recordings are in a queue that is hours behind', { status: 'awaiting' }, { status: 'awaitingRecording' }],
    ['its consent is', { status: 'accepted' }, { status: 'verifying' }],
  ])('goes on waiting while %s, and not forever', async (_, upload, consent) => {
    const { step, saved } = stepOf(upload, consent);
    for (const hours of [0, 6, 30, 60]) {
      vi.setSystemTime(START + hours * HOUR_MS);
      expect(await step.handle({ tenantId: 't', subjectId: 'vce_1' }, { signal: NEVER })).toMatchObject({
        retryAfterMs: expect.any(Number) as number,
      });
    }
    expect(saved.every(({ status }) => status === 'draft')).toBe(true);
    vi.setSystemTime(START + 73 * HOUR_MS);
    await step.handle({ tenantId: 't', subjectId: 'vce_1' }, { signal: NEVER });
    expect(saved.at(-1)).toMatchObject({ status: 'failed' });
    expect(saved.at(-1)?.scripts).toBeUndefined();
  });

  it('keeps the scripts of a voice that an operator may start again', async () => {
    const { step, saved } = stepOf({}, {});
    const exhausted = new ServiceError('attempts-exhausted', 'an outage');
    await step.onFailed({ tenantId: 't', subjectId: 'vce_1' }, exhausted);
    expect(saved.at(-1)).toMatchObject({ status: 'failed', scripts: ['One.'] });
  });
});
