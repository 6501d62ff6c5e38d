import { badRequest, CosmosError, SUB_STATUS } from './cosmos-error.ts';
import { isExcluded } from './indexing-policy.ts';
import type { ItemContainer, Replica, StoredItem } from './item-container.ts';
import type { CompiledQuery, OrderBy } from './sql/compiled-query.ts';
import { queryPlan } from './sql/query-plan.ts';
import { compareValues, withoutUndefined } from './sql/values.ts';

/** What the service takes when a client names no page size, and how large a page may be. */
const PAGE_ITEMS = 100;
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

export interface QueryRequest {
  readonly parameters: ReadonlyMap<string, unknown>;
  /** JSON of the partition key; undefined for a query across partitions. */
  readonly partition: string | undefined;
  /** Whether the client asked one range of partitions, as a query plan tells it to. */
  readonly ofRange: boolean;
  readonly replica: Replica;
  /** −1 leaves the page size to the service. */
  readonly maxItems: number | undefined;
  readonly continuation: string | undefined;
}

export interface QueryPage {
  /** JSON of each result. */
  readonly results: readonly string[];
  readonly continuation: string | undefined;
  readonly loaded: number;
  readonly bytes: number;
}

/** Where a page ended: the last item's number, what it was ordered by, and how many results there were up to it. */
interface Position {
  readonly number: number;
  readonly value?: unknown;
  readonly taken: number;
}

/** @throws CosmosError 400 for what Azure refuses, or what its index could not serve */
export function runQuery(container: ItemContainer, query: CompiledQuery, request: QueryRequest): QueryPage {
  checkIndex(container, query);
  const { parameters, replica } = request;
  const partition = request.partition ?? ownPartition(container, query, parameters);
  if (partition === undefined && !request.ofRange) refuseAcrossPartitions(query, parameters);
  const found: StoredItem[] = [];
  let loaded = 0;
  for (const item of container.scan(partition, replica)) {
    loaded += 1;
    if (!query.where || query.where({ document: item.document, parameters }) === true) found.push(item);
  }
  if (query.hasAggregate) return aggregated(query, found, parameters, loaded);
  sort(found, query.orderBy, parameters);
  return page(query, found, request, loaded);
}

/** A condition that names the partition makes it a query of that partition, without a header. */
function ownPartition(
  container: ItemContainer,
  query: CompiledQuery,
  parameters: ReadonlyMap<string, unknown>,
): string | undefined {
  const value = query.equalTo(container.partitionKeyPath)?.({ document: undefined, parameters });
  return value === undefined ? undefined : JSON.stringify([value]);
}

/** The gateway runs simple filters across partitions; what needs putting together it leaves to the client, with a plan. */
function refuseAcrossPartitions(query: CompiledQuery, parameters: ReadonlyMap<string, unknown>): void {
  if (!query.orderBy && !query.top && !query.hasAggregate) return;
  throw new CosmosError(
    400,
    'BadRequest',
    'Cross partition query with TOP and/or ORDER BY or aggregate functions is not supported by the gateway: run its query plan.',
    SUB_STATUS.crossPartitionQueryNotServable,
    { additionalErrorInfo: JSON.stringify(queryPlan(query, parameters)) },
  );
}

/** Azure would read every document for such a filter, and refuses such an order: the sandbox refuses both, so that a test notices. */
function checkIndex({ indexingPolicy, options }: ItemContainer, { indexedPaths }: CompiledQuery): void {
  const path = indexedPaths.find((names) => isExcluded(indexingPolicy, names));
  if (!path) return;
  throw badRequest(
    `The indexing policy of the container ${options.id} excludes /${path.join('/')}, which the query filters or orders by. ` +
      'Azure reads every document for a filter without an index and refuses ORDER BY; the sandbox refuses both.',
  );
}

function sort(found: StoredItem[], orderBy: OrderBy | undefined, parameters: ReadonlyMap<string, unknown>): void {
  if (!orderBy) {
    found.sort((one, other) => one.number - other.number);
    return;
  }
  const sign = orderBy.descending ? -1 : 1;
  const values = new Map(found.map((item) => [item, orderBy.value({ document: item.document, parameters })]));
  found.sort((one, other) => sign * compareValues(values.get(one), values.get(other)) || one.number - other.number);
}

function aggregated(
  query: CompiledQuery,
  found: readonly StoredItem[],
  parameters: ReadonlyMap<string, unknown>,
  loaded: number,
): QueryPage {
  const value = query.select?.({ document: undefined, parameters, rows: found.map(({ document }) => document) });
  const results = value === undefined ? [] : [JSON.stringify(withoutUndefined(value))];
  return { results, continuation: undefined, loaded, bytes: Buffer.byteLength(results.join('')) };
}

function page(
  query: CompiledQuery,
  found: readonly StoredItem[],
  { parameters, maxItems = PAGE_ITEMS, continuation }: QueryRequest,
  loaded: number,
): QueryPage {
  const after = continuation === undefined ? undefined : positionOf(continuation);
  const limit = (query.top?.({ document: undefined, parameters }) as number | undefined) ?? Infinity;
  const pageItems = maxItems > 0 ? maxItems : Infinity;
  const results: string[] = [];
  let [bytes, taken] = [0, after?.taken ?? 0];
  let last: StoredItem | undefined;
  let at = after ? firstAfter(found, after, query.orderBy, parameters) : 0;
  for (; at < found.length && taken < limit; at++) {
    const item = found[at] as StoredItem;
    const json = query.select ? selected(query, item, parameters) : item.json;
    const size = json === undefined ? 0 : Buffer.byteLength(json);
    if (results.length >= pageItems || (results.length > 0 && bytes + size > MAX_PAGE_BYTES)) break;
    taken += 1;
    last = item;
    if (json === undefined) continue;
    results.push(json);
    bytes += size;
  }
  const isOver = at >= found.length || taken >= limit;
  const value = last && query.orderBy?.value({ document: last.document, parameters });
  const next = isOver || !last ? undefined : tokenOf({ number: last.number, value, taken });
  return { results, continuation: next, loaded, bytes };
}

function selected(query: CompiledQuery, { document }: StoredItem, parameters: ReadonlyMap<string, unknown>) {
  const value = query.select?.({ document, parameters });
  return value === undefined ? undefined : JSON.stringify(withoutUndefined(value));
}

/** Where the next page begins: items may have come and gone since the last one. */
function firstAfter(
  found: readonly StoredItem[],
  { number, value }: Position,
  orderBy: OrderBy | undefined,
  parameters: ReadonlyMap<string, unknown>,
): number {
  const sign = orderBy?.descending === true ? -1 : 1;
  const index = found.findIndex((item) => {
    const order = orderBy ? sign * compareValues(orderBy.value({ document: item.document, parameters }), value) : 0;
    return order > 0 || (order === 0 && item.number > number);
  });
  return index < 0 ? found.length : index;
}

function tokenOf(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function positionOf(token: string): Position {
  try {
    const position = JSON.parse(Buffer.from(token, 'base64url').toString()) as Position;
    if (Number.isInteger(position.number) && Number.isInteger(position.taken)) return position;
  } catch {
    // Not a function that is imitated: refused below, in the same words.
  }
  throw badRequest('The continuation token is not valid. Send one of this container back as it was given.');
}
