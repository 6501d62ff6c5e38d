import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FieldError } from '#domain';
import { FORBIDDEN_NAME, invalidRequest, MAX_BODY_DEPTH, MAX_BODY_MEMBERS, MAX_BODY_VALUES, overLimit } from '#intake';
import { inTurns, JsonLimitError, JsonSyntaxError, parseJson } from '#loop';
import { notJson } from './validation/json-words.ts';

/** Clients that send a content type with each request send it to routes without a body too. */
const EMPTY_BODY: FieldError = {
  pointer: '',
  code: 'required',
  detail: 'is missing. Send a JSON object, or leave the header Content-Type out where the request has no body',
};

const JSON_TYPE = 'application/json';

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
      if (error instanceof SyntaxError) throw invalidRequest([FORBIDDEN_NAME]);
      if (!(error instanceof JsonLimitError)) throw error;
      throw invalidRequest([overLimit(error.limit)]);
    }
  });
}
