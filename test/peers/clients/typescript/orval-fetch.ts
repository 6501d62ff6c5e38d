let baseUrl = '';
let token = '';

/** Where the API is, and who asks. */
export function configure(to: { readonly baseUrl: string; readonly token: string }): void {
  ({ baseUrl, token } = to);
}

export interface StreamOptions extends RequestInit {
  /** Called with each part of the answer as it arrives. */
  readonly onChunk?: (chunk: Uint8Array<ArrayBuffer>) => void;
}

/** What orval's functions send their requests by: reads an answer to its end. */
export async function apiFetch<T>(path: string, options: RequestInit): Promise<T> {
  const response = await send(path, options);
  return { data: await dataOf(response), status: response.status, headers: response.headers } as T;
}

/** The same for audio that is played while it is still spoken. The types of orval know bodies as a Blob only, which is complete. */
export async function apiStream<T>(path: string, { onChunk, ...options }: StreamOptions): Promise<T> {
  const response = await send(path, options);
  if (!response.ok || response.body === null) {
    return { data: await dataOf(response), status: response.status, headers: response.headers } as T;
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of response.body) {
    onChunk?.(chunk);
    chunks.push(chunk);
  }
  return { data: new Blob(chunks), status: response.status, headers: response.headers } as T;
}

function send(path: string, options: RequestInit): Promise<Response> {
  const headers = new Headers(options.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(new URL(path, baseUrl), { ...options, headers });
}

async function dataOf(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('json')) return response.json();
  return response.blob();
}
