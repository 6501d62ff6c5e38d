import type { Batch } from './batch.ts';
import { type Consent } from './consent.ts';
import { type ErrorCode, ServiceError } from './errors.ts';
import { ruleOf } from './lifecycles.ts';
import type { DrivenDocument } from './requeue.ts';
import type { Voice } from './voice.ts';
import { toBeAnnouncedAgain } from './webhook-events.ts';

/** Ends that say nothing about the input: the same work may succeed when the cause is gone. */
const REOPENABLE: ReadonlySet<string> = new Set<ErrorCode>(['attempts-exhausted', 'stalled']);

/** Whether an operator may have the work started again: it has failed for reasons that were not its own, and nobody has canceled it. */
export function isReopenable(document: Exclude<DrivenDocument, Batch>): boolean {
  if (document.kind === 'consent' && document.withdrawal !== undefined) return false;
  const code = document.kind === 'upload' ? document.rejection?.code : document.failure?.code;
  // A document that was deleted, revoked or canceled since keeps the failure, but is not failed.
  return ruleOf(document)?.operation === 'failed' && code !== undefined && REOPENABLE.has(code);
}

/** A voice that has ended without the scripts of its samples, which an operator may need only to start it again: they are spoken text. */
export function withoutNeedlessScripts<V extends Voice>(voice: V): V {
  return voice.scripts === undefined || isReopenable(voice) ? voice : { ...voice, scripts: undefined };
}

/** Whether its work is still going on: a message about it has something to do. */
export function isUnfinished(document: DrivenDocument): boolean {
  return ruleOf(document)?.open === true;
}

/**
 * The operator's transition, beside those of the state machines: failed work goes back to the state in which a message of this type
 * finds something to do. Only for ends by `attempts-exhausted` or `stalled`; every other end is a decision about the input, and stands.
 * @param step the step to retry, as `stepOf` names it
 * @param at RFC 3339
 * @throws ServiceError `state-conflict` that says what to do instead
 */
export function reopened<D extends DrivenDocument>(document: D, step: string, at: string): D;
export function reopened(document: DrivenDocument, step: string, at: string): DrivenDocument {
  if (document.kind === 'batch') {
    const detail = 'Retry the failed items with POST /v1/batches/{id}/retry, and discard the dead letter.';
    throw new ServiceError('state-conflict', detail);
  }
  if (!isReopenable(document)) {
    const code = document.kind === 'upload' ? document.rejection?.code : document.failure?.code;
    throw new ServiceError(
      'state-conflict',
      `The ${document.kind} is ${document.status}${code === undefined ? '' : ` (${code})`} and cannot be resumed. Discard the dead letter.`,
    );
  }
  const announced = toBeAnnouncedAgain(document.announced);
  const change = { updatedAt: at, heartbeatAt: undefined, announced, reopened: (document.reopened ?? 0) + 1 };
  const action = step.startsWith(`${document.kind}.`) ? step.slice(document.kind.length + 1) : undefined;
  switch (document.kind) {
    case 'upload':
      if (action === 'examine') {
        return { ...document, ...change, status: 'received', rejection: undefined, raw: undefined };
      }
      break;
    case 'consent':
      if (action === 'verify' || action === 'poll') {
        // Its recording is compared and kept again.
        const evidence = document.evidenceRemovedAt !== undefined && {
          evidence: undefined,
          evidenceRemovedAt: undefined,
          tiers: undefined,
        };
        const stage = consentStage({ ...document, ...evidence });
        return { ...document, ...change, ...evidence, status: 'verifying', stage, failure: undefined };
      }
      break;
    case 'voice':
      if (action === 'create') {
        return { ...document, ...change, status: 'draft', stage: 'waiting-for-recordings', failure: undefined };
      }
      if (action === 'poll') {
        return { ...document, ...change, status: 'training', stage: 'training', failure: undefined };
      }
      break;
    case 'synthesis':
      if (action === 'run') {
        // What is not to be stored expires when it ends; a time of the caller's own stands.
        const expiry = document.store === false && { expiresAt: undefined };
        return { ...document, ...change, ...expiry, status: 'queued', progress: undefined, failure: undefined };
      }
      break;
  }
  throw new ServiceError('state-conflict', `A ${step} cannot resume a ${document.kind}. Discard the dead letter.`);
}

/** Where it was, by the traces of the stages that it has passed. */
function consentStage({ submittedAt, evidence }: Consent): Consent['stage'] {
  if (submittedAt !== undefined) return 'verifying-with-azure';
  return evidence && evidence.match?.matches !== false ? 'submitting-to-azure' : 'waiting-for-recording';
}
