import type { CheckedDocument, Remains, Report } from './remains.ts';

export const ENDED_BATCH: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled']);

interface CheckedChunk {
  readonly index: number;
  readonly count: number;
  readonly attempt: number;
  readonly status: string;
  readonly statesBlob?: string | undefined;
  readonly succeeded: number;
}

/**
 * - lost: items of a batch that succeeded without their speech, and without a reason
 * - doubled: a chunk that was handed to Azure more than once in one attempt, a text that was spoken more than once
 * - orphan: a job at Azure that no batch waits for, speech that no batch asked for
 */
export function checkBatches(remains: Remains, report: Report): void {
  checkJobs(remains, report);
  const batches = remains.documents.filter(({ kind }) => kind === 'batch');
  for (const batch of batches) {
    if (batch.status === 'succeeded') checkSucceeded(batch, remains, report);
  }
  for (const { subjectId, itemTexts = [] } of remains.accepted) {
    for (const text of itemTexts) {
      const turns = remains.provider.turns.filter((turn) => turn.text === text && turn.completedAt !== undefined);
      // Azure keeps the speech of a batch until it is told to delete it, whichever process dies here.
      if (turns.length > 1) report('doubled', `an item of ${subjectId} was spoken ${turns.length} times`);
    }
  }
}

function checkJobs({ provider, documents }: Remains, report: Report): void {
  const attempts = new Map<string, CheckedDocument>(
    documents
      .filter(({ kind }) => kind === 'batch')
      .flatMap((batch) =>
        chunksOf(batch).flatMap(({ index, attempt }) =>
          Array.from({ length: attempt }, (_, before) => [`${batch.id}-${index + 1}-${before + 1}`, batch] as const),
        ),
      ),
  );
  const created = new Map<string, number>();
  for (const { id, deletedAt } of provider.batchJobs) {
    created.set(id, (created.get(id) ?? 0) + 1);
    const batch = attempts.get(id);
    if (batch === undefined) report('orphan', `the batch synthesis ${id} is for no chunk of a batch`);
    else if (deletedAt === undefined && ENDED_BATCH.has(batch.status)) {
      report('orphan', `Azure has the batch synthesis ${id}, and ${batch.id} is ${batch.status}`);
    }
  }
  for (const [id, times] of created) {
    if (times > 1) report('doubled', `the batch synthesis ${id} was created ${times} times`);
  }
}

function checkSucceeded(batch: CheckedDocument, { batches, blobs }: Remains, report: Report): void {
  const files = batches.get(batch.id);
  const texts = files?.texts.length ?? 0;
  if (texts !== batch['itemCount']) report('lost', `${batch.id} has ${texts} of ${String(batch['itemCount'])} texts`);
  for (const { index, count, status, statesBlob, succeeded } of chunksOf(batch)) {
    const chunk = `chunk ${index + 1} of ${batch.id}`;
    const states = files?.states.get(statesBlob ?? '');
    if (status !== 'done' || states?.length !== count) {
      report('lost', `${chunk} is ${status}, and ${states?.length ?? 'none'} of its ${count} items have a state`);
      continue;
    }
    if (states.filter(({ speech }) => speech).length !== succeeded) {
      report('lost', `${chunk} does not have the ${succeeded} items with speech that it counts`);
    }
    for (const [offset, { speech, failure }] of states.entries()) {
      if (!speech && !failure) report('lost', `item ${offset + 1} of ${chunk} has neither speech nor a reason`);
      if (!speech) continue;
      const stored = (blobs['results'] ?? []).filter((name) => isSpeechOf(batch, speech.hash, name)).length;
      if (stored === 0) report('lost', `the speech of item ${offset + 1} of ${chunk} is not there`);
      if (stored > 1) report('doubled', `the speech of item ${offset + 1} of ${chunk} is stored ${stored} times`);
    }
  }
}

/** Names of blobs in `results` that batches account for: their own, and speech that one of them asked for and its voice may use again. */
export function usedByBatches({ documents, batches, blobs }: Remains): readonly string[] {
  const prefixes = documents.flatMap((batch) => {
    if (batch.kind !== 'batch') return [];
    const planned = [...(batches.get(batch.id)?.planned ?? [])];
    return [`${batch.tenantId}/${batch.id}/`, ...planned.map((hash) => speechStart(batch, hash))];
  });
  return (blobs['results'] ?? []).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
}

/** Whether a blob of `results` is the speech of an item of this batch. */
export function isSpeechOf(batch: CheckedDocument, hash: string, name: string): boolean {
  return name.startsWith(speechStart(batch, hash));
}

function speechStart(batch: CheckedDocument, hash: string): string {
  return `${batch.tenantId}/${String(batch['voiceId'])}/${hash}.`;
}

function chunksOf(batch: CheckedDocument): readonly CheckedChunk[] {
  return batch['chunks'] as readonly CheckedChunk[];
}
