import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { type FieldError, ServiceError } from '#domain';
import { inTurns, JsonLimitError, JsonSyntaxError, parseJson } from '#loop';
import { invalidRequest } from './validation/field-errors.ts';
import { notJson } from './validation/json-words.ts';

/** Clients that send a content type with each request send it to routes without a body too. */
const EMPTY_BODY: FieldError = {
  pointer: '',
  code: 'required',
  detail: 'is missing. Send a JSON object, or leave the header Content-Type out where the request has no body',
};

const JSON_TYPE = 'application/json';
/** Deeper than any body of the API, less than what makes a recursive walk dangerous. */
export const MAX_BODY_DEPTH = 20;
/** Values in all: a batch of 10,000 texts has about 40,000. */
export const MAX_BODY_VALUES = 100_000;
/** Members of one object: no request has more than twenty, and validation lists each unknown one. */
export const MAX_BODY_MEMBERS = 1_000;

/**
 * Parses JSON bodies without holding the event loop, and refuses those of a shape that no request has as soon as that is seen, before
 * anything walks through them. It replaces Fastify's parser and keeps what that one refuses: names that would replace a prototype.
 */
export function parseJsonBodies(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser(JSON_TYPE);
  fastify.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => {
    const text = body.toString('utf8');
    if (!/\S/.test(text)) throw invalidRequest([EMPTY_BODY]);
    try {
      return await inTurns(
        parseJson(text, {
          maxDepth: MAX_BODY_DEPTH,
          maxValues: MAX_BODY_VALUES,
          maxMembers: MAX_BODY_MEMBERS,
        }),
      );
    } catch (error) {
      if (error instanceof JsonSyntaxError) throw invalidRequest([notJson(text, error)]);
      if (error instanceof SyntaxError) throw new errorCodes.FST_ERR_CTP_INVALID_JSON_BODY();
      if (!(error instanceof JsonLimitError)) throw error;
      throw new ServiceError('invalid-request', DETAILS[error.limit], { cause: error });
    }
  });
}

const DETAILS: Readonly<Record<JsonLimitError['limit'], string>> = {
  maxDepth: `The body is nested more than ${MAX_BODY_DEPTH} levels deep.`,
  maxMembers: `An object in the body has more than ${MAX_BODY_MEMBERS} members.`,
  maxValues: `The body contains more than ${MAX_BODY_VALUES} values.`,
};
