import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable, of } from 'rxjs';
import { principalOfRequest } from '#auth';
import { CONFIG, type Config } from '#config';
import {
  type BegunRequest,
  IDEMPOTENCY_LEASE_MS,
  type IdempotencyLease,
  IdempotencyStore,
  type IdempotentAnswer,
  type RequestIds,
  RETRY_AFTER_MS,
} from '#documents';
import { ServiceError } from '#domain';
import { LOGGER, type Logger } from '#observability';
import { formDigestOf } from '../forms/form-digest.ts';
import { digestForm } from '../forms/form-reader.ts';
import { setRequestIds } from './current-request-ids.ts';
import { fingerprintOf } from './fingerprint.ts';
import { idempotencyKeyOf } from './required-idempotency-key.ts';
import { type IdempotencyPolicy, idempotencyPolicyOf } from './idempotency-policy.ts';

/** Of what the handler says about its answer; the rest belongs to the one exchange. */
const KEPT_HEADERS = ['location', 'etag', 'retry-after', 'preference-applied'];

/**
 * Makes a POST with an `Idempotency-Key` happen once: the first request runs it; later ones get its answer. While it runs, the others are
 * told to wait. It runs after the guards and before validation.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly store: IdempotencyStore,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: Pick<Config, 'uploads'>,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const route = request.routeOptions.url ?? '';
    if (request.method !== 'POST' || !route.startsWith('/v1/')) return next.handle();
    const policy = idempotencyPolicyOf(context.getHandler());
    const key = idempotencyKeyOf(request.headers['idempotency-key'], policy.required);
    if (key === undefined || policy.repeats === 'nothing') return next.handle();
    const { tenantId, objectId: principalId } = principalOfRequest(request);
    const scope = { tenantId, principalId, route: `${request.method} ${route}`, key };
    const fingerprint = await fingerprintOf(request);
    const handle = () => lastValueFrom(next.handle());
    if (policy.repeats === 'operation') {
      return from(this.runBeside(this.store.begin(scope, fingerprint), handle, request, reply));
    }
    const result = await this.store.lease(scope, fingerprint);
    switch (result.outcome) {
      case 'in-progress':
        throw inProgress();
      case 'reused':
        throw reused();
      case 'done':
        // A form is compared while it arrives: nothing of it is stored, and no other recording is dropped in silence.
        if (request.isMultipart() && result.formDigest !== undefined) {
          if ((await digestForm(request, this.config.uploads.maxBytes)) !== result.formDigest) throw reused();
        }
        void reply.header('idempotency-replayed', 'true');
        if (policy.repeats === 'handler') {
          setRequestIds(request, result.ids);
          return next.handle();
        }
        return of(repeat(result.answer, reply));
      case 'leased':
        setRequestIds(request, result.lease.ids);
        // Nest stops listening when the client hangs up, but what has begun goes on, and its answer has to be kept.
        return from(this.run(result.lease, handle, request, reply, policy));
    }
  }

  private async run(
    held: IdempotencyLease,
    handle: () => Promise<unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
    { repeats }: IdempotencyPolicy,
  ): Promise<unknown> {
    const lease = new Lease(this.store, held, this.logger);
    let body: unknown;
    try {
      body = await handle();
    } catch (error) {
      await this.record(async () => this.store.release(await lease.end()));
      throw error;
    }
    if (body instanceof StreamableFile) throw new TypeError('A stream cannot be kept to be answered again.');
    const headers = KEPT_HEADERS.map((name) => [name, reply.getHeader(name)] as const).filter(isGiven);
    const answer = { status: reply.statusCode, headers: Object.fromEntries(headers) };
    await this.record(async () =>
      this.store.complete(
        await lease.end(),
        repeats === 'handler' ? answer : { ...answer, body },
        formDigestOf(request),
      ),
    );
    return body;
  }

  /**
   * Runs the handler while the key is being recorded. If it turns out that the request was sent before, what the handler has found out counts for
   * nothing, and it is asked for what the first run has written.
   */
  private async runBeside(
    { ids, result }: BegunRequest,
    handle: () => Promise<unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    setRequestIds(request, ids);
    const [recorded, handled] = await Promise.allSettled([result, handle()]);
    if (recorded.status === 'rejected') throw recorded.reason;
    const lease = recorded.value;
    switch (lease.outcome) {
      case 'reused':
        throw reused();
      case 'done':
        // By a release that kept answers.
        void reply.header('idempotency-replayed', 'true');
        return repeat(lease.answer, reply);
      case 'in-progress':
        return this.repeated(lease.ids, handle, request, reply);
      case 'leased':
        if (lease.lease.ids.resumed) return this.resumed(lease.lease, handle, request, reply);
        if (handled.status === 'fulfilled') return handled.value;
        await this.record(() => this.store.release({ ...lease.lease, ids }));
        throw handled.reason;
    }
  }

  private async resumed(
    lease: IdempotencyLease,
    handle: () => Promise<unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    try {
      return await this.repeated(lease.ids, handle, request, reply);
    } catch (error) {
      await this.record(() => this.store.release(lease));
      throw error;
    }
  }

  private async repeated(
    ids: RequestIds,
    handle: () => Promise<unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    setRequestIds(request, ids);
    const body = await handle();
    if (ids.isRepeated) void reply.header('idempotency-replayed', 'true');
    return body;
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
    private readonly logger: Logger,
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

function inProgress(): ServiceError {
  return new ServiceError('idempotency-in-progress', 'The first request with this key is still running.', {
    retryAfterMs: RETRY_AFTER_MS,
  });
}

function reused(): ServiceError {
  return new ServiceError('idempotency-key-reused', 'This key was used for a different request. Use a new one.');
}

function repeat({ status, headers, body }: IdempotentAnswer, reply: FastifyReply): unknown {
  void reply.status(status).headers(headers);
  return body;
}

function isGiven(header: readonly [string, unknown]): header is readonly [string, string] {
  return typeof header[1] === 'string';
}
