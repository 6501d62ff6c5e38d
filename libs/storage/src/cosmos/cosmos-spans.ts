import type { Plugin, PluginConfig } from '@azure/cosmos';
import { inSpan, isTraced } from '#observability';
import { COSMOS_CONTAINERS } from './cosmos-containers.ts';
import { statusOf } from './cosmos-errors.ts';

/** Answers that the callers have asked for: there is none, there is one already, it was changed. */
const EXPECTED: ReadonlySet<number | undefined> = new Set([304, 404, 409, 412]);
const CONTAINERS: ReadonlySet<string> = new Set(Object.values(COSMOS_CONTAINERS).map(({ id }) => id));

/** Each POST writes it twice, and its answer says what came of that. */
const BOOKKEEPING: string = COSMOS_CONTAINERS.idempotency.id;

/** A span for each operation on Cosmos DB. Its SDK makes none by itself, and its paths hold the ids of documents: container and operation say it. */
const spanOfOperation: Plugin<unknown> = (context, _node, next) => {
  // Each request makes several of these calls.
  if (!isTraced()) return next(context);
  const operation: string = context.operationType ?? 'request';
  const container = /\bcolls\/([^/]+)/.exec(context.path ?? '')?.[1] ?? '';
  const target = CONTAINERS.has(container) ? ` ${container}` : '';
  const attributes = {
    'db.system.name': 'azure.cosmosdb',
    'db.operation.name': operation,
    'server.address': hostOf(context.endpoint),
  };
  const options = { kind: 'client', attributes, failure, isMinor: container === BOOKKEEPING } as const;
  return inSpan(`Cosmos DB ${operation}${target}`, options, async (span) => {
    const response = await next(context);
    span.set({ 'db.response.status_code': String(response.code) });
    return response;
  });
};

export const COSMOS_PLUGINS: PluginConfig[] = [{ on: 'operation', plugin: spanOfOperation }];

function failure(error: unknown): string | undefined {
  const status = statusOf(error);
  if (EXPECTED.has(status)) return undefined;
  return status === undefined ? 'dependency-unavailable' : String(status);
}

/** Of the locations of one account, which are few. */
const hosts = new Map<string, string | undefined>();

function hostOf(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  if (!hosts.has(endpoint)) hosts.set(endpoint, URL.parse(endpoint)?.hostname);
  return hosts.get(endpoint);
}
