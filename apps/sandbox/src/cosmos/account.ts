import type { StateStore } from '../data/state-store.ts';
import { CosmosError, notFound, notImitated, SUB_STATUS } from './cosmos-error.ts';
import { type CosmosContainer, ItemContainer, type StaleReads } from './item-container.ts';
import type { Clock } from '../faults/clock.ts';
import { databaseRid, partitionKeyRangeRid } from './resource-ids.ts';
import { PARTITION_KEY_RANGE_ID } from './session-token.ts';

export const ACCOUNT = 'sandbox-voice';
const REGION = 'West Europe';
/** What the service tells clients of its query engine; the SDKs pass it on to it. */
const QUERY_ENGINE = {
  maxSqlQueryInputLength: 262_144,
  maxJoinsPerSqlQuery: 10,
  maxLogicalAndPerSqlQuery: 2000,
  maxLogicalOrPerSqlQuery: 2000,
  maxUdfRefPerSqlQuery: 10,
  maxInExpressionItemsCount: 16_000,
  queryMaxGroupByTableCellCount: 500_000,
  queryMaxInMemorySortDocumentCount: 500,
  maxQueryRequestTimeoutFraction: 0.9,
  sqlAllowNonFiniteNumbers: false,
  sqlAllowAggregateFunctions: true,
  sqlAllowSubQuery: true,
  sqlAllowScalarSubQuery: true,
  allowNewKeywords: true,
  sqlAllowLike: true,
  sqlAllowGroupByClause: true,
  maxSpatialQueryCells: 12,
  spatialMaxGeometryPointCount: 256,
  sqlDisableQueryILOptimization: false,
  sqlDisableFilterPlanOptimization: false,
  sqlAllowTop: true,
  enableSpatialIndexing: true,
};

/**
 * An account with one database, whose containers are there from the start: an Entra identity may not create them.
 * See ADR 90.
 */
export class CosmosAccount {
  readonly #containers: ReadonlyMap<string, ItemContainer>;
  readonly #databaseRid = databaseRid(1);
  readonly #startedAt: number;

