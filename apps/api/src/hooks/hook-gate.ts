import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { senderNetwork } from '#auth';
import { CONFIG, type Config } from '#config';
import { ServiceError } from '#domain';
import { countByAddress } from '../platform/rate-limit/count-by-address.ts';
import { RateLimits } from '../platform/rate-limit/rate-limits.ts';
import type { BodyGate } from '../platform/route-settings.ts';
import { sendRateLimitHeaders } from '../platform/rate-limit/rate-limit-headers.ts';
import { type AdmittedSource, ReceiveHook } from './receive-hook.usecase.ts';

/**
 * Bytes of unverified webhooks that are held at a time, of one address (IPv6: a /64) and of all. The first is the largest that a webhook of any
 * source may have, so that one always fits.
 */
export const MAX_UNVERIFIED_BYTES_OF_ADDRESS = 1_048_576;
export const MAX_UNVERIFIED_BYTES = 16_777_216;
/** Senders have the whole body ready: one that takes longer only holds memory. */
export const HOOK_BODY_TIMEOUT_MS = 10_000;
const RETRY_AFTER_MS = 1_000;

/**
 * What stands before an inbound webhook's signature, which can only be verified when all of the body is there: by its headers, whether its source
 * takes webhooks from this address, how many came from there, and how large it says to be; then how much of it is really held. What no source
 * takes is counted as whatever else shows no right to anything.
 */
@Injectable()
export class HookGate implements BodyGate {
  readonly #admitted = new WeakMap<object, AdmittedSource>();
  /** Bytes by key of the address. */
  readonly #held = new Map<string, number>();
  #heldOfAll = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly receiveHook: ReceiveHook,
    private readonly limits: RateLimits,
  ) {}

  /** @throws ServiceError `not-found`, `forbidden`, `rate-limited`, `payload-too-large` */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { source: name } = request.params as { source: string };
    const admitted = await this.receiveHook.admit(name, request).catch(async (error: unknown) => {
      await countByAddress(this.limits, this.config, request, reply);
      throw error;
    });
    const { source, address } = admitted;
    if (this.config.rateLimits.enabled) {
      // Counted before it is verified, and for each sender: forgeries of somebody else do not use up what the source may send.
      sendRateLimitHeaders(
        reply,
        'hooks',
        await this.limits.consume('hooks', `${source.name}:${senderNetwork(address)}`),
      );
    }
    if (Number(request.headers['content-length'] ?? 0) > source.maxBytes) throw tooLarge(source.maxBytes);
    this.#admitted.set(request, admitted);
  }

  /** The source of a request that was admitted. */
  sourceOf(request: FastifyRequest): AdmittedSource {
    const admitted = this.#admitted.get(request);
    if (!admitted) throw new TypeError('The webhook was refused before it was read.');
    return admitted;
  }

  /**
   * All of the body as it arrived. It counts as held until it is read, for as much as it may become.
   * @throws ServiceError `payload-too-large`, `rate-limited`, `invalid-request` when it does not arrive in time or in full
   */
  async read(request: FastifyRequest, payload: Readable): Promise<Buffer> {
    const { source, address } = this.sourceOf(request);
    const release = this.reserve(senderNetwork(address), Number(request.headers['content-length'] ?? source.maxBytes));
    try {
      return await withinBounds(payload, source.maxBytes);
    } finally {
      release();
    }
  }

  /** @throws ServiceError `rate-limited` */
  private reserve(key: string, bytes: number): () => void {
    const ofAddress = this.#held.get(key) ?? 0;
    if (ofAddress + bytes > MAX_UNVERIFIED_BYTES_OF_ADDRESS || this.#heldOfAll + bytes > MAX_UNVERIFIED_BYTES) {
      throw new ServiceError('rate-limited', 'Too many webhooks are arriving at the same time. Send fewer.', {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    this.#held.set(key, ofAddress + bytes);
    this.#heldOfAll += bytes;
    return () => {
      this.#heldOfAll -= bytes;
      const left = (this.#held.get(key) ?? 0) - bytes;
      if (left > 0) this.#held.set(key, left);
      else this.#held.delete(key);
    };
  }
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError('payload-too-large', `A webhook from this source may have at most ${maxBytes} bytes.`);
}

/** Not by iteration, which would destroy the request, and the connection with it, before the refusal is sent. */
function withinBounds(payload: Readable, maxBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > maxBytes) fail(tooLarge(maxBytes));
    else chunks.push(chunk);
  };
  const fail = (error: Error): void => {
    clearTimeout(timer);
    payload.off('data', take);
    payload.pause();
    reject(error);
  };
  const timer = setTimeout(
    () => fail(new ServiceError('invalid-request', 'The webhook did not arrive in time.')),
    HOOK_BODY_TIMEOUT_MS,
  ).unref();
  payload
    .on('data', take)
    .once('error', fail)
    .once('end', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
  return promise;
}
