import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { principalOfRequest } from '#auth';
import { CONFIG, type Config } from '#config';
import type { IdempotentAnswer, RequestIds } from '#documents';
import { IdempotentRequests, type KeyedRequest, keyReused } from '#intake';
import { formDigestOf } from '../forms/form-digest.ts';
import { digestForm } from '../forms/form-reader.ts';
import { setRequestIds } from './current-request-ids.ts';
import { fingerprintOf } from './fingerprint.ts';
import { idempotencyKeyOf } from './required-idempotency-key.ts';
import { type IdempotencyPolicy, idempotencyPolicyOf } from './idempotency-policy.ts';

/** Of what the handler says about its answer; the rest belongs to the one exchange. */
const KEPT_HEADERS = ['location', 'etag', 'retry-after', 'preference-applied'];

/**
 * Makes a POST with an `Idempotency-Key` happen once, by `IdempotentRequests`. It runs after the guards and before validation.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly requests: IdempotentRequests,
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
    const keyed = this.keyed(() => lastValueFrom(next.handle()), request, reply, policy);
    const onRepeated = () => void reply.header('idempotency-replayed', 'true');
    // Nest stops listening when the client hangs up, but what has begun goes on, and its answer has to be kept.
    return from(
      policy.repeats === 'operation'
        ? this.requests.runBeside(scope, fingerprint, { ...keyed, onRepeated })
        : this.requests.run(scope, fingerprint, keyed),
    );
  }

  private keyed(
    handle: () => Promise<unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
    { repeats }: IdempotencyPolicy,
  ): KeyedRequest<unknown> {
    const handleWith = (ids: RequestIds): Promise<unknown> => {
      setRequestIds(request, ids);
      return handle();
    };
    return {
      handle: handleWith,
      keep: (body) => {
        if (body instanceof StreamableFile) throw new TypeError('A stream cannot be kept to be answered again.');
        const headers = KEPT_HEADERS.map((name) => [name, reply.getHeader(name)] as const).filter(isGiven);
        const answer = { status: reply.statusCode, headers: Object.fromEntries(headers) };
        return { answer: repeats === 'handler' ? answer : { ...answer, body }, formDigest: formDigestOf(request) };
      },
      repeat: async (answer, ids, formDigest) => {
        // A form is compared while it arrives: nothing of it is stored, and no other recording is dropped in silence.
        if (request.isMultipart() && formDigest !== undefined) {
          if ((await digestForm(request, this.config.uploads.maxBytes)) !== formDigest) throw keyReused();
        }
        void reply.header('idempotency-replayed', 'true');
        return repeats === 'handler' ? handleWith(ids) : repeat(answer, reply);
      },
    };
  }
}

function repeat({ status, headers, body }: IdempotentAnswer, reply: FastifyReply): unknown {
  void reply.status(status).headers(headers);
  return body;
}

function isGiven(header: readonly [string, unknown]): header is readonly [string, string] {
  return typeof header[1] === 'string';
}
