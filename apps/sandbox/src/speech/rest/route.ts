import type { RestAnswer, RestCall } from './call.ts';

/** The APIs that share the port; they differ in versions, limits and in how errors look. */
export type ApiName =
  | 'custom-voice'
  | 'batch-synthesis'
  | 'transcription'
  | 'text-to-speech'
  | 'results'
  | 'translator'
  | 'openai'
  | 'key-vault'
  | 'communication'
  | 'teams';

export interface Route {
  /** The operationId of the OpenAPI file where there is one. */
  readonly operation: string;
  readonly api: ApiName;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** For example `/customvoice/consents/{id}`; `{id}` is one path segment, or what stands before a `:` in it. */
  readonly path: string;
  /** Whether it is answered without a credential. */
  readonly anonymous?: boolean;
  readonly handle: (call: RestCall) => RestAnswer | Promise<RestAnswer>;
}

export interface RouteMatch {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

export class RouteTable {
  private readonly compiled: { route: Route; pattern: RegExp }[];

  constructor(routes: readonly Route[]) {
    this.compiled = routes.map((route) => ({ route, pattern: compile(route.path) }));
  }

  /** `methodMismatch`: the path is known, but not with this method. */
  find(method: string, path: string): RouteMatch | 'method-mismatch' | undefined {
    let known = false;
    for (const { route, pattern } of this.compiled) {
      const match = pattern.exec(path);
      if (match === null) continue;
      if (route.method === method) return { route, parameters: { ...match.groups } };
      known = true;
    }
    return known ? 'method-mismatch' : undefined;
  }
}

function compile(path: string): RegExp {
  const source = path.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{(\w+)\}/g, '(?<$1>[^/:]+)');
  return new RegExp(`^${source}$`);
}
