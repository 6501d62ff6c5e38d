import type { Failure } from './aggregate.ts';
import { BATCH_TRANSITIONS } from './batch.ts';
import { type ConsentStage, CONSENT_TRANSITIONS } from './consent.ts';
import { ServiceError } from './errors.ts';
import type { OperationSubject } from './operation.ts';
import { isReopenable } from './reopening.ts';
import { canTransition, transition } from './state-machine.ts';
import { SYNTHESIS_TRANSITIONS } from './synthesis.ts';
import { VOICE_TRANSITIONS } from './voice.ts';

/** Until these stages nothing of a consent has left for Azure. */
const CANCELABLE_CONSENT_STAGES: readonly ConsentStage[] = ['waiting-for-recording', 'transcribing'];

/**
 * Whether the work on this document can still be canceled: before it was submitted to Azure; a synthesis and a batch until they have ended.
 * What has failed in such a way that an operator may have it started again can be canceled too, so that nobody does.
 */
export function isCancelable(subject: OperationSubject): boolean {
  if (subject.kind !== 'batch' && isReopenable(subject)) return true;
  switch (subject.kind) {
    case 'consent':
      return (
        canTransition(CONSENT_TRANSITIONS, subject.status, 'canceled') &&
        CANCELABLE_CONSENT_STAGES.includes(subject.stage)
      );
    case 'voice':
      return canTransition(VOICE_TRANSITIONS, subject.status, 'canceled');
    case 'synthesis':
      return canTransition(SYNTHESIS_TRANSITIONS, subject.status, 'canceled');
    case 'batch':
      return canTransition(BATCH_TRANSITIONS, subject.status, 'canceled');
  }
}

/**
 * The document with its work canceled. Messages stay in its outbox: the handler that receives them only brings the operation
 * up to date, in case the process that canceled it dies first.
 * @param at RFC 3339
 * @param failure why, where nobody asked for it
 * @throws ServiceError `state-conflict` when it has ended or was submitted to Azure
 */
export function canceled<S extends OperationSubject>(subject: S, at: string, failure?: Failure): S;
export function canceled(subject: OperationSubject, at: string, failure?: Failure): OperationSubject {
  if (!isCancelable(subject)) {
    throw new ServiceError('state-conflict', `The ${subject.kind} is ${subject.status} and can no longer be canceled.`);
  }
  const change = { updatedAt: at, ...(failure && { failure }) };
  // It says no more why it failed; its operation does.
  if (subject.kind !== 'batch' && isReopenable(subject)) {
    const scripts = subject.kind === 'voice' && { scripts: undefined };
    return { ...subject, ...scripts, failure, ...change, status: 'canceled' };
  }
  switch (subject.kind) {
    case 'consent':
      return transition(CONSENT_TRANSITIONS, subject, 'canceled', { ...change, stage: 'done' });
    case 'voice':
      return transition(VOICE_TRANSITIONS, subject, 'canceled', { ...change, stage: 'done', scripts: undefined });
    case 'synthesis':
      return transition(SYNTHESIS_TRANSITIONS, subject, 'canceled', change);
    case 'batch':
      return transition(BATCH_TRANSITIONS, subject, 'canceled', change);
  }
}
