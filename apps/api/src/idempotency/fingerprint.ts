import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import '@fastify/multipart';

/**
 * What tells one request from another: hex SHA-256 of method, path with query, and JSON body, whose members may come in any order. A
 * multipart body is not read here: the handler compares its fields with what the first run wrote. Its file is not compared at all.
 */
export function fingerprintOf(request: FastifyRequest): string {
  const body = request.isMultipart() ? 'multipart' : (request.body ?? null);
  return createHash('sha256')
    .update(JSON.stringify([request.method, request.url, canonical(body)]))
    .digest('hex');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  // As pairs: in an object, names that look like numbers would come first, and `__proto__` would be lost.
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { members: members.map(([name, member]) => [name, canonical(member)]) };
}
