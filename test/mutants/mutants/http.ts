import type { Mutant } from '../mutant.ts';

/** The HTTP edge: limits, headers, idempotency, errors. */
export const HTTP: readonly Mutant[] = [
  {
    rule: 'a request is admitted before its body is read',
    file: 'apps/api/src/http/admission.ts',
    anchor: `fastify.addHook('onRequest', async (request, reply) => admission.admit(request, reply));`,
    replacement: `fastify.addHook('preHandler', async (request, reply) => admission.admit(request, reply));`,
    spec: 'apps/api/src/http/admission.spec.ts',
  },
  {
    rule: 'callers without the role are counted before they are refused',
    file: 'apps/api/src/http/admission.ts',
    anchor: `await this.limits.consume(tier, \`\${principal.tenantId}:\${principal.objectId}\`)`,
    replacement: `await this.limits.consume(tier, String(Math.random()))`,
    spec: 'apps/api/src/http/admission.spec.ts',
  },
  {
    rule: 'refused tokens are counted by address',
    file: 'apps/api/src/http/admission.ts',
    anchor: `if (errorCodeOf(error) === 'unauthenticated') await`,
    replacement: `if (errorCodeOf(error) === 'forbidden') await`,
    spec: 'apps/api/src/http/admission.spec.ts',
  },
  {
    rule: 'the guard authenticates nobody itself',
    file: 'libs/auth/src/guard/bearer.guard.ts',
    anchor: `this.authorize(principal, { public: false, roles }, context`,
    replacement: `this.authorize({ ...principal, roles: ['Voice.Admin'] }, { public: false, roles }, context`,
    spec: 'libs/auth/src/guard/bearer.guard.spec.ts',
  },
  {
    rule: 'no more of a body is held than came with the headers until the request is admitted',
    file: 'apps/api/src/http/unread-bodies.ts',
    anchor: `  request.socket.pause();\n`,
    replacement: '',
    spec: 'apps/api/src/http/unread-bodies.spec.ts',
  },
  {
    rule: 'the rest of an unread body is read after the answer, or the connection ends',
    file: 'apps/api/src/http/unread-bodies.ts',
    anchor: `if (!request.readableEnded && !request.socket.destroyed) drop(request);`,
    replacement: `if (request.readableEnded && !request.socket.destroyed) drop(request);`,
    spec: 'apps/api/src/http/unread-bodies.spec.ts',
  },
  {
    rule: 'a large unread body closes the connection',
    file: 'apps/api/src/http/unread-bodies.ts',
    anchor: `  response.shouldKeepAlive = false;\n`,
    replacement: '',
    spec: 'apps/api/src/http/unread-bodies.spec.ts',
  },
  {
    rule: 'unverified webhooks of one address are held up to a bound',
    file: 'apps/api/src/hooks/hook-gate.ts',
    anchor: `if (ofAddress + bytes > MAX_UNVERIFIED_BYTES_OF_ADDRESS ||`,
    replacement: `if (`,
    spec: 'apps/api/src/hooks/hook-gate.spec.ts',
  },
  {
    rule: 'a form upload ends before the ingress would end it',
    file: 'apps/api/src/uploads/receive-upload.usecase.ts',
    anchor: `content.destroy(tooSlow())`,
    replacement: `content.resume()`,
    spec: 'apps/api/src/uploads/receive-upload.spec.ts',
  },
];
