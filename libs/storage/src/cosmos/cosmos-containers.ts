/** What Cosmos DB is told when a container is created, in the form of its REST API. */
export interface CosmosContainerProperties {
  readonly id: string;
  /** The one path of the partition key. */
  readonly partitionKey: string;
  /**
   * Seconds. −1: items that bring a `ttl` expire after it, others stay. Absent: time to live is off, and a `ttl` that an item brings does
   * nothing.
   */
  readonly defaultTtl?: -1;
  readonly indexingPolicy: {
    readonly indexingMode: 'consistent';
    readonly automatic: true;
    readonly includedPaths: readonly { readonly path: string }[];
    readonly excludedPaths: readonly { readonly path: string }[];
  };
}

/** Everything is indexed but these paths: what no query filters or orders by costs request units at each write and finds nothing. */
function indexedBut(...paths: readonly string[]): CosmosContainerProperties['indexingPolicy'] {
  return {
    indexingMode: 'consistent',
    automatic: true,
    includedPaths: [{ path: '/*' }],
    excludedPaths: [...paths, '/"_etag"/?'].map((path) => ({ path })),
  };
}

/**
 * The containers of the database: the sandbox's are made from this table (`npm run generate`), the deployment's too, and both deployables
 * compare what they find at start with it. A query that filters or orders by an excluded path fails against the sandbox.
 */
export const COSMOS_CONTAINERS = {
  /** Deliveries and inbound webhooks expire; all other documents stay until they are deleted. */
  documents: {
    id: 'documents',
    partitionKey: '/partitionKey',
    defaultTtl: -1,
    indexingPolicy: indexedBut(
      '/outbox/*',
      '/undeliverable/*',
      '/announced/*',
      '/failure/*',
      '/error/*',
      '/text/?',
      '/textBlob/*',
      '/ssml/?',
      '/lexicon/*',
      '/spoken/*',
      '/result/*',
      '/chunks/*',
      '/events/*',
      '/payload/?',
      '/attempts/*',
      '/report/*',
      '/rejection/*',
      '/custody/*',
      '/statement/?',
      '/evidence/match/*',
      '/evidence/transcript/?',
      '/secrets/*',
      '/receipt/*',
    ),
  },
  /** Append-only: nothing in it expires. */
  audit: { id: 'audit', partitionKey: '/partitionKey', indexingPolicy: indexedBut() },
  /** Records of idempotency keys, and hashes of what was erased. */
  idempotency: {
    id: 'idempotency',
    partitionKey: '/partitionKey',
    defaultTtl: -1,
    indexingPolicy: indexedBut('/answer/*'),
  },
  /** Records of what was spoken; they expire. */
  provenance: {
    id: 'provenance',
    partitionKey: '/partitionKey',
    defaultTtl: -1,
    indexingPolicy: indexedBut(
      '/signature/*',
      '/details/salt/?',
      '/details/text/*',
      '/statement/format/*',
      '/statement/items/*',
      '/statement/detailsSha256/?',
    ),
  },
  usage: { id: 'usage', partitionKey: '/partitionKey', defaultTtl: -1, indexingPolicy: indexedBut() },
} as const satisfies Readonly<Record<string, CosmosContainerProperties>>;
