import { type Caller, dataAction, type Right } from '../rights/caller.ts';
import { cosmosResource } from '../rights/resources.ts';
import { CosmosError, SUB_STATUS } from './cosmos-error.ts';
import type { CosmosCall, CosmosOperation } from './cosmos-operation.ts';

const CONTAINERS = 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers';
const READ_METADATA = dataAction('Microsoft.DocumentDB/databaseAccounts/readMetadata');
const QUERY = dataAction(`${CONTAINERS}/executeQuery`);

/**
 * The data action of each operation (learn.microsoft.com, "Azure Cosmos DB for NoSQL data plane actions reference"). The page names none for a
 * patch: here it is that of a replacement; a batch, which is not imitated, is taken for an upsert.
 */
const RIGHTS: Readonly<Record<Exclude<CosmosOperation, 'metadata'>, Right>> = {
  create: dataAction(`${CONTAINERS}/items/create`),
  read: dataAction(`${CONTAINERS}/items/read`),
  replace: dataAction(`${CONTAINERS}/items/replace`),
  patch: dataAction(`${CONTAINERS}/items/replace`),
  upsert: dataAction(`${CONTAINERS}/items/upsert`),
  batch: dataAction(`${CONTAINERS}/items/upsert`),
  delete: dataAction(`${CONTAINERS}/items/delete`),
  query: QUERY,
  'query-plan': QUERY,
  'read-feed': QUERY,
};

/**
 * What Cosmos DB answers when the roles of a caller do not permit a call; undefined if they do.
 * @param path of the request, with names in place of ids (`_rid`)
 */
export function refusedByRoles(
  caller: Caller,
  { operation }: CosmosCall,
  path: readonly string[],
  account: string,
): CosmosError | undefined {
  const right = operation === 'metadata' ? READ_METADATA : RIGHTS[operation];
  if (caller.may(right, cosmosResource(path))) return undefined;
  const subStatus = operation === 'metadata' ? SUB_STATUS.rbacUnauthorizedMetadata : SUB_STATUS.rbacUnauthorizedData;
  const resource = path.length === 0 ? '/' : path.slice(0, 4).join('/');
  const message = `Request blocked by Auth ${account} : Request is blocked because principal [${caller.oid}] does not have required RBAC permissions to perform action [${right.name}] on resource [${resource}]. Learn more: https://aka.ms/cosmos-native-rbac.`;
  return new CosmosError(403, 'Forbidden', message, subStatus);
}

/** For what no data-plane role permits: databases and containers are made with Azure Resource Manager. */
export function notByToken(method: string, path: readonly string[], account: string): CosmosError {
  const message = `Request blocked by Auth ${account} : The given request [${method} /${path.join('/')}] cannot be authorized by AAD token in data plane. Learn more: https://aka.ms/cosmos-native-rbac.`;
  return new CosmosError(403, 'Forbidden', message, SUB_STATUS.rbacOperationNotSupported);
}
