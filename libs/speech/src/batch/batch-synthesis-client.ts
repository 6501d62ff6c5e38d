import { Readable } from 'node:stream';
import { ProviderError } from '#domain';
import { withDeadline } from '../provider/deadline.ts';
import { providerErrorOf, unreachable } from '../provider/provider-errors.ts';
import { checkedResourceId } from '../provider/resource-id.ts';
import {
  parseAnswer,
  type CallOptions,
  SpeechRestClient,
  type SpeechRestOptions,
} from '../provider/speech-rest-client.ts';
import {
  type BatchSynthesis,
  batchSynthesisPageSchema,
  batchSynthesisSchema,
  type CreateBatchSynthesis,
} from './batch-synthesis-schemas.ts';

/** The api-version this client speaks: GA. */
export const BATCH_SYNTHESIS_API_VERSION = '2024-04-01';
/** Inputs of one job (the OpenAPI file and the quotas page). */
export const BATCH_SYNTHESIS_MAX_INPUTS = 10_000;
/** Bytes of the JSON body that creates a job (the quotas page: 2 MB). */
export const BATCH_SYNTHESIS_MAX_BYTES = 2 * 1024 * 1024;

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_IDLE_TIMEOUT_MS = 30_000;
const PAGE_SIZE = 100;
const apiVersion = { 'api-version': BATCH_SYNTHESIS_API_VERSION };

export interface DownloadOptions extends CallOptions {
  /** Longest pause between two pieces of the file, in milliseconds; `timeoutMs` is for the answer to begin. */
  readonly idleTimeoutMs?: number | undefined;
  /**
   * A part of the file, as a Range header says it: `bytes=a-` or `bytes=a-b`, which are all that Blob Storage knows. An answer with the whole
   * file is `provider-unavailable`, `InvalidResponse`.
   */
  readonly range?: string | undefined;
}

export interface BatchSynthesisDownload {
  /** The bytes as they come. Fails with a ProviderError when they stop coming, or with the signal's reason; to be read or destroyed. */
  readonly stream: Readable;
  /** Of the whole file, where a part of it was asked for. */
  readonly totalLength: number | undefined;
}

/**
 * Client of the Azure AI Speech batch synthesis REST API. Errors as in `CustomVoiceClient`; it never retries: creating a job again
 * with the same id and operation id is safe. The API allows 100 requests in 10 s per resource: workers share a `limit`.
 */
export class BatchSynthesisClient {
  private readonly rest: SpeechRestClient;
  private readonly timeoutMs: number;

  constructor(options: SpeechRestOptions) {
    this.rest = new SpeechRestClient(options, DEFAULT_TIMEOUT_MS, { provider: 'speech', operation: 'batch-synthesis' });
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  }

  /** Starts a job. One beyond the service's limits is refused here, as `provider-rejected` with `TooManyInputs` or `PayloadTooLarge`. */
  async create(
    id: string,
    batch: CreateBatchSynthesis,
    operationId: string,
    options?: CallOptions,
  ): Promise<BatchSynthesis> {
    const body = batchSynthesisBody(batch);
    if (batch.inputs.length > BATCH_SYNTHESIS_MAX_INPUTS) throw beyondLimit('TooManyInputs');
    if (Buffer.byteLength(body) > BATCH_SYNTHESIS_MAX_BYTES) throw beyondLimit('PayloadTooLarge');
    const answer = await this.rest.send({
      ...options,
      method: 'PUT',
      path: jobPath(id),
      query: apiVersion,
      headers: { 'content-type': 'application/json', 'operation-id': checkedResourceId(operationId) },
      body,
    });
    return parseAnswer(batchSynthesisSchema, answer);
  }

  /** `undefined` when there is no such job (the service answers 404, or 204 by its documentation). The inputs are not returned. */
  async get(id: string, options?: CallOptions): Promise<BatchSynthesis | undefined> {
    const answer = await this.rest.send({
      ...options,
      method: 'GET',
      path: jobPath(id),
      query: apiVersion,
      alsoOk: [404],
    });
    return answer.status === 404 || answer.status === 204 ? undefined : parseAnswer(batchSynthesisSchema, answer);
  }

