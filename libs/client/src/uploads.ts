import type { ContractCalls } from './contract-calls.ts';
import { putBlob, type Progress } from './blob-upload.ts';
import type { components } from './generated/contract.ts';
import type { PersistentFetch } from './persistent-fetch.ts';
import { ProblemError, retryAfterMs } from './problem-error.ts';
import { blobOf, nameOf, type Recording, sizeOf } from './recording.ts';
import type { Wait } from './wait.ts';

export type Upload = components['schemas']['Upload'];

export type AudioReport = components['schemas']['AudioReport'];

interface FileOptions {
  /** The name of a `File` unless given, else `recording`. */
  readonly fileName?: string | undefined;
  readonly contentType?: string | undefined;
}

export interface CheckOptions extends FileOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface UploadOptions extends FileOptions {
  readonly purpose: Upload['purpose'];
  /** `direct` to Blob Storage, or as a `form` to the API. Unless given, direct where the deployment allows it. */
  readonly way?: 'direct' | 'form' | undefined;
  /** Is told what has arrived: after each block of 4 MiB, and at the end; a form tells its end only. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The recording was rejected, or never arrived. */
export class UploadRejected extends Error {
  override readonly name = 'UploadRejected';
  readonly upload: Upload;

  constructor(upload: Upload) {
    const { rejection, status, id } = upload;
    super(rejection ? `${rejection.code}: ${rejection.detail} ${rejection.advice}` : `The upload ${id} is ${status}`);
    this.upload = upload;
  }
}

/** Between two looks at an upload: a short recording is examined in about a second; a wait of minutes leaves most of the caller's rate limit to others. */
const MIN_POLL_MS = 1_000;
const MAX_POLL_MS = 5_000;

/** Sends recordings to Blob Storage or to the API, and waits for their examination. */
export class Uploader {
  private readonly calls: ContractCalls;
  private readonly http: PersistentFetch;
  private readonly storage: PersistentFetch;
  private readonly pause: Wait;

  /** @param storage sends to Blob Storage, without the API's token */
  constructor(calls: ContractCalls, http: PersistentFetch, storage: PersistentFetch, pause: Wait) {
    this.calls = calls;
    this.http = http;
    this.storage = storage;
    this.pause = pause;
  }

  /**
   * @returns the upload, which is not examined yet
   * @throws ProblemError from the API
   * @throws StorageError from Blob Storage
   */
  async send(recording: Recording, options: UploadOptions): Promise<Upload> {
    if (options.way === 'form') return this.sendForm(recording, options);
    const created = await this.create(recording, options).catch((error: unknown) => {
      const formsOnly = error instanceof ProblemError && error.is('direct-uploads-disabled');
      if (formsOnly && options.way === undefined) return undefined;
      throw error;
    });
    if (created === undefined) return this.sendForm(recording, options);
    if (!created.upload) throw new Error(`The API gave no URL for the upload ${created.id}`);
    await putBlob(this.storage, created.upload, recording, options);
    return created;
  }

  /** Waits until a recording was examined. @throws UploadRejected */
  async accepted(id: string, signal: AbortSignal | undefined): Promise<Upload> {
    for (let pollMs = MIN_POLL_MS; ; pollMs = Math.min(pollMs * 1.5, MAX_POLL_MS)) {
      const { data: upload, response } = await this.calls.GET('/v1/uploads/{id}', {
        params: { path: { id } },
        ...(signal && { signal }),
      });
      if (upload.status === 'accepted') return upload;
      if (['rejected', 'expired', 'deleted'].includes(upload.status)) throw new UploadRejected(upload);
      await this.pause(retryAfterMs(response.headers) ?? pollMs, signal);
    }
  }

  private async create(recording: Recording, { purpose, fileName, contentType, signal }: UploadOptions) {
    const sizeBytes = sizeOf(recording);
    const { data } = await this.calls.POST('/v1/uploads', {
      body: {
        purpose,
        fileName: fileName ?? nameOf(recording) ?? 'recording',
        ...(contentType !== undefined && { contentType }),
        ...(sizeBytes !== undefined && { sizeBytes }),
      },
      ...(signal && { signal }),
    });
    return data;
  }

  /** Measures and judges a recording, which is not stored. @throws ProblemError */
  async check(recording: Recording, { signal, ...options }: CheckOptions): Promise<AudioReport> {
    const file = await fileOf(recording, options);
    const { data } = await this.calls.POST('/v1/audio-checks', {
      body: { file },
      ...this.asForm({ file }),
      ...(signal && { signal }),
    });
    return data;
  }

  private async sendForm(recording: Recording, options: UploadOptions): Promise<Upload> {
    const { purpose, onProgress, signal } = options;
    const file = await fileOf(recording, options);
    const { data } = await this.calls.POST('/v1/uploads/files', {
      body: { purpose, file },
      // The purpose comes first: the API has to know it when the file begins to arrive.
      ...this.asForm({ purpose, file }),
      ...(signal && { signal }),
    });
    onProgress?.({ sentBytes: file.size, totalBytes: file.size });
    return data;
  }

  /** Each attempt reads the form. A clone of the request would keep the whole file in memory for the next one. */
  private asForm(fields: Readonly<Record<string, string | File>>) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return {
      bodySerializer: () => form,
      fetch: (request: Request) => this.http.send(request, () => withForm(request, form)),
    };
  }
}

async function fileOf(recording: Recording, { fileName, contentType }: FileOptions): Promise<File> {
  const blob = await blobOf(recording);
  return new File([blob], fileName ?? nameOf(recording) ?? 'recording', { type: contentType ?? blob.type });
}

function withForm({ url, method, headers, signal, redirect }: Request, body: FormData): Request {
  const request = new Request(url, { method, body, signal, redirect });
  for (const [name, value] of headers) if (name !== 'content-type') request.headers.set(name, value);
  return request;
}
