import type { ContainerDefinition, Database } from '@azure/cosmos';
import { statusOf } from './cosmos-errors.ts';
import { COSMOS_CONTAINERS, type CosmosContainerProperties } from './cosmos-containers.ts';

/**
 * Compares the containers that there are with the table. It needs the data action `Microsoft.DocumentDB/databaseAccounts/readMetadata`,
 * which Cosmos DB's built-in data roles have and an identity without any other right to the account too.
 */
export class ContainerCheck {
  constructor(private readonly database: Database) {}

  /**
   * @returns a sentence for each difference that would lose or keep data against what the product promises: a container that is missing,
   * its partition key, its time to live. Empty when all is as it must be.
   * @throws the SDK's error when the database does not answer, or does not show its containers to this identity
   */
  async differences(): Promise<readonly string[]> {
    const differences: string[] = [];
    // One after the other: nobody waits for it, and side by side each would open a connection of its own.
    for (const container of Object.values<CosmosContainerProperties>(COSMOS_CONTAINERS)) {
      differences.push(...(await this.differencesOf(container)));
    }
    return differences;
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
      : [`The container ${id} has the partition key ${paths} instead of ${partitionKey}. Create it anew.`]),
    ...(found.defaultTtl === defaultTtl
      ? []
      : [
          `The container ${id} has time to live ${lifetime(found.defaultTtl)}; it must be ${lifetime(defaultTtl)}. Change its defaultTtl.`,
        ]),
  ];
}
