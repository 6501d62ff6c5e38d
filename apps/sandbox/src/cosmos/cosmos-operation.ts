import type { IncomingHttpHeaders } from 'node:http';

/** Names of operations on items, for fault rules; everything else is `metadata`. */
export type CosmosOperation =
  'create' | 'upsert' | 'read' | 'read-feed' | 'replace' | 'patch' | 'delete' | 'query' | 'batch' | 'metadata';

export interface CosmosCall {
  readonly operation: CosmosOperation;
  /** Whether it creates, changes or deletes a database or a container, which no data-plane role may. */
  readonly administers: boolean;
}

const DOCUMENTS = /^\/+dbs\/[^/]+\/colls\/[^/]+\/docs(\/[^/]+)?\/?$/;

export function classifyCosmosCall(method: string, url: string, headers: IncomingHttpHeaders): CosmosCall {
  const path = url.split('?', 1)[0] ?? '';
  const documents = DOCUMENTS.exec(path);
  const isQuery = isTrue(headers['x-ms-documentdb-isquery']) || headers['content-type'] === 'application/query+json';
  if (!documents) return { operation: 'metadata', administers: method !== 'GET' && !isQuery };
  const oneItem = documents[1] !== undefined;
  return { operation: itemOperation(method, oneItem, isQuery, headers), administers: false };
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
      if (isQuery) return 'query';
      if (isTrue(headers['x-ms-cosmos-is-batch-request'])) return 'batch';
      return isTrue(headers['x-ms-documentdb-is-upsert']) ? 'upsert' : 'create';
  }
}

function isTrue(value: string | string[] | undefined): boolean {
  return typeof value === 'string' && value.toLowerCase() === 'true';
}
