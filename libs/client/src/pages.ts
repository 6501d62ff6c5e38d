import type { MaybeOptionalInit } from 'openapi-fetch';
import type { ContractCalls, Options, PathOf } from './contract-calls.ts';
import type { paths } from './generated/contract.ts';

/** One page of a list. */
interface Page<Item> {
  readonly data: readonly Item[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
}

type BodyOf<Path extends PathOf<'get'>> = paths[Path]['get'] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

/** The routes that answer in pages. */
export type ListPath = {
  [Path in PathOf<'get'>]: [BodyOf<Path>] extends [never] ? never : BodyOf<Path> extends Page<unknown> ? Path : never;
}[PathOf<'get'>];

export type ItemOf<Path extends ListPath> = BodyOf<Path> extends Page<infer Item> ? Item : never;

/** Path parameters and filters of a list. */
export type ListOptions<Path extends ListPath> = Options<
  Omit<NonNullable<MaybeOptionalInit<paths[Path], 'get'>>, 'parseAs'>
>;

/** The items of a list, page after page, each page when the items before it were taken. @throws ProblemError */
export async function* itemsOf<Path extends ListPath>(
  { GET }: ContractCalls,
  path: Path,
  ...[options]: ListOptions<Path>
): AsyncGenerator<ItemOf<Path>, void, undefined> {
  const get = GET as (path: ListPath, options: object) => Promise<{ readonly data: Page<ItemOf<Path>> }>;
  const { params, ...rest } = (options ?? {}) as { readonly params?: { readonly query?: object } };
  for (let after: string | undefined; ;) {
    const query = { ...params?.query, ...(after !== undefined && { after }) };
    const { data: page } = await get(path, { ...rest, params: { ...params, query } });
    yield* page.data;
    if (page.next === null) return;
    after = page.next;
  }
}
