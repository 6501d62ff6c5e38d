import { LOCAL_BUILDER, LOCAL_RUNTIME } from './base.ts';
import { type Engine, hasImage } from './engine.ts';

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
