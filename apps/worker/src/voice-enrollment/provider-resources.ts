import { ServiceError } from '#domain';

/** How long Azure may take to fetch what we point it at: it refuses URLs that expire soon as expired already. */
export const SAS_FOR_AZURE_MS = 24 * 3_600_000;

/** A job at the provider that has not ended after this long is given up. */
export const LONGEST_JOB_MS = 24 * 3_600_000;

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

/** Whether a job that was submitted then has had its time. */
export function isStalled(submittedAt: string | undefined): boolean {
  return submittedAt !== undefined && Date.now() - Date.parse(submittedAt) > LONGEST_JOB_MS;
}
