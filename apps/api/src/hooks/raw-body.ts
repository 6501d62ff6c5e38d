import type { FastifyInstance } from 'fastify';

/** Where inbound webhooks arrive: `POST /hooks/{source}`. */
export const HOOKS_PATH = 'hooks';
const HOOKS_ROUTE = `/${HOOKS_PATH}/:source`;
/** Known to nobody but the parser below. */
const RAW = 'application/vnd.voice-cloning.raw';

/**
 * Leaves the bodies of inbound webhooks as they arrived, whatever their content type says: their signature is over the bytes. Other
 * routes are untouched.
 */
export function keepRawHooks(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(RAW, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.url === HOOKS_ROUTE) request.headers['content-type'] = RAW;
    done();
  });
}
