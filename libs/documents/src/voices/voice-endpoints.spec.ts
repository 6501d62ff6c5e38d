import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aConfig } from '#config/testing';
import { errorCodeOf, newEndpoint, type VoiceEndpoint } from '#domain';
import { anId, aVoice, TENANT } from '#domain/testing';
import { TestDocuments } from '../../testing/test-documents.ts';
import { VoiceEndpoints } from './voice-endpoints.ts';

const START = Date.parse('2026-11-10T00:00:00.000Z');
const HOUR_MS = 3_600_000;
const ANNOUNCED = { status: 'ready', count: 1 };

let documents: TestDocuments;
let endpoints: VoiceEndpoints;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  documents = new TestDocuments();
  const config = aConfig({ professionalEndpoints: { idleMs: HOUR_MS, maxMsPerMonth: 10 * HOUR_MS } });
  endpoints = new VoiceEndpoints(documents.commit, config);
});
afterEach(() => void vi.useRealTimers());

const create = (changes: Partial<VoiceEndpoint>) =>
  documents.store.create(
    aVoice({ voiceKind: 'professional', announced: ANNOUNCED, endpoint: { ...newEndpoint(START), ...changes } }),
  );
const read = () => documents.store.get('voice', TENANT, anId('voice'));
const wake = async () => endpoints.wake(await read()).then(() => 'awake', errorCodeOf);

describe(VoiceEndpoints.name, () => {
  it('asks nothing for a personal voice', async () => {
    await endpoints.wake(aVoice());
    expect(documents.container.stored.size).toBe(0);
  });

  it('notes the use of a deployed endpoint now and then, not for each request', async () => {
    await create({ status: 'deployed' });
    const before = (await read()).etag;
    expect(await wake()).toBe('awake');
    expect((await read()).etag).toBe(before);
    vi.setSystemTime(START + HOUR_MS / 2);
    expect(await wake()).toBe('awake');
    expect((await read()).endpoint?.usedAt).toBe(new Date(START + HOUR_MS / 2).toISOString());
    const { etag } = await read();
    await endpoints.keepAwake(await read());
    expect((await read()).etag).toBe(etag);
    expect(documents.published).toEqual([]);
  });

  it('has a suspended endpoint resumed with one message, however many want it', async () => {
    await create({ status: 'suspended', upSince: undefined });
    expect(await Promise.all([wake(), wake(), wake()])).toEqual(Array(3).fill('endpoint-resuming'));
    expect((await read()).endpoint).toMatchObject({ status: 'resuming', round: 2 });
    await expect
      .poll(() => documents.published.map(({ id }) => id))
      .toEqual([`${anId('voice')}:voice.poll:endpoint-2:1`]);
  });

  it.each(['resuming', 'suspending'] as const)(
    'sends a new message when it has been %s for long, now and then',
    async (status) => {
      await create({ status });
      vi.setSystemTime(START + 9 * 60_000);
      expect(await wake()).toBe('endpoint-resuming');
      expect(documents.published).toEqual([]);
      for (let request = 0; request < 3; request += 1) {
        vi.setSystemTime(Date.now() + 15 * 60_000);
        expect([await wake(), await wake()]).toEqual(['endpoint-resuming', 'endpoint-resuming']);
      }
      const id = (round: number) => `${anId('voice')}:voice.poll:endpoint-${round}:1`;
      await expect.poll(() => documents.published.map((message) => message.id)).toEqual([id(2), id(3), id(4)]);
    },
  );

  it('resumes nothing beyond the hours of the month', async () => {
    await create({ status: 'suspended', upSince: undefined, upMs: { '2026-11': 10 * HOUR_MS } });
    expect(await wake()).toBe('endpoint-hours-exhausted');
    expect((await read()).endpoint?.status).toBe('suspended');
  });

  it('keeps an endpoint awake that long work speaks by', async () => {
    await create({ status: 'deployed' });
    vi.setSystemTime(START + HOUR_MS / 2);
    await endpoints.keepAwake({ id: anId('voice'), tenantId: TENANT });
    expect((await read()).endpoint?.usedAt).toBe(new Date(START + HOUR_MS / 2).toISOString());
  });
});
