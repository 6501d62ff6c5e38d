import { type Call, type ContractCalls, contractCalls } from './contract-calls.ts';
import type { components } from './generated/contract.ts';
import { type ItemOf, itemsOf, type ListOptions, type ListPath } from './pages.ts';
import { PersistentFetch, type PersistenceOptions } from './persistent-fetch.ts';
import type { Recording } from './recording.ts';
import { type AudioReport, type CheckOptions, type Upload, Uploader, type UploadOptions } from './uploads.ts';
import { type Operation, OperationWaiter, type WaitOptions } from './wait-for-operation.ts';
import { wait } from './wait.ts';

export interface VoiceClientOptions extends PersistenceOptions {
  /** Of the API, without `/v1`: `https://voices.contoso.com`. */
  readonly baseUrl: string;
}

/** Speech that is being made. */
export interface LiveSpeech {
  /** Bytes as they are spoken. It breaks when the speech does; canceling it ends the speech. */
  readonly audio: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** `audio/mpeg` and the like. */
  readonly contentType: string;
  readonly headers: Headers;
}

/**
 * A client of the API, for Node and browsers. `GET`, `POST`, `PATCH` and `DELETE` call any route, typed by the contract; the other methods are about
 * what takes several requests. Errors are ProblemErrors, and requests are retried as `PersistentFetch` says. See ADR 157.
 */
export class VoiceClient implements ContractCalls {
  readonly GET: Call<'get'>;
  readonly POST: Call<'post'>;
  readonly PATCH: Call<'patch'>;
  readonly PUT: Call<'put'>;
  readonly DELETE: Call<'delete'>;
  private readonly uploader: Uploader;
  private readonly waiter: OperationWaiter;

  constructor({ baseUrl, ...options }: VoiceClientOptions) {
    const http = new PersistentFetch(options);
    const storage = new PersistentFetch({ ...options, token: undefined });
    const calls = contractCalls(baseUrl, http);
    ({ GET: this.GET, POST: this.POST, PATCH: this.PATCH, PUT: this.PUT, DELETE: this.DELETE } = calls);
    this.uploader = new Uploader(calls, http, storage, options.wait ?? wait);
    this.waiter = new OperationWaiter(calls, http, options.wait ?? wait);
  }

  /**
   * Sends a recording: straight to Blob Storage, or as a form where the deployment accepts nothing else.
   * @returns the upload, which is not examined yet: `acceptedUpload` waits for that
   * @throws ProblemError, StorageError
   */
  upload(recording: Recording, options: UploadOptions): Promise<Upload> {
    return this.uploader.send(recording, options);
  }

  /** Measures and judges a recording, which is not stored. @throws ProblemError */
  checkAudio(recording: Recording, options: CheckOptions = {}): Promise<AudioReport> {
    return this.uploader.check(recording, options);
  }

  /** Waits until a recording was examined. @throws UploadRejected with reason and advice */
  acceptedUpload(id: string, options: { readonly signal?: AbortSignal } = {}): Promise<Upload> {
    return this.uploader.accepted(id, options.signal);
  }

  /** Waits until an operation has succeeded, by its events or by polling. @throws OperationFailed, ProblemError */
  finishedOperation({ id }: Pick<Operation, 'id'>, options: WaitOptions = {}): Promise<Operation> {
    return this.waiter.wait(id, options);
  }

  /** Speaks a text now. The audio begins while the rest is still being spoken. @throws ProblemError when nothing can be spoken */
  async speak(
    speech: components['schemas']['CreateSpeech'],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<LiveSpeech> {
    const { data, response } = await this.POST('/v1/speech', { body: speech, parseAs: 'stream', ...options });
    if (data === null) throw new Error('The answer has no audio');
    return { audio: data, contentType: response.headers.get('content-type') ?? '', headers: response.headers };
  }

  /** All items of a list, read page by page: `for await (const voice of client.items('/v1/voices'))`. @throws ProblemError */
  items<Path extends ListPath>(
    path: Path,
    ...options: ListOptions<Path>
  ): AsyncGenerator<ItemOf<Path>, void, undefined> {
    return itemsOf(this, path, ...options);
  }
}
