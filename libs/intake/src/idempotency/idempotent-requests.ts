import { Inject, Injectable } from '@nestjs/common';
import {
  IDEMPOTENCY_LEASE_MS,
  type IdempotencyLease,
  type IdempotencyScope,
  IdempotencyStore,
  type IdempotentAnswer,
  type RequestIds,
  RETRY_AFTER_MS,
} from '#documents';
import { ServiceError } from '#domain';
import { LOGGER, type Logger } from '#observability';

/** A request as its door knows it. */
export interface KeyedRequest<T> {
  /** Does the work of the request, with these ids. */
  readonly handle: (ids: RequestIds) => Promise<T>;
  /** What is kept of a result to be answered again, with the digest of the form if one was sent. */
  readonly keep: (result: T) => { readonly answer: IdempotentAnswer; readonly formDigest?: string | undefined };
  /** The result of a request that was answered before. @param formDigest of the form that was sent then */
  readonly repeat: (answer: IdempotentAnswer, ids: RequestIds, formDigest: string | undefined) => T | Promise<T>;
}

/** A request whose answer is made of the documents that its first run has written. */
export interface RepeatableRequest<T> extends Pick<KeyedRequest<T>, 'handle' | 'repeat'> {
  /** Told when the result is that of an earlier run. */
  readonly onRepeated: () => void;
}

/**
 * Makes a request with a key happen once, whichever door it comes by: the first one is run; later ones get its answer. While it runs, the others
 * are told to wait. `Idempotency-Key` is the key over HTTP, `MessageId` that of a message.
 * See ADR 6 and ADR 180.
 */
@Injectable()
export class IdempotentRequests {
  constructor(
    private readonly store: IdempotencyStore,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /**
   * Records the key, runs the request, and keeps its answer. One that fails can be sent again with the same key.
   * @throws ServiceError `idempotency-in-progress`, `idempotency-key-reused`, and what `handle` throws
   */
  async run<T>(scope: IdempotencyScope, fingerprint: string, request: KeyedRequest<T>): Promise<T> {
    const result = await this.store.lease(scope, fingerprint);
    switch (result.outcome) {
      case 'in-progress':
        throw inProgress();
      case 'reused':
        throw keyReused();
      case 'done':
        return request.repeat(result.answer, result.ids, result.formDigest);
      case 'leased':
        return this.runLeased(result.lease, request);
    }
  }

  /**
   * Runs the request while the key is being recorded. If the request was sent before, the result of this run is discarded, and `handle` is called
   * again with the ids of the first run.
   * @throws ServiceError as `run` does
   */
  async runBeside<T>(scope: IdempotencyScope, fingerprint: string, request: RepeatableRequest<T>): Promise<T> {
    const { ids, result } = this.store.begin(scope, fingerprint);
    const [recorded, handled] = await Promise.allSettled([result, request.handle(ids)]);
    if (recorded.status === 'rejected') throw recorded.reason;
    const lease = recorded.value;
    switch (lease.outcome) {
      case 'reused':
        throw keyReused();
      case 'done':
        // By a release that kept answers.
        return request.repeat(lease.answer, lease.ids, lease.formDigest);
      case 'in-progress':
        return this.repeated(lease.ids, request);
      case 'leased':
        if (lease.lease.ids.resumed) return this.resumed(lease.lease, request);
        if (handled.status === 'fulfilled') return handled.value;
        await this.record(() => this.store.release({ ...lease.lease, ids }));
        throw handled.reason;
    }
  }

  private async runLeased<T>(held: IdempotencyLease, { handle, keep }: KeyedRequest<T>): Promise<T> {
    const lease = new Lease(this.store, held, this.logger);
    let result: T;
    let kept: ReturnType<typeof keep>;
    try {
      result = await handle(held.ids);
      kept = keep(result);
    } catch (error) {
      await this.record(async () => this.store.release(await lease.end()));
      throw error;
    }
    await this.record(async () => this.store.complete(await lease.end(), kept.answer, kept.formDigest));
    return result;
  }

  private async resumed<T>(lease: IdempotencyLease, request: RepeatableRequest<T>): Promise<T> {
    try {
      return await this.repeated(lease.ids, request);
    } catch (error) {
      await this.record(() => this.store.release(lease));
      throw error;
    }
  }

  private async repeated<T>(ids: RequestIds, { handle, onRepeated }: RepeatableRequest<T>): Promise<T> {
    const result = await handle(ids);
    if (ids.isRepeated) onRepeated();
    return result;
  }

  /** What happened has happened, whether or not it could be recorded: without a record, a repeated request finds what was written. */
  private async record(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (err) {
      this.logger.warn({ err }, 'the outcome of a request could not be recorded under its idempotency key');
    }
  }
}

/** Renews a lease while its request runs. */
class Lease {
  #renewal: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly store: IdempotencyStore,
    private held: IdempotencyLease,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {
    this.#timer = setInterval(() => {
      this.#renewal = this.renew();
    }, IDEMPOTENCY_LEASE_MS / 3).unref();
  }

  /** @returns the lease as it is now. */
  async end(): Promise<IdempotencyLease> {
    clearInterval(this.#timer);
    await this.#renewal;
    return this.held;
  }

  private async renew(): Promise<void> {
    try {
      this.held = (await this.store.renew(this.held)) ?? this.held;
    } catch (err) {
      this.logger.warn({ err }, 'the lease of an idempotency key could not be renewed');
    }
  }
}

export function keyReused(): ServiceError {
  return new ServiceError('idempotency-key-reused', 'This key was used for a different request. Use a new one.');
}

function inProgress(): ServiceError {
  return new ServiceError('idempotency-in-progress', 'The first request with this key is still running.', {
    retryAfterMs: RETRY_AFTER_MS,
  });
}
