import { check as checkRemains, hasEnded, isAudioOfResult } from '../support/job-checker.ts';
import { isSpeechOf } from '../support/batch-checker.ts';
import type { JobRecord } from './jobs.ts';
import type { CheckedBlob, CheckedDocument, CheckedRecord, Snapshot } from './snapshot.ts';
import { checkRequests, type RequestCounts, type SentRequest, type StoredReply } from '../support/request-checker.ts';
import {
  type AcceptedJob,
  type CheckedBatchFiles,
  type CheckedWebhook,
  type Remains,
  type Violation,
  VIOLATION_KINDS,
} from '../support/remains.ts';

export type ViolationKind = Violation['kind'];

export interface Verdict {
  readonly violations: readonly Violation[];
  readonly counts: Readonly<Record<ViolationKind, number>>;
  /** By kind of document and its status. */
  readonly ends: Readonly<Record<string, number>>;
  /** Turns that were spoken to their end without becoming a result: their worker died, or their answer was lost, before it was stored. */
  readonly spokenAgain: number;
  /** Of the producer. */
  readonly requests: RequestCounts;
}

/** What a producer sent, and what its queue of replies has stored. */
export interface ProducerTalk {
  readonly requests: readonly SentRequest[];
  readonly replies: readonly StoredReply[];
}

/** Of the queues of producers, as `libs/messaging` makes them. */
const DUPLICATE_WINDOW_MS = 30 * 60_000;

/** The blob service tells times to the second. */
const CLOCK_TICK_MS = 1_000;
/** In which states a document still needs what was created for it at Azure. What is kept for others is for the sweepers to delete. */
const LIVING: Readonly<Record<string, readonly string[]>> = {
  consent: ['active', 'verifying'],
  project: ['active', 'verifying'],
  voice: ['ready', 'suspended'],
};

type Report = (kind: ViolationKind, what: string) => void;

/**
 * Compares what clients were told with what is stored, when everything has been healed, nothing goes on any longer, and the sweepers have
 * had their time: with the checker that the simulator uses too, and with what only real stores and clients can show.
 * @param jobs those that a producer has ordered among them
 * @param webhooks what the endpoints got, if there are any
 * @param earlier ids of syntheses and batches that a release before this one has made, which may write no records
 */
