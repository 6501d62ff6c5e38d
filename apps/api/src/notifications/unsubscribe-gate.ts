import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '#config';
import { ServiceError } from '#domain';
import { countByAddress } from '../platform/rate-limit/count-by-address.ts';
import { RateLimits } from '../platform/rate-limit/rate-limits.ts';
import type { BodyGate } from '../platform/route-settings.ts';

/** `List-Unsubscribe=One-Click`, or the empty form of the page, with room to spare. */
const MAX_BODY_BYTES = 1_024;

/** Lets a form in where the API takes JSON: mail programs unsubscribe so (RFC 8058). Nothing of the body is used. */
@Injectable()
export class UnsubscribeGate implements BodyGate {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly limits: RateLimits,
  ) {}

  /** @throws ServiceError `rate-limited`, `payload-too-large` */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await countByAddress(this.limits, this.config, request, reply);
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  }

  /** Not by iteration, which would destroy the request before a refusal is sent. */
  read(_request: FastifyRequest, payload: Readable): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    let bytes = 0;
    payload
      .on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MAX_BODY_BYTES) return;
        payload.pause();
        reject(tooLarge());
      })
      .once('error', reject)
      .once('end', () => resolve(Buffer.alloc(0)));
    return promise;
  }
}

function tooLarge(): ServiceError {
  return new ServiceError('payload-too-large', `This request may have at most ${MAX_BODY_BYTES} bytes.`);
}
