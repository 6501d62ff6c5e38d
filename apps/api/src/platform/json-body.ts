import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FieldError } from '#domain';
import { invalidRequest } from '#intake';
import { inTurns, JsonLimitError, JsonSyntaxError, parseJson } from '#loop';
import { notJson } from './validation/json-words.ts';

/** Clients that send a content type with each request send it to routes without a body too. */
const EMPTY_BODY: FieldError = {
  pointer: '',
  code: 'required',
  detail: 'is missing. Send a JSON object, or leave the header Content-Type out where the request has no body',
};

/** Names by which the prototype of an object could be replaced. */
const FORBIDDEN_NAME: FieldError = {
  pointer: '',
  code: 'invalid-json',
  detail: 'must not have a field named `__proto__`, nor `prototype` in a field named `constructor`',
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
      if (error instanceof SyntaxError) throw invalidRequest([FORBIDDEN_NAME]);
      if (!(error instanceof JsonLimitError)) throw error;
      throw invalidRequest([{ pointer: '', code: 'too-big', detail: DETAILS[error.limit] }]);
    }
  });
}

const DETAILS: Readonly<Record<JsonLimitError['limit'], string>> = {
  maxDepth: `is nested more than ${MAX_BODY_DEPTH} levels deep`,
  maxMembers: `has an object with more than ${MAX_BODY_MEMBERS} members`,
  maxValues: `contains more than ${MAX_BODY_VALUES} values`,
};
