import type { MessageData, MessageSubject, messages } from '#messaging';

/** One attempt at one chunk of a batch. */
export interface ChunkAttempt {
  readonly tenantId: string;
  readonly batchId: string;
  readonly index: number;
  readonly attempt: number;
}

/** What each message about a chunk says. */
export interface ChunkMessage extends MessageSubject {
  readonly data: MessageData<typeof messages.batchSubmit.type>;
}

export function targetOf({ tenantId, subjectId, data }: ChunkMessage): ChunkAttempt {
  return { tenantId, batchId: subjectId, index: data.chunk, attempt: data.attempt };
}
