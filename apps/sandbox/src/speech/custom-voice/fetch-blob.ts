/** Calls a URL that the client handed over. Trust in certificates is the process's own (`NODE_EXTRA_CA_CERTS`). */
export type FetchBlob = (url: string, init: RequestInit) => Promise<Response>;

/** The storage did not hand out what was asked for. The message holds no URL: it may carry a signature. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

const TIMEOUT_MS = 60_000;
/** The sandbox's storage knows by it that not a client is calling, but Azure itself. */
export const SPEECH_USER_AGENT = 'sandbox-azure-speech';

type BlobRequest = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

/** @throws StorageError */
export async function fetchBytes(fetchBlob: FetchBlob, url: string): Promise<Uint8Array> {
  const response = await fetchOk(fetchBlob, url);
  return new Uint8Array(await response.arrayBuffer());
}

/** @throws StorageError */
export async function fetchOk(fetchBlob: FetchBlob, url: string, init: BlobRequest = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetchBlob(url, {
      ...init,
      headers: { ...init.headers, 'user-agent': SPEECH_USER_AGENT },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    throw new StorageError(
      `the storage cannot be reached: ${cause ?? (error instanceof Error ? error.name : 'unknown')}`,
    );
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new StorageError(`the storage answered ${response.status}`);
  }
  return response;
}
