import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { afterAll, describe, expect, it } from 'vitest';
import type { SpeechEncoder } from '#audio';
import type { Config } from '#config';
import {
  Commit,
  DocumentStore,
  newOperation,
  OperationStore,
  type OutboxRelay,
  RequestIds,
  type SettleCharge,
  type SpeakableVoices,
  VoiceWatches,
} from '#documents';
import type { Synthesis } from '#domain';
import { stub } from '#domain/testing';
import { createMessage, MessageProcessor } from '#messaging';
import { createLogger } from '#observability';
import type { SpeakableTexts } from '#speech';
import { ProvenanceRecorder, ProvenanceSigner } from '#provenance';
import { ProvenanceItems, ProvenanceStore, type UsageStore } from '#storage';
import { SignSpeech } from '../../../apps/worker/src/platform/sign-speech.ts';
import type { ForgetText } from '../../../apps/worker/src/syntheses/forget-text.ts';
import { InterruptedSynthesis } from '../../../apps/worker/src/syntheses/interrupted-synthesis.ts';
import { RunSynthesis } from '../../../apps/worker/src/syntheses/run-synthesis.usecase.ts';
import { SynthesisEnd } from '../../../apps/worker/src/syntheses/synthesis-end.ts';
import { SynthesisRecord } from '../../../apps/worker/src/syntheses/synthesis-record.ts';
import { SynthesisSpeaker } from '../../../apps/worker/src/syntheses/synthesis-speaker.ts';
import { SynthesisUsage } from '../../../apps/worker/src/syntheses/synthesis-usage.ts';
import { MemoryContainer } from '../../../libs/storage/testing/memory-container.ts';
import { VOICE } from './budget-application.ts';
import { LONG_WORDS } from './texts.ts';
import { longestTurnOfRuns, RUNS, TURN_LIMIT_MS, TurnTimes } from './turns.ts';
import { memoryBlobs, synthesisOf, turns } from './worker-parts.ts';

const QUEUE = 'speech-synthesis';
const AT = '2026-11-29T10:00:00.000Z';
const config = { synthesis: { partMs: 120_000, parallelParts: 4 } } as unknown as Config;
const signal = new AbortController().signal;
const times = new TurnTimes();
afterAll(() => console.log(`The longest turn while the worker handles a message:\n${times.toString()}`));

/** Everything real from the message to the documents: nothing but Azure is stood in for. */
function worker() {
  const container = new MemoryContainer().asContainer;
  const documents = new DocumentStore(container);
  const relay = { relay: <D>(document: D) => Promise.resolve(document) } as unknown as OutboxRelay;
  const logger = createLogger({ level: 'silent', service: 'test' });
  const commit = new Commit(documents, new OperationStore(documents), relay, logger);
  const blobs = memoryBlobs();
  const records = new ProvenanceStore(new MemoryContainer().asContainer, 86_400_000);
  const voices = { find: () => Promise.resolve(VOICE) } as unknown as SpeakableVoices;
  const end = new SynthesisEnd(
    blobs,
    commit,
    stub<SettleCharge>({ execute: () => Promise.resolve() }),
    stub<ForgetText>({ execute: (synthesis) => Promise.resolve(synthesis) }),
  );
  const run = new RunSynthesis(
    documents,
    voices,
    new VoiceWatches(voices, 60_000),
    blobs,
    {} as SpeakableTexts,
    new SynthesisSpeaker(
      turns,
      {} as SpeechEncoder,
      blobs,
      new SignSpeech(stub({}), undefined, 0, logger),
      config,
      logger,
    ),
    commit,
    end,
    new InterruptedSynthesis(documents, end),
    new SynthesisUsage({ count: () => Promise.resolve() } as unknown as UsageStore, config),
    new SynthesisRecord(
      new ProvenanceRecorder(records, new ProvenanceItems(blobs), new ProvenanceSigner([]), 'home', logger),
    ),
    stub({}),
  );
  const publisher = { publish: () => Promise.reject(new Error('nothing may be retried')) };
  return { documents, processor: new MessageProcessor({ get: () => run }, publisher, logger) };
}

/** A synthesis of these words and its operation, as the API stores them. @returns its id */
async function stored(documents: DocumentStore, words: Readonly<Record<string, unknown>>): Promise<string> {
  const ids = RequestIds.once();
  const [id, operationId] = [ids.id('synthesis'), ids.id('operation')];
  const synthesis = {
    ...synthesisOf(words),
    id,
    kind: 'synthesis',
    tenantId: 'home',
    ownerId: 'object',
    status: 'queued',
    operationId,
    createdAt: AT,
    updatedAt: AT,
    outbox: [],
  } as unknown as Synthesis;
  await documents.create(synthesis);
  await documents.create(newOperation(operationId, synthesis));
  return id;
}

describe('a turn of the worker’s loop is within its budget', () => {
  it.each(Object.entries(LONG_WORDS))('when the message of a synthesis is handled: %s', async (_, words) => {
    const { documents, processor } = worker();
    // Of the runs of one input none finds what another has spoken.
    const subjects = await Promise.all(Array.from({ length: RUNS }, () => stored(documents, words)));
    const ends: unknown[] = [];
    const longestMs = await longestTurnOfRuns(async () => {
      const subjectId = subjects[ends.length] ?? '';
      const body = createMessage('synthesis.run', { tenantId: 'home', subjectId, data: {} });
      const received = { body, messageId: body.id } as unknown as ServiceBusReceivedMessage;
      ends.push(await processor.process(QUEUE, received, signal));
    });
    times.note(expect.getState().currentTestName, longestMs);
    expect(longestMs).toBeLessThanOrEqual(TURN_LIMIT_MS);
    expect(ends).toEqual(ends.map(() => ({ kind: 'complete' })));
    const { status, failure } = await documents.get('synthesis', 'home', subjects[0] ?? '');
    if (status === 'failed') expect(['text-too-long', 'invalid-ssml']).toContain(failure?.code);
    else expect(status).toBe('succeeded');
  });
});
