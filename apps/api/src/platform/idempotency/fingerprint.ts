import type { FastifyRequest } from 'fastify';
import '@fastify/multipart';
import { fingerprintInSteps } from '#intake';
import { inTurns } from '#loop';

/**
 * What tells one request from another: hex SHA-256 of method, path with query, and JSON body, whose members may come in any order. A
 * multipart body is not read here: its digest is taken while it arrives. See ADR 151.
 */
export function fingerprintOf(request: FastifyRequest): Promise<string> {
  const body = request.isMultipart() ? 'multipart' : (request.body ?? null);
  return inTurns(fingerprintInSteps(request.method, request.url, body));
}
