import type { IncomingHttpHeaders } from 'node:http';
import { badRequest, CosmosError, notImitated, preconditionFailed, SUB_STATUS } from './cosmos-error.ts';
import { type CosmosOperation, isTrue, textOf } from './cosmos-operation.ts';
import type { ItemContainer, Replica, StoredItem } from './item-container.ts';
import { patched } from './patch-operations.ts';
import { deleteCharge, insertCharge, queryCharge, readCharge, replaceCharge } from './request-charge.ts';
import { runQuery } from './run-query.ts';
import { PARTITION_KEY_RANGE_ID } from './session-token.ts';
import { compileQuery, type CompiledQuery } from './sql/compiled-query.ts';
import { queryPlan } from './sql/query-plan.ts';

export interface ItemRequest {
  readonly operation: CosmosOperation;
  readonly headers: IncomingHttpHeaders;
  /** Of the path; undefined for the feed of a container. */
  readonly id: string | undefined;
  readonly body: Buffer;
  /** Which answers a read. */
  readonly replica: Replica;
}

/** An answer to a call on items. */
export interface ItemAnswer {
  readonly status: number;
  /** JSON; undefined for none. */
  readonly json?: string | undefined;
  readonly charge: number;
  readonly etag?: string | undefined;
  readonly continuation?: string | undefined;
  readonly itemCount?: number | undefined;
}

const CONFLICT = 'Entity with the specified id already exists in the system.';
/** What a client may ask of an account at Session. */
const READ_LEVELS: ReadonlySet<string> = new Set(['Session', 'ConsistentPrefix', 'Eventual']);
const FIRST_BYTE_OF_BINARY = 0x80;

/** @throws CosmosError for what Azure refuses and what the sandbox does not imitate */
export function handleItems(container: ItemContainer, request: ItemRequest): ItemAnswer {
  const level = textOf(request.headers['x-ms-consistency-level']);
  if (level !== undefined && !READ_LEVELS.has(level)) {
    const message = `ConsistencyLevel ${level} specified in the request is invalid when service is configured with consistency level Session. Ensure the request consistency level is not stronger than the service consistency level.`;
    throw badRequest(message);
  }
  switch (request.operation) {
    case 'read':
      return read(container, request);
    case 'create':
    case 'upsert':
      return create(container, request, request.operation === 'upsert');
    case 'replace':
      return replace(container, request);
    case 'patch':
      return patch(container, request);
    case 'delete':
      return remove(container, request);
    case 'query':
    case 'query-plan':
      return query(container, request);
    case 'read-feed':
      return readFeed(container, request);
    case 'batch':
      throw notImitated('transactional batches and bulk requests');
    case 'metadata':
      throw badRequest('The request is not one on items.');
  }
}

function read(container: ItemContainer, { headers, id = '', replica }: ItemRequest): ItemAnswer {
  const item = container.read(partitionOf(headers), id, replica);
  if (headers['if-none-match'] === item.etag) return { status: 304, charge: 1, etag: item.etag };
  return { status: 200, json: item.json, charge: readCharge(item.bytes), etag: item.etag };
}

function create(container: ItemContainer, request: ItemRequest, upserts: boolean): ItemAnswer {
  const { headers } = request;
  const document = documentOf(request.body);
  const partition = partitionOf(headers);
  const id = typeof document['id'] === 'string' ? document['id'] : '';
  const before = container.has(partition, id) ? container.read(partition, id) : undefined;
  if (before && !upserts) throw new CosmosError(409, 'Conflict', CONFLICT);
  if (before) checkIfMatch(before, headers);
  const item = container.write(partition, document);
  const charge = before ? replaceCharge(item.bytes, before.bytes) : insertCharge(item.bytes);
  return written(request, item, before ? 200 : 201, charge);
}

function replace(container: ItemContainer, request: ItemRequest): ItemAnswer {
  const { headers, id = '' } = request;
  const document = documentOf(request.body);
  const partition = partitionOf(headers);
  const before = container.read(partition, id);
  checkIfMatch(before, headers);
  if (document['id'] !== id) throw badRequest('Replacing the id of an item is not allowed.');
  const item = container.write(partition, document);
  return written(request, item, 200, replaceCharge(item.bytes, before.bytes));
}

function patch(container: ItemContainer, request: ItemRequest): ItemAnswer {
  const { headers, id = '' } = request;
  const body = jsonOf(request.body) as { operations?: unknown; condition?: unknown } | unknown[] | null;
  const operations = Array.isArray(body) ? body : body?.operations;
  const condition = Array.isArray(body) ? undefined : body?.condition;
  const partition = partitionOf(headers);
  const before = container.read(partition, id);
  checkIfMatch(before, headers);
  if (typeof condition === 'string' && !holds(condition, before)) throw preconditionFailed();
  const item = container.write(partition, patched(before.document, operations));
  return written(request, item, 200, replaceCharge(item.bytes, before.bytes));
}

