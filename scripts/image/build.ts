/**
 * `npm run image`: builds the images of all targets with the first of docker, podman and buildah that works, twice, and says whether the
 * two have the same ids, and what they add to their base.
 *
 *   npm run image -- [options] [TARGET…]
 *
 *   --base                 makes the bases from Debian's packages and builds on them: no registry is asked for images
 *   --runtime IMAGE        the base to run on          (default: the Dockerfile's)
 *   --builder IMAGE        the base to build in        (default: the Dockerfile's)
 *   --once                 builds once
 *   --engine NAME          docker, podman or buildah
 *   --file FILE            another Dockerfile
 *   --tag TAG              the images' tag             (default: local)
 *
 * Without a registry, `--base` is needed only once; it is taken by itself where the engine is buildah and knows the local bases.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LOCAL_BUILDER, LOCAL_RUNTIME, makeBases } from './base.ts';
import { buildArguments, type Engine, findEngine, idOf, tell } from './engine.ts';
import { layersAbove, megabytes } from './layers.ts';
import { imageOf } from './names.ts';
import { npmSettings } from './npm-settings.ts';
import { isTarget, type Target, TARGETS } from './targets.ts';

const home = join(import.meta.dirname, '..', '..');

export interface BuildOptions {
  readonly engine: Engine;
  readonly targets: readonly Target[];
  readonly runtime?: string;
  readonly builder?: string;
  readonly file?: string;
  readonly tag?: string;
  /** The commit, for the images' labels. */
  readonly revision?: string;
  /** Without layers of builds before. */
  readonly fresh?: boolean;
}

/** Builds the targets; returns their ids. */
export async function buildImages(options: BuildOptions): Promise<Map<Target, string>> {
  const { engine, tag } = options;
  const npm = npmSettings();
  const ids = new Map<Target, string>();
  try {
    for (const [index, target] of options.targets.entries()) {
      await tell(engine, [
        ...buildArguments(engine, imageOf(target, tag), true),
        // The stage that installs and bundles is the same for all: the first target builds it afresh, the others take it.
        ...(options.fresh === true && index === 0 ? ['--no-cache'] : []),
        ...argument('RUNTIME', options.runtime),
        ...argument('BUILDER', options.builder),
        ...argument('REVISION', options.revision),
        ...npm.secrets,
        '--target',
        target,
        '--file',
        options.file ?? join(home, 'Dockerfile'),
        home,
      ]);
      ids.set(target, await idOf(engine, imageOf(target, tag)));
    }
  } finally {
    npm.remove();
  }
  return ids;
}

function argument(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : ['--build-arg', `${name}=${value}`];
}

/** The commit that is checked out; undefined where there is no git or no repository. */
function revision(): string | undefined {
  try {
    return execFileSync('git', ['-C', home, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      base: { type: 'boolean', default: false },
      runtime: { type: 'string' },
      builder: { type: 'string' },
      once: { type: 'boolean', default: false },
      engine: { type: 'string' },
      file: { type: 'string' },
      tag: { type: 'string', default: 'local' },
    },
  });
  const unknown = positionals.filter((name) => !isTarget(name));
  if (unknown.length > 0) throw new Error(`no such target: ${unknown.join(', ')}; there are ${TARGETS.join(', ')}`);
  const targets = TARGETS.filter((target) => positionals.length === 0 || positionals.includes(target));
  const engine = await findEngine(values.engine);
  console.log(`built by ${engine.name}`);
  const bases = values.base ? await makeBases(engine) : await knownBases(engine, values.runtime);
  const commit = revision();
  const options: BuildOptions = {
    engine,
    targets,
    ...bases,
    ...given(values),
    ...(commit === undefined ? {} : { revision: commit }),
  };
  const first = await buildImages({ ...options, fresh: !values.once });
  const second = values.once ? first : await buildImages({ ...options, fresh: true });
  let same = true;
  console.log();
  for (const target of targets) {
    const image = imageOf(target, values.tag);
    const above = await layersAbove(engine, image, options.runtime);
    const [one = '', two = ''] = [first.get(target), second.get(target)];
    same &&= one === two;
    const twice = values.once ? '' : one === two ? ', twice the same id' : `, but the second build has the id ${two}`;
    console.log(`${image}  ${one.slice(0, 12)}${twice}`);
    for (const { name, bytes } of above) console.log(`    ${megabytes(bytes).padStart(9)}  ${name}`);
  }
  return same ? 0 : 1;
}

/** Local bases that were made before are taken where the caller names none. */
async function knownBases(
  engine: Engine,
  runtime: string | undefined,
): Promise<{ runtime?: string; builder?: string }> {
  if (runtime !== undefined || engine.name === 'docker') return {};
  try {
    await Promise.all([LOCAL_RUNTIME, LOCAL_BUILDER].map((image) => idOf(engine, image)));
    console.log(`on ${LOCAL_RUNTIME}, which was made before; --runtime names another base`);
    return { runtime: LOCAL_RUNTIME, builder: LOCAL_BUILDER };
  } catch {
    return {};
  }
}

function given(values: { runtime?: string; builder?: string; file?: string; tag?: string }): Partial<BuildOptions> {
  const { runtime, builder, file, tag } = values;
  return Object.fromEntries(Object.entries({ runtime, builder, file, tag }).filter(([, value]) => value !== undefined));
}

if (import.meta.main) process.exitCode = await main();
