import type { Voice } from '#domain';
import { messages } from '#messaging';

/** The message that removes at Azure what is left of a professional voice that has failed or lost its consent: it costs, or was trained with recordings. */
export function removalPoll({ tenantId, id: subjectId, reopened = 0 }: Voice): ReturnType<typeof messages.voicePoll> {
  // An enrollment that was started again may fail again.
  return messages.voicePoll({ tenantId, subjectId, part: `removal-${reopened}` });
}
