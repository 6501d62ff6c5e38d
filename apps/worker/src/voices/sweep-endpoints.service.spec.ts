import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aConfig } from '#config/testing';
import { TraceStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import { newEndpoint, type Voice, type VoiceEndpoint } from '#domain';
import { aVoice } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import { SweepEndpoints } from './sweep-endpoints.service.ts';

const START = Date.parse('2026-11-10T00:00:00.000Z');
const HOUR_MS = 3_600_000;
const signal = new AbortController().signal;

let documents: TestDocuments;
let sweep: SweepEndpoints;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  documents = new TestDocuments();
  const config = aConfig({ professionalEndpoints: { idleMs: HOUR_MS, maxMsPerMonth: 100 * HOUR_MS } });
  const traces = new TraceStore(documents.container.asContainer);
  sweep = new SweepEndpoints(config, traces, documents.commit, new MemoryLogger().asLogger);
});
afterEach(() => void vi.useRealTimers());

async function sweptAfter(ms: number, endpoint: Partial<VoiceEndpoint>, changes: Partial<Voice> = {}) {
  const at = new Date(START).toISOString();
  await documents.store.create(
    aVoice({
      voiceKind: 'professional',
      announced: { status: changes.status ?? 'ready', count: 1 },
      createdAt: at,
      updatedAt: at,
      endpoint: { ...newEndpoint(START), ...endpoint },
      ...changes,
    }),
  );
  vi.setSystemTime(START + ms);
  const { counts } = await sweep.execute(undefined, signal);
  return [counts['endpoints'], documents.published.map(({ type }) => type)];
}

describe(SweepEndpoints.name, () => {
  it.each<[string, number, Partial<VoiceEndpoint>, Partial<Voice>]>([
    ['is idle for longer than it may be', 2 * HOUR_MS, { status: 'deployed' }, {}],
    ['is being suspended, and nobody asks Azure about it', HOUR_MS, { status: 'suspending' }, {}],
    ['belongs to a voice whose consent is lost', HOUR_MS, { status: 'deployed' }, { status: 'suspended' }],
    ['is suspended, of a voice whose consent is lost', HOUR_MS, { status: 'suspended' }, { status: 'suspended' }],
  ])('starts the message of an endpoint again that %s', async (_, ms, endpoint, changes) => {
    expect(await sweptAfter(ms, endpoint, changes)).toEqual([1, ['voice.poll']]);
  });

  it.each<[string, number, Partial<VoiceEndpoint>, Partial<Voice>]>([
    ['is used', 2 * HOUR_MS, { status: 'deployed', usedAt: new Date(START + 1.9 * HOUR_MS).toISOString() }, {}],
    ['has just become idle', 1.1 * HOUR_MS, { status: 'deployed' }, {}],
    ['is suspended', 9 * HOUR_MS, { status: 'suspended' }, {}],
    ['is being deployed', HOUR_MS, {}, { status: 'training' }],
  ])('leaves one alone that %s', async (_, ms, endpoint, changes) => {
    expect(await sweptAfter(ms, endpoint, changes)).toEqual([0, []]);
  });
});
