import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '#config';
import type { Stored } from '#documents';
import type { Consent, Upload, Voice } from '#domain';
import { CreateVoice } from './create-voice.usecase.ts';

const START = Date.parse('2026-11-22T00:00:00.000Z');
const HOUR_MS = 3_600_000;
const NEVER = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: START }));
afterEach(() => void vi.useRealTimers());

function stepOf(upload: Partial<Upload>, consent: Partial<Consent>) {
  const saved: Stored<Voice>[] = [];
  const createdAt = new Date(START).toISOString();
  const voice = {
    id: 'vce_1',
    kind: 'voice',
    tenantId: 't',
    status: 'draft',
    stage: 'waiting-for-recordings',
    createdAt,
    updatedAt: createdAt,
    consentId: 'cns_1',
    sampleUploadIds: ['upl_1'],
    outbox: [],
    etag: '"1"',
  } as unknown as Stored<Voice>;
  const found: Record<string, unknown> = { voice, upload, consent };
  const find = (kind: string) => Promise.resolve(found[kind]);
  const documents = { find, findReferenced: find, findLatest: find };
  const blobs = { deleteContainer: () => Promise.resolve() };
  const writer = {
    save: (document: Stored<Voice>) => {
      saved.push(document);
      return Promise.resolve(document);
    },
  };
  const config = { speech: { pollMs: 2_000 } } as Config;
  const step = new CreateVoice(config, documents as never, blobs as never, {} as never, {} as never, writer as never);
  return { step, saved };
}

const canonical = { blobName: 't/upl_1.wav', durationMs: 20_000, sizeBytes: 960_044, sha256: '00' };

describe(CreateVoice.name, () => {
  it.each<[string, Partial<Upload>, Partial<Consent>]>([
    ['its recordings are in a queue that is hours behind', { status: 'awaiting' }, { status: 'awaitingRecording' }],
    ['its consent is', { status: 'accepted', canonical } as never, { status: 'verifying' }],
  ])('goes on waiting while %s, and not for ever', async (_, upload, consent) => {
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
  });
});
