import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { type BodyGate, settingsOf } from './route-settings.ts';

/** Known to nobody but the parser below. */
const RAW = 'application/vnd.voice-cloning.raw';

/**
 * Leaves the bodies of routes with a gate as they arrived, whatever their content type says. Each request passes the gate before its body
 * is read. Other routes are untouched.
 */
export function applyBodyGates(fastify: FastifyInstance, app: INestApplicationContext): void {
  const gateOf = (request: FastifyRequest): BodyGate | undefined => {
    const { bodyGate } = settingsOf(request);
    return bodyGate && app.get(bodyGate, { strict: false });
  };
  fastify.addContentTypeParser(RAW, async (request: FastifyRequest, payload: IncomingMessage) => {
    const gate = gateOf(request);
    if (!gate) throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(RAW);
    return gate.read(request, payload);
  });
  fastify.addHook('onRequest', async (request, reply) => {
    const gate = gateOf(request);
    if (!gate) return;
    request.headers['content-type'] = RAW;
    await gate.admit(request, reply);
  });
}
