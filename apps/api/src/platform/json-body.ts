import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { ServiceError } from '#domain';
import { inTurns, JsonLimitError, JsonSyntaxError, parseJson } from '#loop';

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
    if (body.length === 0) throw new errorCodes.FST_ERR_CTP_EMPTY_JSON_BODY();
    const text = body.toString('utf8');
    try {
      return await inTurns(
        parseJson(text, {
          maxDepth: MAX_BODY_DEPTH,
          maxValues: MAX_BODY_VALUES,
          maxMembers: MAX_BODY_MEMBERS,
        }),
      );
    } catch (error) {
      if (error instanceof JsonSyntaxError) throw notJson(text, error.at);
      if (error instanceof SyntaxError) throw new errorCodes.FST_ERR_CTP_INVALID_JSON_BODY();
      if (!(error instanceof JsonLimitError)) throw error;
      throw new ServiceError('invalid-request', DETAILS[error.limit], { cause: error });
    }
  });
}

/** Says where it stops being JSON, and nothing of what stands there: it may be text to speak. */
function notJson(text: string, at: number): ServiceError {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  const found = at >= text.length ? 'it ends too early' : 'a character does not belong there';
  const detail = `is not valid JSON: ${found}, at line ${line}, column ${column}`;
  return new ServiceError('invalid-request', `The body ${detail}.`, {
    fields: [{ pointer: '', code: 'invalid-json', detail, line, column }],
  });
}

const DETAILS: Readonly<Record<JsonLimitError['limit'], string>> = {
  maxDepth: `The body is nested more than ${MAX_BODY_DEPTH} levels deep.`,
  maxMembers: `An object in the body has more than ${MAX_BODY_MEMBERS} members.`,
  maxValues: `The body contains more than ${MAX_BODY_VALUES} values.`,
};
