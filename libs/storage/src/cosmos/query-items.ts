import type { Container, FeedOptions, JSONValue } from '@azure/cosmos';
import { withCosmosErrors } from './cosmos-errors.ts';

/** Values of the parameters of a query, by their names without `@`. */
export type QueryValues = Readonly<Record<string, JSONValue | undefined>>;

/** What a query has found, and what it has cost. */
export interface ChargedItems<T> {
  readonly items: T[];
  /** As Cosmos DB bills them. */
  readonly requestUnits: number;
}

/** Everything that a query finds; a value that is undefined is no parameter. @throws ServiceError as `toServiceError` makes it */
export async function queryItems<T>(
  container: Container,
  query: string,
  values: QueryValues,
  options: FeedOptions = {},
): Promise<T[]> {
  return (await queryCharged<T>(container, query, values, options)).items;
}

/** Like `queryItems`, for who limits what it spends. @throws ServiceError as `toServiceError` makes it */
export async function queryCharged<T>(
  container: Container,
  query: string,
  values: QueryValues,
  options: FeedOptions = {},
): Promise<ChargedItems<T>> {
  const parameters = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: `@${name}`, value }],
  );
  return withCosmosErrors(async () => {
    const { resources, requestCharge } = await container.items.query<T>({ query, parameters }, options).fetchAll();
    return { items: resources, requestUnits: requestCharge };
  });
}

/** The conditions, joined by AND, without those that name a parameter which has no value. */
export function whereOf(conditions: readonly string[], values: QueryValues): string {
  const hasValues = (condition: string): boolean =>
    [...condition.matchAll(/@(\w+)/g)].every(([, name = '']) => values[name] !== undefined);
  return conditions.filter(hasValues).join(' AND ');
}
