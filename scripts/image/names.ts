import type { Target } from './targets.ts';

/** The name of a target's image; buildah and podman put localhost before what names no registry. */
export function imageOf(target: Target, tag = 'local'): string {
  return `localhost/voice-cloning-backend/${target}:${tag}`;
}
