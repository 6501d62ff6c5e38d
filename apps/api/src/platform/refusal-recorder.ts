import type { FastifyRequest } from 'fastify';

/** Is told of each request that the edge refuses for want of a right. A global module provides it. */
export abstract class RefusalRecorder {
  abstract record(request: FastifyRequest): Promise<void>;
}