  /**
   * How many jobs of the resource have not ended, as far as its newest `atMost` jobs tell. A guide, not a lock: others may create one
   * at the same moment.
   */
  async countActive(atMost = 1_000, options?: CallOptions): Promise<number> {
    let active = 0;
    for (let skip = 0; skip < atMost; skip += PAGE_SIZE) {
      const answer = await this.rest.send({
        ...options,
        method: 'GET',
        path: '/texttospeech/batchsyntheses',
        query: { ...apiVersion, skip: String(skip), maxpagesize: String(PAGE_SIZE) },
      });
      const { value, nextLink } = parseAnswer(batchSynthesisPageSchema, answer);
      active += value.filter(({ status }) => status === 'NotStarted' || status === 'Running').length;
      if (nextLink === undefined || nextLink === null) break;
    }
    return active;
  }

  /** Deletes a job and its results, those in our own container too. A job that is not there counts as deleted. */
  async delete(id: string, options?: CallOptions): Promise<void> {
    await this.rest.send({ ...options, method: 'DELETE', path: jobPath(id), query: apiVersion, alsoOk: [404] });
  }

  /**
   * Opens `outputs.result` of a job, a SAS URL of `results.zip`. The credential is not sent there. A SAS that has expired is
   * `provider-unauthorized`: `get` the job again for a new one. A blob that is gone is `provider-rejected`, `BlobNotFound`.
   */
  async download(resultUrl: string, options: DownloadOptions = {}): Promise<BatchSynthesisDownload> {
    if (!/^https?:\/\//v.test(resultUrl)) throw new TypeError('The result of a batch synthesis must be an http(s) URL');
    const body = new AbortController();
    const response = await withDeadline(
      {
        timeoutMs: options.timeoutMs ?? this.timeoutMs,
        signal: options.signal,
        what: 'The download of a batch synthesis',
      },
      async (signal) => {
        try {
          const answer = await fetch(resultUrl, {
            signal: AbortSignal.any([signal, body.signal]),
            redirect: 'manual',
            ...(options.range === undefined ? {} : { headers: { range: options.range } }),
          });
          if (answer.status === (options.range === undefined ? 200 : 206)) return answer;
          if (answer.ok) throw unexpectedAnswer(answer.status);
          throw providerErrorOf(answer.status, answer.headers, await answer.text());
        } catch (cause) {
          body.abort();
          signal.throwIfAborted();
          throw cause instanceof ProviderError ? cause : unreachable(cause);
        }
      },
    );
    const stream = readableOf(response, body, options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS);
    const onAbort = (): void => void stream.destroy(asError(options.signal?.reason));
    options.signal?.addEventListener('abort', onAbort, { once: true });
    stream.once('close', () => options.signal?.removeEventListener('abort', onAbort));
    const total = /\/(\d+)$/v.exec(response.headers.get('content-range') ?? '')?.[1];
    return {
      stream,
      totalLength: total === undefined ? undefined : Number(total),
    };
  }
}

/** The JSON body that creates a job, for measuring it against `BATCH_SYNTHESIS_MAX_BYTES`. */
export function batchSynthesisBody(batch: CreateBatchSynthesis): string {
  const { inputs, customVoices, description, timeToLiveInHours = 168, outputFormat } = batch;
  // The default life of a job differs between the documentation (168 h) and the OpenAPI file (744 h): always said.
  const properties = { timeToLiveInHours, outputFormat };
  return JSON.stringify({ inputKind: 'SSML', inputs, customVoices, description, properties });
}

/** The body as a stream; destroying it closes the connection, also in the middle of a read or before the first. */
function readableOf(response: Response, body: AbortController, idleTimeoutMs: number): Readable {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  const what = 'The next piece of a batch synthesis';
  const pull = async (stream: Readable): Promise<void> => {
    try {
      const next = await withDeadline({ timeoutMs: idleTimeoutMs, what }, async () => await reader?.read());
      stream.push(next?.value ?? null);
    } catch (cause) {
      stream.destroy(cause instanceof ProviderError ? cause : unreachable(cause));
    }
  };
  return new Readable({
    read() {
      void pull(this);
    },
    destroy(error, callback) {
      body.abort();
      callback(error);
    },
  });
}

/** A 200 where a part was asked for, or a 206 where the whole was. */
function unexpectedAnswer(status: number): ProviderError {
  return new ProviderError('provider-unavailable', `The result of a batch synthesis was answered with HTTP ${status}`, {
    providerCode: 'InvalidResponse',
    status,
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The download was aborted', { cause: reason });
}

function beyondLimit(providerCode: string): ProviderError {
  const detail = `The batch is beyond the limits of Azure batch synthesis (${providerCode})`;
  return new ProviderError('provider-rejected', detail, { providerCode });
}

function jobPath(id: string): string {
  return `/texttospeech/batchsyntheses/${checkedResourceId(id)}`;
}
