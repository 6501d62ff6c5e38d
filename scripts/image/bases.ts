import { LOCAL_BUILDER, LOCAL_RUNTIME } from './base.ts';
import { type Engine, hasImage } from './engine.ts';

/** The only one: "Linux-based x86-64 container images" (learn.microsoft.com, "Containers in Azure Container Apps"). */
const PLATFORM_OF_CONTAINER_APPS = 'linux/amd64';

/** The images to build on; what is not named is as the Dockerfile says. */
export interface Bases {
  readonly runtime?: string;
  readonly builder?: string;
}

/**
 * The bases that the caller names. Where it names no run-time base, those that `--base` made, if there are any: not with docker, whose
 * builder asks a registry for them.
 */
export async function knownBases(engine: Engine, { runtime, builder }: Bases): Promise<Bases> {
  const named = { ...(runtime === undefined ? {} : { runtime }), ...(builder === undefined ? {} : { builder }) };
  if (runtime !== undefined || engine.name === 'docker') return named;
  const made = await Promise.all([LOCAL_RUNTIME, LOCAL_BUILDER].map((image) => hasImage(engine, image)));
  return made.every(Boolean) ? { runtime: LOCAL_RUNTIME, builder: LOCAL_BUILDER, ...named } : named;
}

/** What to tell the caller of a base made by hand that it did not ask for; undefined where it did, or where there is none. */
export function unaskedBase(
  asked: { readonly base: boolean; readonly runtime?: string },
  used: Bases,
): string | undefined {
  if (asked.base || asked.runtime !== undefined || used.runtime !== LOCAL_RUNTIME) return undefined;
  return `WARNING: these images are built on ${LOCAL_RUNTIME}, which an earlier --base made of this machine's packages. That is for tests. For production name the base: --runtime IMAGE@sha256:… (docs/building.md)`;
}

/**
 * What to build for: what Container Apps runs, unless the caller names another. On the base that is made by hand, the machine's own: undefined.
 * @param named by the caller
 * @throws Error where the base has no other platform
 */
export function platformOf(named: string | undefined, { runtime }: Bases): string | undefined {
  if (runtime !== LOCAL_RUNTIME) return named ?? PLATFORM_OF_CONTAINER_APPS;
  if (named !== undefined)
    throw new Error(`${LOCAL_RUNTIME} is for this machine's platform alone: leave out --platform`);
  return undefined;
}

/** What `npm run test:image` builds on: `knownBases`, or with an engine beside docker those that `--base` makes. */
export async function basesToTest(
  engine: Engine,
  named: Bases,
): Promise<{ readonly runtime?: string; readonly buildArguments: readonly string[] }> {
  const { runtime, builder } = await knownBases(engine, named);
  if (runtime === undefined && engine.name !== 'docker') {
    return { runtime: LOCAL_RUNTIME, buildArguments: ['--base', ...option('--builder', builder)] };
  }
  return {
    ...(runtime === undefined ? {} : { runtime }),
    buildArguments: [...option('--runtime', runtime), ...option('--builder', builder)],
  };
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

/** The value of `ARG RUNTIME` in a Dockerfile. @throws Error where it has none */
export function defaultRuntime(dockerfile: string): string {
  const [, runtime] = /^ARG RUNTIME=(\S+)$/m.exec(dockerfile) ?? [];
  if (runtime === undefined) throw new Error('the Dockerfile has no ARG RUNTIME with a value');
  return runtime;
}