export function check(
  jobs: readonly JobRecord[],
  snapshot: Snapshot,
  webhooks: readonly CheckedWebhook[] = [],
  { requests, replies }: ProducerTalk = { requests: [], replies: [] },
  earlier: ReadonlySet<string> = new Set(),
): Verdict {
  const violations: Violation[] = [...checkRemains(remainsOf(jobs, snapshot, webhooks))];
  const report: Report = (kind, what) => void violations.push({ kind, what });
  checkClients(jobs, snapshot, report);
  checkStores(snapshot, report);
  checkRecords(snapshot, earlier, report);
  checkProvider(snapshot, report);
  const answered = checkRequests(requests, replies, snapshot.documents, DUPLICATE_WINDOW_MS);
  violations.push(...answered.violations);
  const counts = Object.fromEntries(
    VIOLATION_KINDS.map((kind) => [kind, violations.filter((violation) => violation.kind === kind).length]),
  ) as Record<ViolationKind, number>;
  const ends: Record<string, number> = {};
  for (const { kind, status } of snapshot.documents) {
    const end = `${kind} ${status}`;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return { violations, counts, ends, spokenAgain: spokenAgain(jobs, snapshot), requests: answered.counts };
}

function remainsOf(jobs: readonly JobRecord[], snapshot: Snapshot, webhooks: readonly CheckedWebhook[]): Remains {
  const byId = new Map(snapshot.documents.map((document) => [document.id, document]));
  const accepted = jobs.flatMap(({ kind, text, texts, operationIds, cancellation }) =>
    [...operationIds].map((operationId): AcceptedJob => {
      const subject = byId.get(operationId)?.['subject'] as { readonly id: string } | undefined;
      return {
        operationId,
        subjectId: subject?.id ?? `the subject of ${operationId}`,
        ...(kind === 'synthesis' ? { text } : {}),
        ...(kind === 'batch' ? { itemTexts: texts } : {}),
        canceled: cancellation === 'accepted',
      };
    }),
  );
  const { provider } = snapshot;
  return {
    at: snapshot.at,
    accepted,
    documents: snapshot.documents,
    blobs: Object.fromEntries(
      Object.entries(snapshot.blobs).map(([container, blobs]) => [container, blobs.map(({ name }) => name)]),
    ),
    resultsStored: new Map(
      (snapshot.blobs['results'] ?? []).map(({ name, writtenAt }) => [name, [writtenAt + CLOCK_TICK_MS]]),
    ),
    provider: {
      consents: provider.consents,
      projects: provider.projects,
      voices: provider.personalVoices,
      turns: provider.spoken.map(({ text, at, completedAt }) => ({ text, startedAt: at, completedAt })),
      batchJobs: provider.batchJobs,
    },
    batches: snapshot.batches,
    webhooks,
    messages: snapshot.messages
      .filter(({ isDeadLetter }) => !isDeadLetter)
      .map(({ queue, type = 'unknown', body, scheduledFor }) => ({
        queue,
        type,
        subjectId: subjectOf(body),
        dueAt: scheduledFor === undefined ? 0 : Date.parse(scheduledFor),
      })),
    doubledMessages: [],
    regressions: [],
  };
}

function checkClients(jobs: readonly JobRecord[], { documents, batches }: Snapshot, report: Report): void {
  const byId = new Map(documents.map((document) => [document.id, document]));
  for (const { name, kind, text, texts, operationIds, uploadIds, gaveUp } of jobs) {
    const states = [...operationIds].map((id) => `${id} is ${byId.get(id)?.status ?? 'not there'}`);
    if (gaveUp !== undefined) report('lost', `${name}: its client stopped waiting: ${gaveUp} (${states.join(', ')})`);
    for (const id of uploadIds) {
      const upload = byId.get(id);
      if (!upload || !hasEnded(upload)) report('lost', `${name}: the recording ${id} is ${upload?.status ?? 'gone'}`);
    }
    if (operationIds.size > 1) report('doubled', `${name}: one key, the operations ${[...operationIds].join(', ')}`);
    const isFor: Readonly<Record<JobRecord['kind'], (document: CheckedDocument) => boolean>> = {
      synthesis: (document) => document.kind === 'synthesis' && document['text'] === text,
      enrollment: (document) => document.kind === 'voice' && document['name'] === name,
      batch: ({ id }) => batches.get(id)?.texts[0] === texts[0],
    };
    const subjects = documents.filter(isFor[kind]);
    if (subjects.length > 1) report('doubled', `${name}: ${subjects.map(({ id }) => id).join(', ')}`);
  }
}

function checkStores({ documents, blobs, batches, messages, pendingEvents }: Snapshot, report: Report): void {
  const byId = new Map(documents.map((document) => [document.id, document]));
  for (const document of documents) {
    const { id, kind, status } = document;
    if (kind === 'operation') {
      if (!byId.has((document['subject'] as { readonly id: string }).id)) report('orphan', `${id} has no subject`);
    } else if (kind === 'synthesis') {
      const results = (blobs['results'] ?? []).filter(({ name }) => name.includes(id) && isAudioOfResult(name));
      if (results.length > 1) report('doubled', `${id} has the results ${results.map(({ name }) => name).join(', ')}`);
      if (status === 'succeeded') checkSize(document, results[0]?.sizeBytes, report);
    } else if (kind === 'batch') {
      checkSizes(document, batches.get(id), blobs['results'] ?? [], report);
    }
  }
  for (const { type, body, isDeadLetter, deadLetterReason } of messages) {
    const subject = byId.get(subjectOf(body));
    // Its subject tells the client why it failed, and an operator can send it again: that is an end, unless the subject waits for it.
    if (isDeadLetter && subject && !hasEnded(subject)) {
      report('stuck', `${subject.id} is ${subject.status} and waits for ${type}, dead-lettered (${deadLetterReason})`);
    }
  }
  if (pendingEvents > 0) report('stuck', `${pendingEvents} blob events are not delivered`);
}

interface CheckedChunk {
  readonly index: number;
  readonly count: number;
  readonly succeeded: number;
  readonly provenanceId?: string;
}

/** Each output has its signed record, of the file that is there. */
function checkRecords({ documents, records }: Snapshot, earlier: ReadonlySet<string>, report: Report): void {
  const check = (what: string, id: string, isOf: (record: CheckedRecord) => boolean): void => {
    const record = records.get(id);
    if (!record) report('unrecorded', `${what} has no record`);
    else if (!record.signature || !isOf(record))
      report('unrecorded', `the record of ${what} is unsigned or of another file`);
  };
  const queued = [...records.values()].flatMap(({ kind, details }) =>
    kind === 'queued' ? (details?.subjectId ?? []) : [],
  );
  for (const subjectId of new Set(queued.filter((id, index) => queued.indexOf(id) !== index)))
    report('doubled', `${subjectId} has several records`);
  for (const document of documents) {
    if (earlier.has(document.id)) continue;
    const result = document['result'] as { readonly provenanceId: string; readonly sha256: string } | undefined;
    if (document.kind === 'synthesis' && document.status === 'succeeded' && result)
      check(document.id, result.provenanceId, ({ statement }) => statement.sha256 === result.sha256);
    if (document.kind !== 'batch') continue;
    const chunks = document['chunks'] as readonly CheckedChunk[];
    const joined = document['joined'] as { readonly provenanceId: string; readonly sha256: string } | undefined;
    if (joined)
      check(`the file of ${document.id}`, joined.provenanceId, ({ statement }) => statement.sha256 === joined.sha256);
    // One that cannot be retried ends without it.
    else if (document['concatenate'] === true && chunks.every(({ count, succeeded }) => succeeded === count))
      report('lost', `${document.id} has no file of all items`);
    for (const { index, succeeded, provenanceId } of chunks) {
      if (provenanceId === undefined || succeeded === 0) continue;
      check(`chunk ${index} of ${document.id}`, provenanceId, ({ statement }) => statement.items?.count === succeeded);
    }
  }
}

function checkSize({ id, ...document }: CheckedDocument, sizeBytes: number | undefined, report: Report): void {
  const promised = (document['result'] as { readonly sizeBytes?: number } | undefined)?.sizeBytes;
  if (sizeBytes !== promised) report('lost', `the audio of ${id} has ${sizeBytes} instead of ${promised} bytes`);
}

function checkSizes(
  batch: CheckedDocument,
  files: CheckedBatchFiles | undefined,
  results: readonly CheckedBlob[],
  report: Report,
): void {
  const joined = batch['joined'] as
    | { readonly sizeBytes: number; readonly stored?: { readonly blobName: string } }
    | undefined;
  if (joined?.stored) {
    const { blobName } = joined.stored;
    const { sizeBytes } = results.find(({ name }) => name === blobName) ?? {};
    if (sizeBytes !== joined.sizeBytes)
      report('lost', `the file of ${batch.id} has ${sizeBytes} instead of ${joined.sizeBytes} bytes`);
  }
  for (const { speech } of [...(files?.states.values() ?? [])].flat()) {
    if (!speech) continue;
    const { sizeBytes } = results.find(({ name }) => isSpeechOf(batch, speech.hash, name)) ?? {};
    if (sizeBytes !== speech.sizeBytes) {
      report('lost', `speech of ${batch.id} has ${sizeBytes} instead of ${speech.sizeBytes} bytes`);
    }
  }
}

function checkProvider({ documents, provider }: Snapshot, report: Report): void {
  const byId = new Map(documents.map((document) => [document.id, document]));
  for (const [operation, resources] of [
    ['Projects_Create', provider.projects],
    ['Consents_Create', provider.consents],
    ['PersonalVoices_Create', provider.personalVoices],
  ] as const) {
    const created = provider.effectiveCalls[operation] ?? 0;
    const owned = resources.length + (provider.effectiveCalls[operation.replace('Create', 'Delete')] ?? 0);
    if (created > owned) report('doubled', `${operation} took effect ${created} times for ${owned} resources`);
  }
  for (const id of [...provider.projects, ...provider.consents, ...provider.personalVoices]) {
    const [what = ''] = id.split('-', 1);
    const owner = byId.get(id.slice(what.length + 1));
    // Without an owner, or with one that was canceled, it has been reported already.
    if (owner && owner.status !== 'canceled' && !LIVING[what]?.includes(owner.status)) {
      report('orphan', `Azure has ${id}, which is ${owner.status}`);
    }
  }
}

function spokenAgain(jobs: readonly JobRecord[], { provider }: Snapshot): number {
  const completed = new Map<string, number>();
  for (const turn of provider.spoken) {
    if (turn.completed) completed.set(turn.text, (completed.get(turn.text) ?? 0) + 1);
  }
  return jobs.flatMap(({ texts }) => texts).reduce((sum, text) => sum + Math.max(0, (completed.get(text) ?? 0) - 1), 0);
}

function subjectOf(body: unknown): string {
  return String((body as { readonly subjectId?: unknown } | undefined)?.subjectId);
}
