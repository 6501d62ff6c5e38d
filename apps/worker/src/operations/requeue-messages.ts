import { type Batch, chunkStepOf, type DrivenDocument, type OutboxMessage, uploadBlobName } from '#domain';
import { createMessage, type Message, messages, type MessageType } from '#messaging';
import { BLOB_CONTAINERS, type BlobStore } from '#storage';

/** The messages of the step that the document is in: one, except for a batch one for each chunk that is not done. */
export function stepMessages(document: DrivenDocument, step: MessageType): readonly Message[] {
  if (document.kind === 'batch') return chunkMessages(document, document.id);
  const { tenantId, id: subjectId } = document;
  return [createMessage(step, { tenantId, subjectId, data: {} })];
}

/**
 * The same with ids of their own, so that the queue takes them again.
 * @param id of the message, or what the ids of several begin with
 * @returns undefined when there is nothing left to work on
 */
export async function requeueMessages(
  blobs: BlobStore,
  document: DrivenDocument,
  step: MessageType,
  id: string,
): Promise<readonly OutboxMessage[] | undefined> {
  if (document.kind === 'batch') return chunkMessages(document, id);
  if (step !== messages.microsoftStorageBlobCreated.type) {
    return stepMessages(document, step).map((message) => ({ ...message, id }));
  }
  const { tenantId, id: subjectId } = document;
  const name = uploadBlobName(tenantId, subjectId);
  const blob = await blobs.properties({ container: BLOB_CONTAINERS.uploads, name });
  if (!blob) return undefined;
  const data = { eTag: blob.etag, contentLength: blob.sizeBytes };
  return [{ ...createMessage(step, { tenantId, subjectId, data }), id }];
}

/** What moves each chunk on that is not done; with ids of their own that begin like this. */
function chunkMessages({ id: subjectId, tenantId, chunks }: Batch, idStart: string): readonly Message[] {
  return chunks.flatMap((chunk) => {
    const step = chunkStepOf(chunk);
    if (step === undefined) return [];
    const { index, attempt } = chunk;
    const message = createMessage(step, { tenantId, subjectId, data: { chunk: index, attempt } });
    // The attempt comes last, as in all ids: else the next attempt at one chunk would have the id of another chunk.
    return [{ ...message, id: `${idStart}:${index}:${message.attempt}` }];
  });
}
