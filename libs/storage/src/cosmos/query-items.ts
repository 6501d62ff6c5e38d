import type { Container, FeedOptions, JSONValue } from '@azure/cosmos';
import { withCosmosErrors } from './cosmos-errors.ts';

/** Values of the parameters of a query, by their names without `@`. */
export type QueryValues = Readonly<Record<string, JSONValue | undefined>>;

/** Everything that a query finds; a value that is undefined is no parameter. @throws ServiceError as `toServiceError` makes it */
export async function queryItems<T>(
  container: Container,
  query: string,
  values: QueryValues,
  options: FeedOptions = {},
): Promise<T[]> {
  const parameters = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: `@${name}`, value }],
  );
  return withCosmosErrors(async () => {
    const { resources } = await container.items.query<T>({ query, parameters }, options).fetchAll();
    return resources;
  });
}

/** The conditions, joined by AND, without those that name a parameter which has no value. */
export function whereOf(conditions: readonly string[], values: QueryValues): string {
  const hasValues = (condition: string): boolean =>
    [...condition.matchAll(/@(\w+)/g)].every(([, name = '']) => values[name] !== undefined);
  return conditions.filter(hasValues).join(' AND ');
}