/** The condition is what follows `SELECT *`: `FROM c WHERE …`. */
function holds(condition: string, { document }: StoredItem): boolean {
  const { where } = compileQuery(/^\s*select\b/i.test(condition) ? condition : `SELECT * ${condition}`);
  return !where || where({ document, parameters: new Map() }) === true;
}

function remove(container: ItemContainer, { headers, id = '' }: ItemRequest): ItemAnswer {
  const partition = partitionOf(headers);
  checkIfMatch(container.read(partition, id), headers);
  const { bytes } = container.delete(partition, id);
  return { status: 204, charge: deleteCharge(bytes) };
}

function query(container: ItemContainer, request: ItemRequest): ItemAnswer {
  const { operation, headers, body } = request;
  const asked = jsonOf(body) as { query?: unknown; parameters?: { name: string; value: unknown }[] } | null;
  if (typeof asked?.query !== 'string') throw badRequest('The body has no query.');
  const parameters = new Map((asked.parameters ?? []).map(({ name, value }) => [name, value]));
  const compiled = compileQuery(asked.query);
  const unset = compiled.parameterNames.find((name) => !parameters.has(name));
  if (unset !== undefined) throw badRequest(`The parameter ${unset} has no value.`);
  if (operation === 'query-plan') {
    return { status: 200, json: JSON.stringify(queryPlan(compiled, parameters)), charge: 1 };
  }
  const isAcross = headers['x-ms-documentdb-partitionkey'] === undefined;
  const mayCross = isTrue(headers['x-ms-documentdb-query-enablecrosspartition']);
  const range = textOf(headers['x-ms-documentdb-partitionkeyrangeid']);
  if (isAcross && !mayCross && range === undefined && !compiled.equalTo(container.partitionKeyPath)) {
    const message =
      'Cross partition query is required but disabled. Please set x-ms-documentdb-query-enablecrosspartition to true, specify x-ms-documentdb-partitionkey, or revise your query to avoid this exception.';
    throw badRequest(message);
  }
  return feed(container, request, compiled, parameters);
}

function readFeed(container: ItemContainer, request: ItemRequest): ItemAnswer {
  if (request.headers['a-im'] !== undefined) throw notImitated('the change feed');
  return feed(container, request, compileQuery('SELECT * FROM c'), new Map());
}

function feed(
  container: ItemContainer,
  { headers, replica }: ItemRequest,
  compiled: CompiledQuery,
  parameters: ReadonlyMap<string, unknown>,
): ItemAnswer {
  const range = textOf(headers['x-ms-documentdb-partitionkeyrangeid']);
  if (range !== undefined && range.split(',').at(-1) !== PARTITION_KEY_RANGE_ID) {
    throw new CosmosError(410, 'Gone', `There is no range of partitions ${range}.`, SUB_STATUS.partitionKeyRangeGone);
  }
  const size = Number(headers['x-ms-max-item-count']);
  const page = runQuery(container, compiled, {
    parameters,
    partition: headers['x-ms-documentdb-partitionkey'] === undefined ? undefined : partitionOf(headers),
    ofRange: range !== undefined,
    replica,
    maxItems: Number.isInteger(size) && size !== 0 ? size : undefined,
    continuation: textOf(headers['x-ms-continuation']),
  });
  return {
    status: 200,
    json: `{"_rid":${JSON.stringify(container.rid)},"Documents":[${page.results.join(',')}],"_count":${page.results.length}}`,
    charge: queryCharge(page.loaded, page.bytes),
    continuation: page.continuation,
    itemCount: page.results.length,
  };
}

function written({ headers }: ItemRequest, { json, etag }: StoredItem, status: number, charge: number): ItemAnswer {
  const isMinimal = textOf(headers['prefer'])?.toLowerCase() === 'return=minimal';
  return { status, charge, etag, ...(isMinimal ? {} : { json }) };
}

function checkIfMatch({ etag }: StoredItem, headers: IncomingHttpHeaders): void {
  const wanted = headers['if-match'];
  if (wanted !== undefined && wanted !== '*' && wanted !== etag) throw preconditionFailed();
}

/** The header's JSON, written as the container writes it. */
function partitionOf(headers: IncomingHttpHeaders): string {
  const header = textOf(headers['x-ms-documentdb-partitionkey']);
  if (header === undefined) throw badRequest('PartitionKey value must be supplied for this operation.');
  try {
    const values = JSON.parse(header) as unknown;
    if (Array.isArray(values) && values.length === 1) return JSON.stringify(values);
  } catch {
    // Refused below, in the words for everything that is not a key.
  }
  throw badRequest(`Partition key ${header} is invalid.`);
}

function documentOf(body: Buffer): Record<string, unknown> {
  const value = jsonOf(body);
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw badRequest('The input content is invalid: it is not a JSON object.');
}

function jsonOf(body: Buffer): unknown {
  if (body[0] === FIRST_BYTE_OF_BINARY) throw notImitated('binary bodies: send JSON as text');
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    throw badRequest('The input content is invalid: it is not JSON.');
  }
}
