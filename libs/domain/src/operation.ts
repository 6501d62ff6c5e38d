import type { Aggregate, DocumentKind, Failure } from './aggregate.ts';
import { type Batch, BATCH_LIFECYCLE, BATCH_STATUSES, batchProgress } from './batch.ts';
import { CONSENT_LIFECYCLE, CONSENT_STAGES, type Consent } from './consent.ts';
import { type Erasure, ERASURE_STAGES } from './erasure.ts';
import { lifecycle, type OperationStatus, type StateRule, statusesOf, transitionsOf } from './lifecycle.ts';
import { isTerminal } from './state-machine.ts';
import { type Synthesis, SYNTHESIS_STATUSES } from './synthesis.ts';
import { isProfessional, PROFESSIONAL_VOICE_STAGES, VOICE_LIFECYCLE, VOICE_STAGES, type Voice } from './voice.ts';

export const OPERATION_LIFECYCLE = lifecycle<OperationStatus, StateRule<OperationStatus>>({
  queued: { next: ['running', 'succeeded', 'failed', 'canceled'], open: true },
  running: { next: ['succeeded', 'failed', 'canceled'], open: true },
  succeeded: { next: [] },
  failed: { next: [] },
  canceled: { next: [] },
});
export const OPERATION_STATUSES = statusesOf(OPERATION_LIFECYCLE);
export const OPERATION_TRANSITIONS = transitionsOf(OPERATION_LIFECYCLE);

export const OPERATION_TYPES = [
  'consent.verification',
  'voice.enrollment',
  'speech.synthesis',
  'speech.batch',
  'consent.revocation',
  'consent.erasure',
  'voice.erasure',
] as const;
export type OperationType = (typeof OPERATION_TYPES)[number];

/** What is being done: each type of operation has stages of its own. */
export const OPERATION_STAGES = [
  ...new Set([
    ...CONSENT_STAGES,
    ...VOICE_STAGES,
    ...PROFESSIONAL_VOICE_STAGES,
    ...ERASURE_STAGES,
    ...SYNTHESIS_STATUSES,
    'speaking' as const,
    ...BATCH_STATUSES,
  ]),
];
export type OperationStage = (typeof OPERATION_STAGES)[number];

/** The oldest are left out: a document holds 2 MB, and each write of it costs by its size. */
export const MAX_OPERATION_EVENTS = 500;

/** What a client sees of an operation at one moment. */
export interface OperationState {
  readonly status: OperationStatus;
  readonly stage: OperationStage;
  /** 0 to 1. */
  readonly progress: number;
  readonly error?: Failure | undefined;
  /** How often an operator had the work started again after it had failed. */
  readonly reopened?: number | undefined;
}

export interface OperationEvent extends OperationState {
  /** Counts from 1; the id of the event in the SSE stream. */
  readonly sequence: number;
  readonly at: string;
}

/** The uniform view of long work that a client polls. It follows its subject's document and never leads it. */
export interface Operation extends Aggregate, OperationState {
  readonly kind: 'operation';
  readonly type: OperationType;
  readonly subject: { readonly kind: DocumentKind; readonly id: string };
  readonly events: readonly OperationEvent[];
}

/** A document whose progress is shown as an operation. */
export type OperationSubject = Consent | Voice | Synthesis | Batch;

/** What speaking takes of the progress of a synthesis; the rest is joining, encoding and storing. */
const SPEAKING_SHARE = 0.9;

function synthesisProgress({ status, progress }: Synthesis): number {
  if (status === 'queued') return 0;
  if (status !== 'running') return 1;
  return progress === undefined ? 0 : Math.round(((SPEAKING_SHARE * progress.partsDone) / progress.parts) * 100) / 100;
}

export function operationTypeOf(subject: OperationSubject): OperationType {
  switch (subject.kind) {
    case 'consent':
      if (!isRevoked(subject)) return 'consent.verification';
      return subject.withdrawal?.erase ? 'consent.erasure' : 'consent.revocation';
    case 'voice':
      return isBeingErased(subject) ? 'voice.erasure' : 'voice.enrollment';
    case 'synthesis':
      return 'speech.synthesis';
    case 'batch':
      return 'speech.batch';
  }
}

/** What the subject's state means for its operation. */
export function operationStateOf(subject: OperationSubject): OperationState {
  const { reopened } = subject;
  return { ...stateOfSubject(subject), ...(reopened !== undefined && { reopened }) };
}

