import type { DrivenDocument } from '#domain';
import { MAX_BACKOFF_MS, MESSAGES, messages, type MessageType, QUEUES } from '#messaging';

/** The messages that move a document forward, for each kind. */
export const STEPS: Readonly<Record<DrivenDocument['kind'], readonly MessageType[]>> = {
  upload: [messages.microsoftStorageBlobCreated.type],
  consent: [messages.consentVerify.type, messages.consentPoll.type, messages.consentErase.type],
  voice: [messages.voiceCreate.type, messages.voicePoll.type, messages.voiceErase.type],
  synthesis: [messages.synthesisRun.type],
  batch: [messages.batchSubmit.type, messages.batchPoll.type, messages.batchCollect.type],
};

/** For what is between two attempts beside the pause: the broker's scheduling, a worker that has to be woken. */
const MARGIN_MS = 5 * 60_000;

/**
 * How long work may show no sign of life before its step is started again, in milliseconds: one whole run, the longest pause between two
 * attempts, and a margin. A step that is started again while it still lives runs next to itself, which handlers bear.
 */
export function stalledAfterMs(step: MessageType): number {
  return QUEUES[MESSAGES[step].queue].longestRunMs + MAX_BACKOFF_MS + MARGIN_MS;
}
