import type { Target } from './targets.ts';

/** The name of a target's image; buildah and podman put localhost before what names no registry. */
export function imageOf(target: Target, tag = 'local'): string {
  return `localhost/voice-cloning-backend/${target}:${tag}`;
}

/** @throws Error that names those of `names` that are not known, and the known ones */
export function checkNames(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no such ${what}: ${unknown.join(', ')}; there are ${known.join(', ')}`);
}
