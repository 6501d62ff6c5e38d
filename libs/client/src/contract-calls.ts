import createClient, {
  type Client,
  type ClientPathsWithMethod,
  type FetchResponse,
  type MaybeOptionalInit,
} from 'openapi-fetch';
import { IDEMPOTENT_ROUTES, type paths } from './generated/contract.ts';
import type { PersistentFetch } from './persistent-fetch.ts';
import { ProblemError } from './problem-error.ts';

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';
/** The routes that have this method. */
export type PathOf<M extends Method> = ClientPathsWithMethod<Client<paths>, M>;

/** What a successful call returns: what the contract says, and the response for its headers. */
export type Answer<Operation, Init> =
  Operation extends Record<string | number, unknown>
    ? Extract<FetchResponse<Operation, Init, `${string}/${string}`>, { data: unknown }>
    : never;

type Required<T> = { [K in keyof T as object extends Pick<T, K> ? never : K]: T[K] };
/** The options of a call: may be left out where nothing is required. */
export type Options<Init> = keyof Required<Init> extends never
  ? [options?: Init & { [key: string]: unknown }]
  : [options: Init & { [key: string]: unknown }];

/** A method for all routes that have it, typed by the contract. @throws ProblemError for every answer but 2xx */
export type Call<M extends Method> = <Path extends PathOf<M>, Init extends MaybeOptionalInit<paths[Path], M>>(
  path: Path,
  ...options: Options<Init>
) => Promise<Answer<paths[Path][M], Init>>;

export interface ContractCalls {
  readonly GET: Call<'get'>;
  readonly POST: Call<'post'>;
  readonly PATCH: Call<'patch'>;
  readonly PUT: Call<'put'>;
  readonly DELETE: Call<'delete'>;
}

/** The calls of the contract, sent by `http`. A POST that can be repeated safely gets an `Idempotency-Key`, unless the caller gives one. */
export function contractCalls(baseUrl: string, http: PersistentFetch): ContractCalls {
  const client = createClient<paths>({ baseUrl, fetch: (request) => http.send(request), redirect: 'manual' });
  client.use({
    onRequest({ request, schemaPath }) {
      const keyed = request.method === 'POST' && IDEMPOTENT_ROUTES.has(schemaPath);
      if (keyed && !request.headers.has('idempotency-key')) {
        request.headers.set('idempotency-key', crypto.randomUUID());
      }
    },
    async onResponse({ request, response }) {
      if (!response.ok) throw await ProblemError.from(response, request);
    },
  });
  return client as ContractCalls;
}