function stateOfSubject(subject: OperationSubject): OperationState {
  switch (subject.kind) {
    case 'consent':
      if (isRevoked(subject)) return withdrawalState(subject);
      return stateOf(CONSENT_LIFECYCLE[subject.status].operation, CONSENT_STAGES, subject.stage, subject.failure);
    case 'voice':
      if (isBeingErased(subject)) return erasureState(subject.status === 'deleted', subject.erasure);
      return stateOf(VOICE_LIFECYCLE[subject.status].operation, stagesOf(subject), subject.stage, subject.failure);
    case 'synthesis':
      return {
        status: subject.status,
        stage: subject.status === 'running' ? 'speaking' : subject.status,
        progress: synthesisProgress(subject),
        ...(subject.failure && { error: subject.failure }),
      };
    case 'batch': {
      const status = BATCH_LIFECYCLE[subject.status].operation;
      return {
        status,
        stage: subject.status,
        progress: OPERATION_TRANSITIONS[status].length === 0 ? 1 : batchProgress(subject),
        ...(subject.failure && { error: subject.failure }),
      };
    }
  }
}

function stagesOf(voice: Voice): readonly OperationStage[] {
  return isProfessional(voice) ? PROFESSIONAL_VOICE_STAGES : VOICE_STAGES;
}

/** Whether its operation is the one that was started to revoke or erase it. */
function isRevoked({ withdrawal, operationId }: Consent): boolean {
  return withdrawal !== undefined && withdrawal.operationId === operationId;
}

function isBeingErased({ erasure, operationId }: Voice): boolean {
  return erasure !== undefined && erasure.operationId === operationId;
}

/** Whether its operation is one of work that was ended by its erasure: it is removed, and not to be made again. */
export function isOperationErased(subject: OperationSubject): boolean {
  if (subject.status !== 'deleting' && subject.status !== 'deleted') return false;
  return subject.kind === 'voice' ? !isBeingErased(subject) : subject.kind === 'consent' && !isRevoked(subject);
}

function withdrawalState({ status, withdrawal, enforcedAt, erasure }: Consent): OperationState {
  const isDone = withdrawal?.erase ? status === 'deleted' : enforcedAt !== undefined;
  return erasureState(isDone, erasure);
}

function erasureState(isDone: boolean, erasure: Erasure | undefined): OperationState {
  const { stage = 'stopping', failure } = erasure ?? {};
  if (isDone) return { status: 'succeeded', stage: 'done', progress: 1 };
  return stateOf(failure ? 'failed' : 'running', ERASURE_STAGES, stage, failure);
}

function stateOf<S extends OperationStage>(
  status: OperationStatus,
  stages: readonly S[],
  stage: S,
  failure: Failure | undefined,
): OperationState {
  return {
    status,
    stage,
    progress: isTerminal(OPERATION_TRANSITIONS, status) ? 1 : stages.indexOf(stage) / (stages.length - 1),
    ...(failure && { error: failure }),
  };
}

/**
 * The operation after its subject reached `state`: unchanged (the same object) when that is no news, so that a repeated message
 * writes nothing. An ended operation stays as it is, unless an operator had its work started again since.
 */
export function advanceOperation(operation: Operation, state: OperationState, at: string): Operation {
  const times = state.reopened ?? 0;
  const isReopened = times > (operation.reopened ?? 0);
  // What a process says that has not heard of the reopening is old.
  if (times < (operation.reopened ?? 0)) return operation;
  if (!isReopened && !isProgress(operation, state)) return operation;
  const { reopened: _, ...shown } = state;
  const event: OperationEvent = { ...shown, sequence: (operation.events.at(-1)?.sequence ?? 0) + 1, at };
  const events = [...operation.events, event].slice(-MAX_OPERATION_EVENTS);
  const changed = { ...operation, ...state, updatedAt: at, events };
  return state.error === undefined ? { ...changed, error: undefined } : changed;
}

function isProgress(operation: Operation, state: OperationState): boolean {
  if (OPERATION_TRANSITIONS[operation.status].length === 0) return false;
  if (operation.status === 'running' && state.status === 'queued') return false;
  const ended = OPERATION_TRANSITIONS[state.status].length === 0;
  const isNews =
    state.status !== operation.status || state.stage !== operation.stage || state.progress > operation.progress;
  return isNews && (ended || state.progress >= operation.progress);
}
