import { ServiceError } from '#domain';

/** How long Azure may take to fetch what we point it at: it refuses URLs that expire soon as expired already. */
export const SAS_FOR_AZURE_MS = 24 * 3_600_000;

/** What helps when Azure cannot fetch what a URL points to. */
export const UNREACHABLE_STORAGE_ADVICE =
  'If the storage account is closed to public networks, ask an operator to set SPEECH_AUDIO_TRANSFER=upload, so that recordings are sent with the request.';

/** The same where the recordings of professional voices are meant, which go by URL only. */
export const UNREACHABLE_STORAGE =
  'Azure has to reach the storage account: recordings of professional voices are fetched from it by URL.';

/** A job at the provider that has not ended after this long fails. */
export const MAX_JOB_MS = 24 * 3_600_000;

/**
 * Creates a resource with an id of our choosing, unless it is there already from an earlier run of the same message, or from one
 * that runs at the same moment. (Azure answers 400 to a second create whose body differs, and a SAS URL always differs.)
 */
export async function unlessItExists<R>(read: () => Promise<R | undefined>, create: () => Promise<R>): Promise<R> {
  const existing = await read();
  if (existing !== undefined) return existing;
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'provider-rejected') throw error;
    const createdMeanwhile = await read();
    if (createdMeanwhile === undefined) throw error;
    return createdMeanwhile;
  }
}

/** Rarest look at a job; Azure allows 50 calls in 10 s for all jobs of a resource together. */
const MAX_POLL_MS = 60_000;

/**
 * How long to wait before asking again about a job, in milliseconds: `shortestMs` at first, then a quarter of its age.
 * @returns undefined when the job has had its time and fails
 */
export function delayBeforeNextPoll(
  submittedAt: string | undefined,
  shortestMs: number,
  now = Date.now(),
): number | undefined {
  if (ageOf(submittedAt, now) > MAX_JOB_MS) return undefined;
  return pollDelay(submittedAt, shortestMs, now);
}

/** The same for a job that has a limit of its own. */
export function pollDelay(
  submittedAt: string | undefined,
  shortestMs: number,
  now = Date.now(),
  longestMs = MAX_POLL_MS,
): number {
  return Math.max(shortestMs, Math.min(ageOf(submittedAt, now) / 4, longestMs));
}

function ageOf(submittedAt: string | undefined, now: number): number {
  return submittedAt === undefined ? 0 : now - Date.parse(submittedAt);
}
