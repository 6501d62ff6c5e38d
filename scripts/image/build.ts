/**
 * `npm run image`: builds the images of all targets with the first of docker, podman and buildah that works, twice, and says whether the
 * two have the same ids, and what they add to their base. Where the builder cannot build the same twice, it builds once and says so.
 *
 *   npm run image -- [options] [TARGET…]
 *
 *   --base                 makes the bases from Debian's packages and builds on them: no registry is asked for images
 *   --runtime IMAGE        the base to run on          (default: the Dockerfile's)
 *   --builder IMAGE        the base to build in        (default: the Dockerfile's)
 *   --platform PLATFORM    what to build for           (default: linux/amd64, which is all that Container Apps runs; with the
 *                          base of --base: this machine's own)
 *   --once                 builds once
 *   --engine NAME          docker, podman or buildah
 *   --file FILE            another Dockerfile
 *   --tag TAG              the images' tag             (default: local)
 *
 * Without a registry, `--base` is needed only once; where the engine is podman or buildah and knows the local bases, they are taken by
 * themselves, with a warning.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBases } from './base.ts';
import { defaultRuntime, knownBases, platformOf, unaskedBase } from './bases.ts';
import { buildArguments, type Engine, findEngine, idOf, tell } from './engine.ts';
import { layersAbove, megabytes } from './layers.ts';
import { checkNames, imageOf } from './names.ts';
import { npmSettings } from './npm-settings.ts';
import { sourceOf } from './source.ts';
import { type Target, TARGETS } from './targets.ts';

const home = join(import.meta.dirname, '..', '..');
const DOCKERFILE = join(home, 'Dockerfile');

const NOT_COMPARED =
  'Ids are not compared: the builder inside Docker’s engine leaves the time of the build in the files of an image. One in a container compares: docker buildx create --driver docker-container --use';

export interface BuildOptions {
  readonly engine: Engine;
  readonly targets: readonly Target[];
  readonly runtime?: string;
  readonly builder?: string;
  readonly file?: string;
  readonly tag?: string;
  /** For example `linux/amd64`; the machine's own where it is absent. */
  readonly platform?: string | undefined;
  /** The commit, for the images' labels. */
  readonly revision?: string;
  /** The address of the sources, likewise. */
  readonly source?: string;
  /**
   * Which targets take no layers of builds before: `first` builds the stage that all have in common afresh, and the others take it from
   * there; `all` builds it for each, so that nothing of two builds is the same because it was made only once.
   */
  readonly fresh?: 'first' | 'all';
}

/** Builds the targets; returns their ids. */
export async function buildImages(options: BuildOptions): Promise<Map<Target, string>> {
  const { engine, tag } = options;
  const npm = npmSettings();
  const ids = new Map<Target, string>();
  try {
    for (const [index, target] of options.targets.entries()) {
      await tell(engine, [
        ...buildArguments(engine, imageOf(target, tag), { layers: true, platform: options.platform }),
        ...(options.fresh === 'all' || (options.fresh === 'first' && index === 0) ? ['--no-cache'] : []),
        ...argument('RUNTIME', options.runtime),
        ...argument('BUILDER', options.builder),
        ...argument('REVISION', options.revision),
        ...argument('SOURCE', options.source),
        ...npm.secrets,
        '--target',
        target,
        '--file',
        options.file ?? DOCKERFILE,
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

/** What git says; undefined where there is no git, no repository or no such thing. */
function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', ['-C', home, ...args], {
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
      platform: { type: 'string' },
      once: { type: 'boolean', default: false },
      engine: { type: 'string' },
      file: { type: 'string' },
      tag: { type: 'string', default: 'local' },
    },
  });
  checkNames('target', positionals, TARGETS);
  const targets = TARGETS.filter((target) => positionals.length === 0 || positionals.includes(target));
  const engine = await findEngine(values.engine);
  console.log(`built by ${engine.name}`);
  const bases = values.base ? await makeBases(engine) : await knownBases(engine, values);
  const platform = platformOf(values.platform, bases);
  if (bases.runtime !== undefined) console.log(`on ${bases.runtime}`);
  const warning = unaskedBase(values, bases);
  if (warning !== undefined) console.warn(warning);
  const commit = git('rev-parse', 'HEAD');
  const source = sourceOf(git('remote', 'get-url', 'origin') ?? '');
  const options: BuildOptions = {
    engine,
    targets,
    ...bases,
    ...given(values),
    platform,
    ...(commit === undefined ? {} : { revision: commit }),
    ...(source === undefined ? {} : { source }),
  };
  const twice = !values.once && engine.repeatable;
  const first = await buildImages({ ...options, ...(values.once ? {} : { fresh: 'first' }) });
  const second = twice ? await buildImages({ ...options, fresh: 'all' }) : first;
  const runtime = options.runtime ?? defaultRuntime(readFileSync(values.file ?? DOCKERFILE, 'utf8'));
  let same = true;
  console.log();
  for (const target of targets) {
    const image = imageOf(target, values.tag);
    const above = await layersAbove(engine, image, runtime, platform);
    const [one = '', two = ''] = [first.get(target), second.get(target)];
    same &&= one === two;
    const compared = !twice ? '' : one === two ? ', twice the same id' : `, but the second build has the id ${two}`;
    console.log(`${image}  ${one.slice(0, 12)}${compared}`);
    for (const { name, bytes } of above) console.log(`    ${megabytes(bytes).padStart(9)}  ${name}`);
  }
  if (!values.once && !engine.repeatable) console.log(NOT_COMPARED);
  // Again where it is seen: above it are thousands of lines of the builds.
  if (warning !== undefined) console.warn(warning);
  return same ? 0 : 1;
}

function given(values: { runtime?: string; builder?: string; file?: string; tag?: string }): Partial<BuildOptions> {
  const { runtime, builder, file, tag } = values;
  return Object.fromEntries(Object.entries({ runtime, builder, file, tag }).filter(([, value]) => value !== undefined));
}

if (import.meta.main) process.exitCode = await main();
