import { errorCodeOf, ProviderError } from '#domain';

/**
 * Deletes something at Azure, which may refuse to delete now what it can delete later: a job runs, something is in use.
 * @throws ProviderError `provider-unavailable` where Azure refuses, so that the message comes again
 */
export async function deleting(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (errorCodeOf(error) !== 'provider-rejected') throw error;
    throw new ProviderError('provider-unavailable', 'Azure cannot delete a resource at the moment.', { cause: error });
  }
}
