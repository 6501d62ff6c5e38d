import { type Batch, canceled, type Failure, isChunkAtAzure, type OperationSubject } from '#domain';
import { messages } from './messages.ts';

/**
 * The document with its work canceled, and the messages that end what runs at Azure, where it would go on by itself.
 * @param at RFC 3339
 * @param failure why, where nobody asked for it
 * @throws ServiceError `state-conflict` when it can no longer be canceled
 */
export function canceledWithCleanUp<S extends OperationSubject>(subject: S, at: string, failure?: Failure): S {
  const ended = canceled(subject, at, failure);
  return ended.kind === 'batch' ? withCleanUp(ended as S & Batch) : ended;
}

function withCleanUp<B extends Batch>(batch: B): B {
  const { id: subjectId, tenantId } = batch;
  const atAzure = batch.chunks.filter(isChunkAtAzure);
  const cleanUp = atAzure.map(({ index, attempt }) => {
    const data = { chunk: index, attempt };
    return messages.batchPoll({ tenantId, subjectId, part: `${index}.${attempt}.cancel`, data });
  });
  return { ...batch, outbox: [...batch.outbox, ...cleanUp] };
}
