import type { FastifyInstance } from 'fastify';
import { similarPath } from './known-paths.ts';

/** Which methods a path has, for the `Allow` of a 405: Fastify itself answers 404 for a path that exists with another method. */
export class AllowedMethods {
  private readonly routes: { readonly method: string; readonly url: string; readonly pattern: RegExp }[] = [];

  /** Notes the routes that are registered from now on. */
  observe(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      // The answer to the preflights of all paths, also of those that do not exist.
      if (url === '*') return;
      const pattern = patternOf(url);
      for (const name of [method].flat()) this.routes.push({ method: name, url, pattern });
    });
  }

  of(path: string): string[] {
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }

  /** The path that is probably meant by one that does not exist; undefined where none is similar. */
  similarTo(path: string): string | undefined {
    return similarPath(path, new Set(this.routes.map(({ url }) => url).filter((url) => !url.includes('*'))));
  }
}

/** Fastify's route syntax as far as Nest uses it: `:name` is one segment, `*` is all the rest. */
function patternOf(url: string): RegExp {
  const escaped = url
    .split('/')
    .map((segment) =>
      segment.startsWith(':') ? '[^/]+' : segment === '*' ? '.*' : segment.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('/');
  return new RegExp(`^${escaped}$`);
}
