import type { FastifyInstance } from 'fastify';
import { ServiceError } from '#domain';

/** Deeper than any body of the API, less than what makes a recursive walk dangerous. */
export const DEEPEST_BODY = 20;
/** Values in all: a batch of 10,000 texts has about 40,000. */
export const MOST_VALUES = 100_000;

/** Refuses JSON bodies of a shape that no request has, before anything walks through them. */
export function limitBodyShape(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', (request, _reply, done) => {
    const problem = problemWith(request.body);
    done(problem === undefined ? undefined : new ServiceError('invalid-request', problem));
  });
}

function problemWith(body: unknown): string | undefined {
  let level: unknown[] = [body];
  let values = 0;
  for (let depth = 0; level.length > 0; depth++) {
    values += level.length;
    if (depth > DEEPEST_BODY) return `The body is nested more than ${DEEPEST_BODY} levels deep.`;
    if (values > MOST_VALUES) return `The body holds more than ${MOST_VALUES} values.`;
    level = level.flatMap((value) => (isJsonObject(value) ? Object.values(value) : []));
  }
  return undefined;
}

/** Forms and raw bodies arrive as streams and buffers, which are for others to look into. */
function isJsonObject(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
