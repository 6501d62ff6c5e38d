import { randomUUID } from 'node:crypto';
import { type Operation, ProblemError, type Upload, VoiceClient } from '#client';

export type UploadAnswer = Upload;
export type OperationAnswer = Operation;
export { ProblemError as ApiProblem } from '#client';

/** The client of the API with a token that does not change, and with requests that its types or retries would not allow. */
export class ApiClient extends VoiceClient {
  constructor(
    private readonly baseUrl: string,
    readonly token: string,
  ) {
    super({ baseUrl, token: () => Promise.resolve(token) });
  }

  /**
   * Sends once, whatever the contract says. Each POST is a request of its own, unless `headers` has an Idempotency-Key.
   * @throws ProblemError when the answer is not 2xx
   */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(new URL(path, this.baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    if (response.ok) return response;
    throw await ProblemError.from(response, { method, url: response.url });
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await (await this.send(method, path, body)).json()) as T;
  }

  /** Follows an operation to its end. @throws OperationFailed with the reason */
  follow(operation: Pick<Operation, 'id'>, onProgress: (state: Progress) => void): Promise<Operation> {
    return this.finishedOperation(operation, { onProgress });
  }
}

type Progress = Pick<Operation, 'status' | 'stage' | 'progress'>;