  constructor(
    private readonly database: string,
    containers: readonly CosmosContainer[],
    clock: Clock,
    state?: StateStore,
  ) {
    this.#containers = new Map(
      containers.map((container, index) => [container.id, new ItemContainer(container, index + 1, clock, state)]),
    );
    this.#startedAt = Math.floor(clock.now() / 1000);
  }

  setStaleReads(stale: StaleReads | undefined): void {
    for (const container of this.#containers.values()) container.setStaleReads(stale);
  }

  /** @throws CosmosError 404 with sub-status 1003: it is not an item that is missing */
  container(database: string, id: string): ItemContainer {
    const found = this.#found(database, id);
    if (found) return found;
    throw new CosmosError(404, 'NotFound', 'Owner resource does not exist', SUB_STATUS.ownerNotFound);
  }

  /** The path of a request with the names of the database and the container, which clients may have replaced by their ids (`_rid`). */
  named(path: readonly string[]): readonly string[] {
    const [dbs, database = '', colls, container = '', ...rest] = path;
    if (dbs !== 'dbs' || !this.#isOwn(database)) return path;
    const id = this.#found(database, container)?.options.id ?? container;
    return [dbs, this.database, ...(colls === undefined ? [] : [colls, id, ...rest])].filter((part) => part !== '');
  }

  /**
   * Answers what is read of the account itself.
   * @param endpoint under which the account is reached
   */
  metadata(method: string, path: readonly string[], endpoint: string): Record<string, unknown> {
    const [dbs, database = '', colls, container = '', below] = path;
    if (method !== 'GET') throw notImitated(`${method} on ${describe(path)}`);
    if (path.length === 0) return this.#account(endpoint);
    if (dbs !== 'dbs' || path.length > 5 || (colls !== undefined && colls !== 'colls')) {
      throw notImitated(describe(path));
    }
    if (path.length === 1) return { _rid: '', Databases: [this.#database()], _count: 1 };
    if (!this.#isOwn(database)) throw notFound();
    if (path.length === 2) return this.#database();
    if (path.length === 3) {
      const all = [...this.#containers.values()].map((each) => this.#collection(each));
      return { _rid: this.#databaseRid, DocumentCollections: all, _count: all.length };
    }
    const found = this.#found(database, container);
    if (!found) throw notFound();
    if (below === undefined) return this.#collection(found);
    if (below !== 'pkranges') throw notImitated(describe(path));
    return { _rid: found.rid, PartitionKeyRanges: [this.#range(found)], _count: 1 };
  }

  /** Paths name resources, or give their ids (`_rid`), as the SDK for .NET does when it asks for ranges of partitions. */
  #isOwn(database: string): boolean {
    return database === this.database || database === this.#databaseRid;
  }

  #found(database: string, container: string): ItemContainer | undefined {
    if (database === this.database) return this.#containers.get(container);
    if (database !== this.#databaseRid) return undefined;
    return [...this.#containers.values()].find(({ rid }) => rid === container);
  }

  #account(endpoint: string): Record<string, unknown> {
    const locations = [{ name: REGION, databaseAccountEndpoint: endpoint }];
    return {
      _self: '',
      id: ACCOUNT,
      _rid: `${ACCOUNT}.documents.azure.com`,
      media: '//media/',
      addresses: '//addresses/',
      _dbs: '//dbs/',
      writableLocations: locations,
      readableLocations: locations,
      enableMultipleWriteLocations: false,
      userReplicationPolicy: { asyncReplication: false, minReplicaSetSize: 3, maxReplicasetSize: 4 },
      userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
      systemReplicationPolicy: { minReplicaSetSize: 3, maxReplicasetSize: 4 },
      readPolicy: { primaryReadCoefficient: 1, secondaryReadCoefficient: 1 },
      queryEngineConfiguration: JSON.stringify(QUERY_ENGINE),
    };
  }

  #database(): Record<string, unknown> {
    const rid = this.#databaseRid;
    return { id: this.database, ...this.#own(rid, `dbs/${rid}/`), _colls: 'colls/', _users: 'users/' };
  }

  #collection({ options, rid, indexingPolicy }: ItemContainer): Record<string, unknown> {
    return {
      id: options.id,
      indexingPolicy,
      partitionKey: { paths: [options.partitionKey], kind: 'Hash', version: 2 },
      ...(options.defaultTtl === undefined ? {} : { defaultTtl: options.defaultTtl }),
      uniqueKeyPolicy: { uniqueKeys: [] },
      conflictResolutionPolicy: {
        mode: 'LastWriterWins',
        conflictResolutionPath: '/_ts',
        conflictResolutionProcedure: '',
      },
      geospatialConfig: { type: 'Geography' },
      ...this.#own(rid, `dbs/${this.#databaseRid}/colls/${rid}/`),
      _docs: 'docs/',
      _sprocs: 'sprocs/',
      _triggers: 'triggers/',
      _udfs: 'udfs/',
      _conflicts: 'conflicts/',
    };
  }

  #range({ rid, options }: ItemContainer): Record<string, unknown> {
    const number = [...this.#containers.keys()].indexOf(options.id) + 1;
    const own = partitionKeyRangeRid(1, number, 1);
    return {
      id: PARTITION_KEY_RANGE_ID,
      ...this.#own(own, `dbs/${this.#databaseRid}/colls/${rid}/pkranges/${own}/`),
      minInclusive: '',
      maxExclusive: 'FF',
      ridPrefix: 0,
      throughputFraction: 1,
      status: 'online',
      parents: [],
    };
  }

  #own(rid: string, self: string): Record<string, unknown> {
    return { _rid: rid, _self: self, _etag: `"${rid}"`, _ts: this.#startedAt };
  }
}

/** Without names: these may be anything. */
function describe(path: readonly string[]): string {
  return `/${path.map((part, index) => (index % 2 === 0 ? part.slice(0, 32) : '…')).join('/')}`;
}
