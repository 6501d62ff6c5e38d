import {
  advanceOperation,
  type Operation,
  operationStateOf,
  type OperationSubject,
  operationTypeOf,
  ID_PREFIXES,
  isTerminal,
  type Synthesis,
  SYNTHESIS_TRANSITIONS,
} from '#domain';
import type { Stored, StoredDocument } from '../store/document-store.ts';

/**
 * A synthesis whose operation is shown by its own document while it is queued and running. When it ends, the operation gets a document of its
 * own, which stays when the synthesis is deleted. See ADR 160.
 */
export type ShowingSynthesis = Synthesis & Required<Pick<Synthesis, 'operationEvents'>>;

/** Only one that has events: releases before this one accepted syntheses without. One that was reopened has a document already. */
export function showsOperation(subject: OperationSubject): subject is ShowingSynthesis {
  return subject.kind === 'synthesis' && subject.operationEvents !== undefined && subject.reopened === undefined;
}

/** Whether nothing but the synthesis itself shows its operation for now. */
export function isShownOnly(subject: OperationSubject): subject is ShowingSynthesis {
  return showsOperation(subject) && !isTerminal(SYNTHESIS_TRANSITIONS, subject.status);
}

/** The id of the operation that a new synthesis shows: the one tells the other, so that each is a point read. */
export function shownOperationId(synthesisId: string): string {
  return `${ID_PREFIXES.operation}${synthesisId.slice(ID_PREFIXES.synthesis.length)}`;
}

/** The synthesis that would show this operation. */
export function showingSynthesisId(operationId: string): string {
  return `${ID_PREFIXES.synthesis}${operationId.slice(ID_PREFIXES.operation.length)}`;
}

/** The operation as the synthesis shows it. What a release wrote that knows no events is added. */
export function shownOperation(subject: ShowingSynthesis): Operation {
  const { operationEvents: events, operationId } = subject;
  const last = events.at(-1);
  const first = newOperation(operationId, subject);
  if (!last) return first;
  const { sequence: _, at, ...state } = last;
  const shown = { ...first, error: undefined, ...state, events, updatedAt: at };
  return advanceOperation(shown, operationStateOf(subject), subject.updatedAt);
}

/** The document with an event for what its state means for its operation, if that is news. To be written together. */
export function withOperationEvent<D extends object>(document: D & { readonly kind: string }): D {
  if (!isSubject(document) || !showsOperation(document)) return document;
  // Its stages are those of a synthesis.
  const operationEvents = shownOperation(document).events as ShowingSynthesis['operationEvents'];
  return { ...document, operationEvents };
}

/** The operation as the request that began it was answered. */
export function asAccepted(operation: Operation): Operation {
  const [first] = operation.events;
  if (!first) return operation;
  const { sequence: _, at, ...state } = first;
  return { ...operation, error: undefined, ...state, updatedAt: at, events: [first] };
}

/** The operation of a subject as it is before anybody followed it. */
export function newOperation(id: string, subject: OperationSubject): Operation {
  const state = operationStateOf(subject);
  return {
    id,
    kind: 'operation',
    type: operationTypeOf(subject),
    tenantId: subject.tenantId,
    ownerId: subject.ownerId,
    subject: { kind: subject.kind, id: subject.id },
    ...state,
    events: [{ ...state, sequence: 1, at: subject.updatedAt }],
    createdAt: subject.createdAt,
    updatedAt: subject.updatedAt,
    outbox: [],
  };
}

export function isOperationSubject(document: StoredDocument): document is Stored<OperationSubject> {
  return isSubject(document);
}

/** Whether its progress is shown as an operation. */
export function isSubject(document: { readonly kind: string }): document is OperationSubject {
  const { kind } = document;
  return kind === 'consent' || kind === 'voice' || kind === 'synthesis' || kind === 'batch';
}
