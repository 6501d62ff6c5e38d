import { isTerminal, type Operation, OPERATION_TRANSITIONS, type OperationSubject, operationTypeOf } from '#domain';
import { type AttributeValue, objectiveMet, OBJECTIVES, recordEvent, recordMetric } from '#observability';

const { operation: OBJECTIVE_OF } = OBJECTIVES as {
  readonly operation: { readonly [T in AttributeValue<'voice.operation.type'>]?: number };
};

/** Counts work that was accepted, with the write that began it. */
export function recordAccepted(subject: OperationSubject): void {
  recordMetric('voice.operations.accepted', 1, { 'voice.operation.type': operationTypeOf(subject) });
}

/** Counts an operation that has ended, with the write that says so. */
export function recordEnd({ type, status, error, events, updatedAt, subject }: Operation): void {
  if (!isTerminal(OPERATION_TRANSITIONS, status)) return;
  const seconds = Math.max(0, Date.parse(updatedAt) - Date.parse(events[0]?.at ?? updatedAt)) / 1_000;
  const kind = { 'voice.operation.type': type, 'voice.operation.status': status } as const;
  recordMetric('voice.operations.finished', 1, { ...kind, 'error.type': error?.code });
  const objective = objectiveMet(seconds, OBJECTIVE_OF[type]);
  recordMetric('voice.operation.duration', seconds, { ...kind, 'voice.objective': objective });
  if (type === 'speech.batch') recordEvent('batch.finished', { subjectId: subject.id, outcome: status });
  if ((type === 'voice.erasure' || type === 'consent.erasure') && status === 'succeeded') {
    recordEvent('erasure.finished', { subjectId: subject.id, kind: subject.kind });
  }
}
