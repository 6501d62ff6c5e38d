import { setTimeout as delay } from 'node:timers/promises';
import type { OperationAnswer, UploadAnswer } from '../support/api-client.ts';
import { putBlob, type Answer, type PatientClient } from './patient-client.ts';
import { distinctRecording } from '../support/distinct-recording.ts';
import { Random } from '../support/random.ts';

/** What a client wants done, drawn from the seed. */
export interface PlannedJob {
  readonly name: string;
  readonly kind: 'synthesis' | 'enrollment' | 'batch';
  /** Since the start. */
  readonly atMs: number;
  readonly text: string;
  /** Of a batch: how many items. */
  readonly items?: number;
  /** Canceled this long after it was accepted. */
  readonly cancelAfterMs?: number;
  /** The request is sent twice at once. */
  readonly twice: boolean;
}

/** What happened to it, as far as the client was told. */
export interface JobRecord {
  readonly name: string;
  readonly kind: PlannedJob['kind'];
  readonly text: string;
  /** What was to be spoken; each is different from all others. */
  readonly texts: readonly string[];
  /** The operations that answers with 202 named: one, unless something is wrong. */
  readonly operationIds: Set<string>;
  readonly uploadIds: string[];
  subjectId?: string;
  /** The status with which it was refused permanently. */
  refused?: number;
  /** Why the client stopped waiting. */
  gaveUp?: string;
  cancellation?: 'accepted' | 'too late';
}

export const WORDS =
  'harbour morning copper lantern river quiet window garden silver market bridge candle orchard meadow thunder velvet winter island signal marble'.split(
    ' ',
  );

/** One job of so many is a batch: some are in every run, however short. */
export const BATCH_EVERY = 14;

/** The jobs of a run. The same for the same seed. */
export function planJobs(seed: number, count: number, durationMs: number): PlannedJob[] {
  const random = new Random(seed, 'jobs');
  const batchRandom = new Random(seed, 'batches');
  const firstBatch = batchRandom.whole(0, BATCH_EVERY - 1);
  return Array.from({ length: count }, (_, index) => {
    const isEnrollment = random.chance(0.12);
    const isBatch = index % BATCH_EVERY === firstBatch;
    const kind = isBatch ? 'batch' : isEnrollment ? 'enrollment' : 'synthesis';
    const words = Array.from({ length: random.chance(0.1) ? random.whole(20, 40) : random.whole(1, 4) }, () =>
      random.pick(WORDS),
    );
    return {
      name: `job-${index + 1}`,
      kind,
      atMs: Math.round(random.next() * durationMs),
      text: `Order ${index + 1}: ${words.join(' ')}.`,
      ...(isBatch ? { items: batchRandom.whole(2, 5) } : {}),
      ...(random.chance(0.12) ? { cancelAfterMs: random.whole(0, 3_000) } : {}),
      twice: random.chance(0.1),
    };
  });
}

function textsOf({ kind, text, items = 0 }: PlannedJob): string[] {
  if (kind === 'enrollment') return [];
  return kind === 'synthesis' ? [text] : Array.from({ length: items }, (_, index) => `Line ${index + 1}. ${text}`);
}

export interface JobContext {
  readonly client: PatientClient;
  /** Of a ready voice. */
  readonly voiceId: string;
  readonly recordings: { readonly consent: Buffer; readonly sample: Buffer };
  readonly talent: string;
  readonly company: string;
  /** Makes the keys of this run differ from those of others. */
  readonly run: string;
  readonly giveUp: AbortSignal;
}

const TERMINAL: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled']);
/** From the first look to the second; each pause is longer than the one before, as patient clients wait. */
const FIRST_POLL_MS = 1_000;
const MAX_POLL_MS = 8_000;

/** Does what a client does for a job: asks for it, maybe cancels it, and follows it to its end. Never throws. */
export async function runJob(job: PlannedJob, context: JobContext): Promise<JobRecord> {
  const record = await requestJob(job, context);
  try {
    const [operationId] = record.operationIds;
    if (operationId === undefined) return record;
    if (job.cancelAfterMs !== undefined) {
      await delay(job.cancelAfterMs);
      const { status } = await context.client.request('POST', cancelPathOf(job, record, operationId), {
        key: `${context.run}-${job.name}-cancel`,
      });
      record.cancellation = status < 300 ? 'accepted' : 'too late';
    }
    await follow(operationId, context);
  } catch (error) {
    record.gaveUp = error instanceof Error ? error.message : String(error);
  }
  return record;
}

