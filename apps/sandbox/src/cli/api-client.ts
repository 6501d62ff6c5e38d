import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** The API refused or failed a request; the message says what it answered. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(`${status} ${code}: ${detail}`);
  }
}

export interface UploadAnswer {
  readonly id: string;
  readonly status: string;
  readonly durationMs?: number;
  readonly rejection?: { readonly code: string; readonly detail: string; readonly advice: string };
  readonly upload?: { readonly method: string; readonly url: string; readonly headers: Record<string, string> };
}

export interface OperationAnswer {
  readonly id: string;
  readonly status: 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';
  readonly stage: string;
  readonly progress: number;
  readonly subject: { readonly id: string; readonly href: string };
  readonly error?: { readonly code: string; readonly detail: string };
}

const UPLOAD_POLL_MS = 300;

/** A client of the API as anyone would write it: HTTP, a bearer token, and nothing of our own. */
export class ApiClient {
  constructor(
    private readonly baseUrl: string,
    readonly token: string,
  ) {}

  /** Each POST is a request of its own, unless `headers` has an Idempotency-Key. @throws ApiProblem when the answer is not 2xx. */
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
    const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
    throw new ApiProblem(response.status, problem.code ?? 'unknown', problem.detail ?? response.statusText);
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await (await this.send(method, path, body)).json()) as T;
  }

  /** Sends a recording straight to Blob Storage, as the API's answer says; as a form where the API says that it takes nothing else. */
  async upload(purpose: 'consent' | 'sample', file: string): Promise<string> {
    const content = await readFile(file);
    const body = { purpose, fileName: basename(file), sizeBytes: content.length };
    const asked = await this.json<UploadAnswer>('POST', '/v1/uploads', body).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.code === 'direct-uploads-disabled') return undefined;
      throw error;
    });
    if (asked === undefined) return this.uploadForm(purpose, basename(file), content);
    const { id, upload } = asked;
    if (!upload) throw new Error('The API gave no URL to upload to');
    const { status } = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: content });
    if (status !== 201) throw new Error(`Blob Storage answered ${status} to the upload of ${basename(file)}`);
    return id;
  }

  /** Sends a recording to the API. */
  async uploadForm(purpose: 'consent' | 'sample', fileName: string, content: Uint8Array): Promise<string> {
    const form = new FormData();
    form.append('purpose', purpose);
    form.append('file', new Blob([new Uint8Array(content)], { type: 'audio/wav' }), fileName);
    return (await this.json<UploadAnswer>('POST', '/v1/uploads/files', form)).id;
  }

  /** Waits for the result on a recording. @throws Error with the reason and advice when it is rejected. */
  async accepted(uploadId: string): Promise<UploadAnswer> {
    for (;;) {
      const upload = await this.json<UploadAnswer>('GET', `/v1/uploads/${uploadId}`);
      if (upload.status === 'accepted') return upload;
      if (upload.rejection) {
        const { code, detail, advice } = upload.rejection;
        throw new Error(`A recording was rejected (${code}). ${detail} ${advice}`);
      }
      await delay(UPLOAD_POLL_MS);
    }
  }

  /** Follows an operation's event stream to its end. @throws Error with the reason when it failed. */
  async follow(operation: OperationAnswer, onEvent: (event: OperationAnswer) => void): Promise<OperationAnswer> {
    const response = await this.send('GET', `/v1/operations/${operation.id}/events`, undefined, {
      accept: 'text/event-stream',
    });
    let last = operation;
    for await (const data of eventData(response)) {
      const event = { ...operation, ...(JSON.parse(data) as OperationAnswer), id: operation.id };
      last = event;
      onEvent(event);
    }
    if (last.status === 'succeeded') return last;
    throw new Error(`${last.error?.code ?? last.status}: ${last.error?.detail ?? 'the operation did not succeed'}`);
  }
}

/** The data of each server-sent event. */
async function* eventData(response: Response): AsyncGenerator<string> {
  if (!response.body) return;
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
      if (data.length > 0) yield data.join('\n');
    }
  }
}
