import type { FastifyRequest } from 'fastify';
import { similarity } from '#domain';

/** A misspelt segment is at least as similar to the right one: `voice` and `voices` are 0.83, `things` and `links` 0.5. */
const MIN_SIMILARITY = 0.7;
/** A shorter word is in many others by chance. */
const MIN_CONTAINED = 4;
/** Longer than any path of the API: comparing takes time by the length. */
const MAX_COMPARED_PATH = 120;

/** Whether nothing is served at the path. The router takes the end of `/v1/voices/` for an empty id. */
export function hasNoRoute({ is404, params }: Pick<FastifyRequest, 'is404' | 'params'>): boolean {
  return is404 || Object.entries(params ?? {}).some(([name, value]) => name !== '*' && value === '');
}

/**
 * The path that is probably meant by one that does not exist. Each fixed segment must be similar to the one in its place. Parameters keep what
 * was sent: nothing is put where a parameter is, and no word that was sent becomes one.
 * @param routes paths of the router
 */
export function similarPath(path: string, routes: Iterable<string>): string | undefined {
  if (path.length > MAX_COMPARED_PATH) return undefined;
  const given = segmentsOf(path);
  // Without the version, or behind the prefix of a proxy.
  const spellings = [given, ['v1', ...given], given.slice(given.indexOf('v1') === -1 ? 0 : given.indexOf('v1'))];
  let best: { readonly path: string; readonly score: number } | undefined;
  for (const route of routes) {
    for (const spelling of spellings) {
      const score = scoreOf(spelling, segmentsOf(route));
      if (score !== undefined && score > (best?.score ?? 0)) best = { path: filledIn(route, spelling), score };
    }
  }
  return best?.path;
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** The mean similarity of the fixed segments; undefined where one is not similar, or where the path has other parameters. */
function scoreOf(given: readonly string[], route: readonly string[]): number | undefined {
  if (given.length !== route.length || route.length === 0) return undefined;
  const scores = route.flatMap((segment, index) => {
    const sent = given[index] ?? '';
    return isParameter(segment) ? (isId(sent) ? [] : [0]) : [likeness(sent.toLowerCase(), segment)];
  });
  return scores.every((score) => score >= MIN_SIMILARITY)
    ? scores.reduce((sum, score) => sum + score, 0) / scores.length
    : undefined;
}

function likeness(sent: string, segment: string): number {
  const isContained = [sent, segment].every(({ length }) => length >= MIN_CONTAINED) && sent.includes(segment);
  return Math.max(similarity(sent, segment), isContained ? MIN_SIMILARITY : 0);
}

function isParameter(segment: string): boolean {
  return segment.startsWith(':') || segment.includes('*');
}

/** An id begins with its kind, `vce_01JD…`; some are numbers. */
function isId(segment: string): boolean {
  return /^(?:[a-z]+_\w+|\d+)$/.test(segment);
}

function filledIn(route: string, given: readonly string[]): string {
  return `/${segmentsOf(route)
    .map((segment, index) => (isParameter(segment) ? given[index] : segment))
    .join('/')}`;
}