/** Of a job that nobody was asked for yet. */
export function newRecord(job: PlannedJob): JobRecord {
  const { name, kind, text } = job;
  return { name, kind, text, texts: textsOf(job), operationIds: new Set(), uploadIds: [] };
}

/** Asks for a job. Never throws. */
export async function requestJob(job: PlannedJob, context: JobContext): Promise<JobRecord> {
  const record = newRecord(job);
  try {
    const body = await bodyOf(job, context, record);
    const ask = (): Promise<Answer> =>
      context.client.request('POST', PATHS[job.kind], { body, key: `${context.run}-${job.name}` });
    for (const { status, body: operation } of await Promise.all(job.twice ? [ask(), ask()] : [ask()])) {
      if (status === 202 || status === 200) {
        const { id, subject } = operation as OperationAnswer;
        record.operationIds.add(id);
        record.subjectId = subject.id;
      } else record.refused = status;
    }
  } catch (error) {
    record.gaveUp = error instanceof Error ? error.message : String(error);
  }
  return record;
}

const PATHS = { synthesis: '/v1/syntheses', enrollment: '/v1/voices', batch: '/v1/batches' };

function cancelPathOf({ kind }: PlannedJob, { subjectId }: JobRecord, operationId: string): string {
  return kind === 'batch' ? `/v1/batches/${subjectId}/cancel` : `/v1/operations/${operationId}/cancel`;
}

/** What a request for the job says, over HTTP or by a message. What it needs is uploaded first. */
export async function bodyOf(job: PlannedJob, context: JobContext, record: JobRecord): Promise<unknown> {
  const { voiceId } = context;
  switch (job.kind) {
    case 'synthesis':
      return { voiceId, text: job.text };
    case 'batch':
      return {
        voiceId,
        items: record.texts.map((text, index) => ({ key: `line-${index + 1}`, text })),
        // Some of each kind.
        concatenate: record.texts.length % 2 === 0,
      };
    case 'enrollment':
      return enrollmentBody(job, context, record);
  }
}

async function enrollmentBody({ name }: PlannedJob, context: JobContext, record: JobRecord): Promise<unknown> {
  const [consentUpload, sampleUpload] = await Promise.all([
    uploaded('consent', name, context, record),
    uploaded('sample', name, context, record),
  ]);
  return {
    name,
    kind: 'personal',
    consent: {
      voiceTalentName: context.talent,
      companyName: context.company,
      locale: 'en-US',
      uploadId: consentUpload,
    },
    samples: [{ uploadId: sampleUpload }],
  };
}

async function uploaded(
  purpose: 'consent' | 'sample',
  name: string,
  { client, recordings, run, giveUp }: JobContext,
  record: JobRecord,
): Promise<string> {
  // One recording proves one consent: each person has read the statement aloud.
  const content = purpose === 'consent' ? distinctRecording(recordings.consent) : recordings.sample;
  const { status, body } = await client.request('POST', '/v1/uploads', {
    body: { purpose, fileName: `${name}-${purpose}.wav`, sizeBytes: content.length },
    key: `${run}-${name}-${purpose}`,
  });
  const { id, upload } = body as UploadAnswer;
  if (status !== 201 || !upload) throw new Error(`The API answered ${status} to a wish to upload`);
  await putBlob(upload, content, giveUp);
  record.uploadIds.push(id);
  return id;
}

/** Asks again and again, until the operation has ended or the client stops waiting. */
async function follow(operationId: string, { client, giveUp }: JobContext): Promise<void> {
  for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 1.6, MAX_POLL_MS)) {
    const { status, body } = await client.request('GET', `/v1/operations/${operationId}`);
    if (status !== 200) throw new Error(`The operation was answered ${status}`);
    if (TERMINAL.has((body as OperationAnswer).status)) return;
    await delay(pauseMs, undefined, { signal: giveUp });
  }
}
