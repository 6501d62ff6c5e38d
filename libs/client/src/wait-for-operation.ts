import type { ContractCalls } from './contract-calls.ts';
import { eventStream } from './event-stream.ts';
import type { components } from './generated/contract.ts';
import type { PersistentFetch } from './persistent-fetch.ts';
import { ProblemError, retryAfterMs } from './problem-error.ts';
import type { Wait } from './wait.ts';

export type Operation = components['schemas']['Operation'];

/** One change of an operation. */
export type OperationEvent = Pick<Operation, 'status' | 'stage' | 'progress' | 'error'> & {
  /** When it happened. */
  readonly at: string;
  /** Its number, from 1. */
  readonly sequence: number;
};

export interface WaitOptions {
  /** Called for each change. Where events do not get through, and the operation is polled, it is called for what each poll finds changed. */
  readonly onProgress?: ((state: Pick<Operation, 'status' | 'stage' | 'progress'>) => void) | undefined;
  /** Ends the waiting; the operation goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** The operation failed, or was canceled. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';
  readonly operation: Operation;

  constructor(operation: Operation) {
    const { error, status, id } = operation;
    super(error === undefined ? `The operation ${id} was ${status}` : `${error.code}: ${error.detail}`);
    this.operation = operation;
  }
}

const POLL_MS = 1_000;
/** As browsers wait before they reconnect an EventSource, unless the server says otherwise. */
const RECONNECT_MS = 1_000;
/** After so many event streams in a row without a single event, the operation is polled. */
const MAX_EMPTY_STREAMS = 3;

/** Waits for operations: by their events, and by polling where these do not get through. */
export class OperationWaiter {
  private readonly calls: ContractCalls;
  private readonly http: PersistentFetch;
  private readonly pause: Wait;

  constructor(calls: ContractCalls, http: PersistentFetch, pause: Wait) {
    this.calls = calls;
    this.http = http;
    this.pause = pause;
  }

  /**
   * @returns the operation, once it has succeeded
   * @throws OperationFailed when it failed or was canceled
   * @throws ProblemError when the API refuses to tell
   */
  async wait(id: string, options: WaitOptions): Promise<Operation> {
    const operation = (await this.byEvents(id, options)) ?? (await this.byPolling(id, options));
    if (operation.status !== 'succeeded') throw new OperationFailed(operation);
    return operation;
  }

  /** The operation once it has ended; undefined where its events do not get through. */
  private async byEvents(id: string, { onProgress, signal }: WaitOptions): Promise<Operation | undefined> {
    let lastEventId: number | undefined;
    let pauseMs = RECONNECT_MS;
    for (let empty = 0; empty < MAX_EMPTY_STREAMS;) {
      const before = lastEventId;
      try {
        const body = await this.open(id, lastEventId, signal);
        const told = { onRetry: (ms: number) => (pauseMs = ms) };
        for await (const { id: eventId, data } of body === undefined ? [] : eventStream(body, told)) {
          lastEventId = Number(eventId);
          onProgress?.(JSON.parse(data) as OperationEvent);
        }
      } catch (error) {
        if (signal?.aborted || refusedForGood(error)) throw error;
        if (error instanceof ProblemError) return undefined;
      }
      signal?.throwIfAborted();
      const { data: operation } = await this.get(id, signal);
      if (hasEnded(operation)) return operation;
      empty = lastEventId === before ? empty + 1 : 0;
      await this.pause(pauseMs, signal);
    }
    return undefined;
  }

  /** The body of the event stream after this event; undefined when the API has no more (204). */
  private async open(id: string, lastEventId: number | undefined, signal: AbortSignal | undefined) {
    const { data, response } = await this.calls.GET('/v1/operations/{id}/events', {
      params: { path: { id }, header: lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) } },
      headers: { accept: 'text/event-stream' },
      parseAs: 'stream',
      // A stream that is refused is not tried again: polling begins at once.
      fetch: (request) => this.http.sendOnce(request),
      ...(signal && { signal }),
    });
    if (response.status === 204) return undefined;
    const type = response.headers.get('content-type') ?? '';
    if (data === null || !type.startsWith('text/event-stream')) throw new Error(`the events came as ${type}`);
    return data;
  }

  private async byPolling(id: string, { onProgress, signal }: WaitOptions): Promise<Operation> {
    for (let seen = ''; ;) {
      const { data: operation, response } = await this.get(id, signal);
      if (operation.updatedAt !== seen) onProgress?.(operation);
      seen = operation.updatedAt;
      if (hasEnded(operation)) return operation;
      await this.pause(retryAfterMs(response.headers) ?? POLL_MS, signal);
    }
  }

  private get(id: string, signal: AbortSignal | undefined) {
    return this.calls.GET('/v1/operations/{id}', { params: { path: { id } }, ...(signal && { signal }) });
  }
}

function hasEnded({ status }: Operation): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'canceled';
}

/** Who may not see the events may not see the operation either. */
function refusedForGood(error: unknown): boolean {
  return error instanceof ProblemError && [400, 401, 403, 404].includes(error.status);
}
