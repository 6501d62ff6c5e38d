import { ServiceError } from '#domain';

/**
 * Azure ends the audio of one request at 10 minutes, without an error (speech-services-quotas-and-limits). What is this long, in
 * milliseconds, was in all likelihood cut off.
 */
const CUT_OFF_MS = 595_000;

/** Whether audio is as long as the provider ever makes it: the rest is missing. */
export function isCutOff(durationMs: number): boolean {
  return durationMs >= CUT_OFF_MS;
}

/** @throws ServiceError `text-too-long` for audio that the provider cut off. */
export function assertNotCutOff(durationMs: number): void {
  if (!isCutOff(durationMs)) return;
  throw new ServiceError('text-too-long', 'A part of the speech is longer than 10 minutes, the limit of Azure.');
}
