import type { ContainerDefinition, Database } from '@azure/cosmos';
import type { Config } from '#config';
import { statusOf } from './cosmos-errors.ts';
import { COSMOS_CONTAINERS, type CosmosContainerProperties } from './cosmos-containers.ts';

/** From the weakest to the strongest. */
const CONSISTENCY_LEVELS = ['Eventual', 'ConsistentPrefix', 'Session', 'BoundedStaleness', 'Strong'];

/**
 * Compares the account and the containers that there are with what this release needs. It needs the data action
 * `Microsoft.DocumentDB/databaseAccounts/readMetadata`, which Cosmos DB's built-in data roles have and an identity without any other right to
 * the account too.
 * See ADR 88.
 */
export class DatabaseCheck {
  readonly #over = Promise.withResolvers<void>();

  /** @param consistency the account's level, as this process is configured */
  constructor(
    private readonly database: Database,
    private readonly consistency: Config['cosmos']['consistency'],
  ) {}

  /**
   * @returns a sentence for each difference that would lose or keep data against what the product promises, or let it take old states for
   * new: a consistency level that is weaker than the configured one, a container that is missing, its partition key, its time to live.
   * Empty when all is as it must be; the check is over then.
   * @throws the SDK's error when the database does not answer, or does not show its settings to this identity
   */
  async run(): Promise<readonly string[]> {
    const { resource: account } = await this.database.client.getDatabaseAccount();
    const differences = [...weaknessOf(this.consistency, account?.consistencyPolicy)];
    // One after the other: nobody waits for it, and side by side each would open a connection of its own.
    for (const container of Object.values<CosmosContainerProperties>(COSMOS_CONTAINERS)) {
      differences.push(...(await this.differencesOf(container)));
    }
    if (differences.length === 0) this.pass();
    return differences;
  }

  /** The process may serve: nothing differs, or it is not to be found out. */
  pass(): void {
    this.#over.resolve();
  }

  /** Resolves as soon as the process may serve, for readiness, which waits no longer than a probe does. */
  over(): Promise<void> {
    return this.#over.promise;
  }

  private async differencesOf(wanted: CosmosContainerProperties): Promise<readonly string[]> {
    try {
      const { resource } = await this.database.container(wanted.id).read();
      return resource ? differencesBetween(wanted, resource) : [missing(wanted)];
    } catch (error) {
      if (statusOf(error) === 404) return [missing(wanted)];
      throw error;
    }
  }
}

/** @param found undefined where Azure does not say, or says something new: nothing is known against it then */
function weaknessOf(wanted: string, found: string | undefined): readonly string[] {
  const rank = CONSISTENCY_LEVELS.indexOf(found ?? '');
  if (rank === -1 || rank >= CONSISTENCY_LEVELS.indexOf(wanted)) return [];
  const isUsable = rank >= CONSISTENCY_LEVELS.indexOf('Session');
  const advice = isUsable ? `Set COSMOS_CONSISTENCY to ${found}, or change` : 'Change';
  return [
    `The account has the consistency level ${found}, which is weaker than COSMOS_CONSISTENCY, ${wanted}. ${advice} the account's level.`,
  ];
}

function missing({ id, partitionKey }: CosmosContainerProperties): string {
  return `The container ${id} is missing. Create it with the partition key ${partitionKey}.`;
}

export function differencesBetween(
  { id, partitionKey, defaultTtl }: CosmosContainerProperties,
  found: Pick<ContainerDefinition, 'partitionKey' | 'defaultTtl'>,
): readonly string[] {
  const paths = found.partitionKey?.paths.join(', ') ?? 'none';
  const lifetime = (seconds: number | undefined) => (seconds === undefined ? 'off' : `on, with defaultTtl ${seconds}`);
  return [
    ...(paths === partitionKey
      ? []
      : [
          `The container ${id} has the partition key ${paths} instead of ${partitionKey}. Delete it and create it again.`,
        ]),
    ...(found.defaultTtl === defaultTtl
      ? []
      : [
          `The container ${id} has time to live ${lifetime(found.defaultTtl)}; it must be ${lifetime(defaultTtl)}. Change its defaultTtl.`,
        ]),
  ];
}
