import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HookGate } from './hook-gate.ts';

/** Where inbound webhooks arrive: `POST /hooks/{source}`. */
export const HOOKS_PATH = 'hooks';
export const HOOKS_ROUTE = `/${HOOKS_PATH}/:source`;
/** Known to nobody but the parser below. */
const RAW = 'application/vnd.voice-cloning.raw';

/**
 * Leaves the bodies of inbound webhooks as they arrived, whatever their content type says: their signature is over the bytes. Each passes the
 * gate before its body is read. Other routes are untouched.
 * @param gate is asked for with the first webhook
 */
export function keepRawHooks(fastify: FastifyInstance, gate: () => HookGate): void {
  fastify.addContentTypeParser(RAW, async (request: FastifyRequest, payload: IncomingMessage) =>
    gate().read(request, payload),
  );
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== HOOKS_ROUTE) return;
    request.headers['content-type'] = RAW;
    await gate().admit(request, reply);
  });
}
