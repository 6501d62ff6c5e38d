import type { FastifyInstance } from 'fastify';
import { similarity } from '#domain';

/** A misspelt path is at least as similar to the right one: `/voices` and `/v1/voices` are 0.7. */
const MIN_SIMILARITY = 0.7;
/** Longer than any path of the API: comparing takes time by the length. */
const MAX_COMPARED_PATH = 120;

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

  /** The path that a path that does not exist is most similar to, with its parameters filled in; undefined where none is similar. */
  similarTo(path: string): string | undefined {
    if (path.length > MAX_COMPARED_PATH) return undefined;
    const urls = new Set(this.routes.map(({ url }) => url).filter((url) => !url.includes('*')));
    const ranked = [...urls]
      .map((url) => filledIn(url, path.replace(/\/+$/, '')))
      .map((candidate) => ({ candidate, score: similarity(path, candidate) }))
      .toSorted((a, b) => b.score - a.score);
    return ranked[0] !== undefined && ranked[0].score >= MIN_SIMILARITY ? ranked[0].candidate : undefined;
  }
}

/** The route with what stands in the place of its parameters in `path`, counted from the end; `{id}` where nothing does. */
function filledIn(url: string, path: string): string {
  const given = path.split('/').toReversed();
  const segments = url.split('/').toReversed();
  return segments
    .map((segment, index) => (segment.startsWith(':') ? given[index] || `{${segment.slice(1)}}` : segment))
    .toReversed()
    .join('/');
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
