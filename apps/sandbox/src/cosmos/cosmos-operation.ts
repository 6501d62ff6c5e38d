import type { IncomingHttpHeaders } from 'node:http';

/** Names of operations on items, for fault rules; everything else is `metadata`. */
export type CosmosOperation =
  | 'create'
  | 'upsert'
  | 'read'
  | 'read-feed'
  | 'replace'
  | 'patch'
  | 'delete'
  | 'query'
  | 'query-plan'
  | 'batch'
  | 'metadata';

export interface CosmosCall {
  readonly operation: CosmosOperation;
  /** Whether it creates, changes or deletes a database or a container, which no data-plane role may. */
  readonly administers: boolean;
  /** The path's parts, decoded: `['dbs', 'voice', 'colls', 'documents', 'docs', 'vce_1']`. */
  readonly path: readonly string[];
}

export function classifyCosmosCall(method: string, url: string, headers: IncomingHttpHeaders): CosmosCall {
  const path = (url.split('?', 1)[0] ?? '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const isQuery = isTrue(headers['x-ms-documentdb-isquery']) || headers['content-type'] === 'application/query+json';
  if (path[0] !== 'dbs' || path[4] !== 'docs' || path.length > 6) {
    // To run a stored procedure is a data action (`…/containers/executeStoredProcedure`), to make one is not.
    const runsProcedure = method === 'POST' && path[4] === 'sprocs' && path.length === 6;
    return { operation: 'metadata', administers: method !== 'GET' && !isQuery && !runsProcedure, path };
  }
  return { operation: itemOperation(method, path.length === 6, isQuery, headers), administers: false, path };
}

function itemOperation(
  method: string,
  oneItem: boolean,
  isQuery: boolean,
  headers: IncomingHttpHeaders,
): CosmosOperation {
  switch (method) {
    case 'GET':
      return oneItem ? 'read' : 'read-feed';
    case 'PUT':
      return 'replace';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return 'delete';
    default:
      if (isTrue(headers['x-ms-cosmos-is-query-plan-request'])) return 'query-plan';
      if (isQuery) return 'query';
      if (isTrue(headers['x-ms-cosmos-is-batch-request'])) return 'batch';
      return isTrue(headers['x-ms-documentdb-is-upsert']) ? 'upsert' : 'create';
  }
}

export function isTrue(value: string | string[] | undefined): boolean {
  return typeof value === 'string' && value.toLowerCase() === 'true';
}

export function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not URL-encoded as the protocol asks: there is nothing of that name.
    return part;
  }
}
