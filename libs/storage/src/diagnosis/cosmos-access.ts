import type { TokenCredential } from '@azure/core-auth';
import { CosmosClient, type Database } from '@azure/cosmos';
import type { Config } from '#config';
import { type AccessTrouble, saidBy, saysNetwork, troubleOf } from '#observability';
import { cosmosClientOptions } from '../cosmos/cosmos-client-options.ts';
import { COSMOS_CONTAINERS, type CosmosContainerProperties } from '../cosmos/cosmos-containers.ts';
import { DatabaseCheck } from '../cosmos/database-check.ts';

export type CosmosContainerName = keyof typeof COSMOS_CONTAINERS;

/** No item has this id. */
const NO_ITEM = 'doctor-no-such-item';

/** Tries what a process needs of Cosmos DB, and writes nothing. */
export class CosmosAccess {
  readonly #client: CosmosClient;
  readonly #database: Database;
  readonly #check: DatabaseCheck;

  constructor(settings: Config['cosmos'], credential: TokenCredential) {
    const options = cosmosClientOptions(settings, credential);
    this.#client = new CosmosClient({
      ...options,
      connectionPolicy: { ...options.connectionPolicy, retryOptions: { maxRetryAttemptCount: 0 } },
    });
    this.#database = this.#client.database(settings.database);
    this.#check = new DatabaseCheck(this.#database, settings.consistency);
  }

  /** Reads the account. @throws the SDK's error; see `cosmosTroubleOf` */
  async metadata(): Promise<void> {
    await this.#client.getDatabaseAccount();
  }

  /** How account and containers differ from the table, a sentence for each. @throws the SDK's error; see `cosmosTroubleOf` */
  async differences(): Promise<readonly string[]> {
    return this.#check.run();
  }

  /** Where the index of a container is not that of the table: queries cost more or fail. @throws the SDK's error; see `cosmosTroubleOf` */
  async indexDifferences(name: CosmosContainerName): Promise<readonly string[]> {
    const wanted: CosmosContainerProperties = COSMOS_CONTAINERS[name];
    const { resource } = await this.#database.container(wanted.id).read();
    const found = new Set(resource?.indexingPolicy?.excludedPaths?.map(({ path }) => path));
    const expected = new Set(wanted.indexingPolicy.excludedPaths.map(({ path }) => path));
    const missing = [...expected].filter((path) => !found.has(path));
    const extra = [...found].filter((path) => path !== undefined && !expected.has(path));
    return [
      ...(missing.length === 0 ? [] : [`The container ${name} indexes ${missing.join(', ')} unnecessarily.`]),
      ...(extra.length === 0 ? [] : [`The container ${name} does not index ${extra.join(', ')}: queries by it fail.`]),
    ];
  }

  /**
   * Reads an item that is not there. The container comes first: in a database that does not exist, no role is assigned, and the refusal would say that.
   * @throws the SDK's error; see `cosmosTroubleOf`
   */
  async readItem(name: CosmosContainerName): Promise<void> {
    const container = this.#database.container(COSMOS_CONTAINERS[name].id);
    await container.read();
    // The SDK takes the 404 of a point read for an answer.
    await container.item(NO_ITEM, NO_ITEM).read();
  }

  close(): void {
    this.#client.dispose();
  }
}

/** What an error of `CosmosAccess` means. */
export function cosmosTroubleOf(error: unknown): AccessTrouble {
  const { code, substatus } = (error ?? {}) as { code?: unknown; substatus?: unknown };
  if (typeof code !== 'number') return troubleOf(error, undefined);
  const said = [code, ...(typeof substatus === 'number' && substatus !== 0 ? [substatus] : [])].join('/');
  const text = saidBy(error);
  if ((code === 401 || code === 403) && saysNetwork(text)) return { kind: 'network', said };
  if (code === 401) return { kind: 'credential', said: text };
  return { ...troubleOf(error, code), said: code === 403 ? said : text };
}
