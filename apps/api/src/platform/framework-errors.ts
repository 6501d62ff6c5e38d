import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyReply, FastifyRequest } from 'fastify';
import { ServiceError } from '#domain';
import { PROBLEM_MEDIA_TYPE, problemOf } from '#intake';
import { failureOf } from './failure.ts';
import { sendProblem } from './problem.filter.ts';
import { pathOf } from './request-correlation.ts';
import { SECURITY_HEADER_FIELDS } from './security-headers.ts';

/** Answers what the router cannot read, a malformed or over-long path. No hook has run yet, so the request has no id and no context. */
export function answerUnroutable(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const requestId = randomUUID();
  const { error: failure, status } = failureOf(error);
  void reply.header('x-request-id', requestId).headers(SECURITY_HEADER_FIELDS);
  sendProblem(reply, problemOf(failure, { path: pathOf(request.url), requestId }, status));
}

const UNREADABLE: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
};

/** Answers what Node's parser cannot read as HTTP, then closes the connection: where the next request would begin is unknown. */
export function answerUnreadable(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, detail] = UNREADABLE[error.code] ?? [400, 'The request is not valid HTTP.'];
  const requestId = randomUUID();
  const body = JSON.stringify(problemOf(new ServiceError('invalid-request', detail), { path: '*', requestId }, status));
  if (socket.writable) {
    const headers = {
      ...SECURITY_HEADER_FIELDS,
      'content-type': PROBLEM_MEDIA_TYPE,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-request-id': requestId,
      connection: 'close',
    };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`);
  }
  socket.destroy(error);
}
