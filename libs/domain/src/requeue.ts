import type { Requeues } from './aggregate.ts';
import { type Batch, chunkStepOf } from './batch.ts';
import type { Consent } from './consent.ts';
import { ruleOf } from './lifecycles.ts';
import type { Synthesis } from './synthesis.ts';
import type { Upload } from './upload.ts';
import type { Voice } from './voice.ts';

/** A document that messages move forward, step by step. */
export type DrivenDocument = Upload | Consent | Voice | Synthesis | Batch;

/**
 * Lost work is started again this often in one step before it ends as `stalled`. With the waits before each (`requeueFactor`) that is after
 * 63 times what a step may take: 31 hours and more. What waits in a long queue looks the same as what was lost, and must not end for it.
 */
export const MAX_REQUEUES = 5;

/**
 * The step that moves the document on from where it is, as `voice.poll`: its kind, and what is done. Undefined when it has ended, or waits for
 * a person. Of a batch, that of its first chunk that is not done. `messageTypeOf` of libs/messaging finds the message of a step.
 */
export function stepOf(document: DrivenDocument): string | undefined {
  if (ruleOf(document)?.steps === undefined) return undefined;
  if (document.kind === 'batch') return document.chunks.map(chunkStepOf).find((step) => step !== undefined);
  const action = actionOf(document);
  return action && `${document.kind}.${action}`;
}

function actionOf(document: Exclude<DrivenDocument, Batch>): string | undefined {
  const [first, second] = ruleOf(document)?.steps ?? [];
  if (document.status === 'deleting') return isOwnErasure(document) ? first : undefined;
  return document.kind === 'consent' && document.stage === 'verifying-with-azure' ? second : first;
}

/** One without an operation of its own goes with another document, which is driven; a failed one waits to be asked for again. */
function isOwnErasure({ erasure }: Consent | Voice): boolean {
  return erasure?.operationId !== undefined && !erasure.failure;
}

/** Its last sign of life: a change, or a look by which it found that it has to go on waiting. RFC 3339. */
export function lastSignOfLife({ updatedAt, heartbeatAt }: DrivenDocument): string {
  return heartbeatAt !== undefined && heartbeatAt > updatedAt ? heartbeatAt : updatedAt;
}

/** The count after one more start of this step; undefined when it was started often enough. */
export function nextRequeue(redrives: Requeues | undefined, step: string): Requeues | undefined {
  const ofStep = redrives?.step === step ? redrives.ofStep + 1 : 1;
  return ofStep > MAX_REQUEUES ? undefined : { total: (redrives?.total ?? 0) + 1, step, ofStep };
}

/**
 * How many times as long as at first a step is left alone before it is started (or ended) the next time: twice as long each time, so that a
 * backlog is not made longer by messages about what waits in it.
 */
export function requeueFactor(redrives: Requeues | undefined, step: string): number {
  return redrives?.step === step ? 2 ** redrives.ofStep : 1;
}

/** The count when a step that waited has really begun: what is lost from now on has not been waiting in a queue. */
export function requeuesWhenBegun(redrives: Requeues | undefined): Requeues | undefined {
  return redrives && { ...redrives, ofStep: 0 };
}

/** Id of the message that starts a step again: new each time, the same when it is published twice. */
export function requeueMessageId(documentId: string, { step, total }: Requeues): string {
  return `${documentId}:${step}:requeue-${total}`;
}
