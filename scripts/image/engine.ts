import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Buildah waits for its storage, which another build may hold. */
const INFO_TIMEOUT_MS = 120_000;

export type EngineName = 'docker' | 'podman' | 'buildah';

export interface Engine {
  readonly name: EngineName;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether two builds of the same files make the same image: not by the builder inside Docker's engine, see `rewritesTimes`. */
  readonly repeatable: boolean;
}

/** Buildah as root without a user namespace or an overlay file system, as in a container or on a build machine. */
const BUILDAH_DEFAULTS = { STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' };

/** The first of docker, podman and buildah that works: a docker client whose engine does not answer does not. */
export async function findEngine(wanted?: string): Promise<Engine> {
  const problems: string[] = [];
  for (const name of ['docker', 'podman', 'buildah'] as const) {
    if (wanted !== undefined && wanted !== name) continue;
    const environment = name === 'buildah' ? { ...BUILDAH_DEFAULTS, ...process.env } : process.env;
    try {
      // Docker's client answers also when its server does not: the server's version is asked for.
      const format = name === 'docker' ? ['--format', '{{.ServerVersion}}'] : [];
      const { stdout } = await run(name, ['info', ...format], { env: environment, timeout: INFO_TIMEOUT_MS });
      if (stdout.trim() !== '')
        return { name, environment, repeatable: name !== 'docker' || (await rewritesTimes(environment)) };
      problems.push(`${name}: its engine does not answer`);
    } catch (error) {
      problems.push(`${name}: ${firstLine(error)}`);
    }
  }
  throw new Error(`no container engine works here:\n  ${problems.join('\n  ')}`);
}

/**
 * Whether Docker's builder can put one time into the files of an image's layers (`rewrite-timestamp`). A BuildKit in a container of its own
 * can. The one inside Docker's engine ignores it, or refuses it where containerd keeps the images, as by default since Docker 29
 * (docker/buildx#2733, moby/buildkit#4986).
 */
async function rewritesTimes(environment: Engine['environment']): Promise<boolean> {
  try {
    const { stdout } = await run('docker', ['buildx', 'inspect'], { env: environment, timeout: INFO_TIMEOUT_MS });
    return /^Driver:\s+docker-container$/m.test(stdout);
  } catch {
    // There is no buildx: the build says it.
    return false;
  }
}

/** The output of an engine's command. @throws Error with what it printed */
export async function ask(engine: Engine, args: readonly string[]): Promise<string> {
  const { stdout } = await run(engine.name, [...args], { env: engine.environment, maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** Runs an engine's command, and shows its output. @throws Error when it fails */
export async function tell(engine: Engine, args: readonly string[]): Promise<void> {
  const child = spawn(engine.name, [...args], { env: engine.environment, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`${engine.name} ${args[0]} ended with ${code}`);
}

/**
 * Arguments with which two builds of the same files make the same image, where the engine is repeatable: no time of the build is in it.
 * @param layers whether later builds may take what this one made (docker always does)
 * @param platform for example `linux/amd64`; undefined: the machine's own
 */
export function buildArguments(
  { name, repeatable }: Engine,
  tag: string,
  { layers = false, platform }: { readonly layers?: boolean; readonly platform?: string | undefined } = {},
): string[] {
  const wanted = forPlatform(platform);
  return name === 'docker'
    ? [
        'buildx',
        'build',
        '--provenance=false',
        '--build-arg',
        'SOURCE_DATE_EPOCH=0',
        '--output',
        `type=docker,name=${tag}${repeatable ? ',rewrite-timestamp=true' : ''}`,
        ...wanted,
      ]
    : [
        name === 'podman' ? 'build' : 'bud',
        '--timestamp',
        '0',
        ...(layers ? ['--layers'] : []),
        '--tag',
        tag,
        ...wanted,
      ];
}

/** The option of an engine's `build` and `pull`. */
export function forPlatform(platform: string | undefined): string[] {
  return platform === undefined ? [] : ['--platform', platform];
}

/** The id of an image: the digest of its configuration, which names its layers by their digests. */
export async function idOf(engine: Engine, image: string): Promise<string> {
  const id =
    engine.name === 'buildah'
      ? await ask(engine, ['inspect', '--type', 'image', '--format', '{{.FromImageID}}', image])
      : await ask(engine, ['image', 'inspect', '--format', '{{.Id}}', image]);
  return id.replace(/^sha256:/, '');
}

/** @param platform which one of the image; undefined: any */
export async function hasImage(engine: Engine, image: string, platform?: string): Promise<boolean> {
  try {
    return platform === undefined ? (await idOf(engine, image)) !== '' : (await platformIn(engine, image)) === platform;
  } catch {
    return false;
  }
}

/** `OS/PROCESSOR` of an image that the engine has. */
async function platformIn(engine: Engine, image: string): Promise<string> {
  return engine.name === 'buildah'
    ? ask(engine, ['inspect', '--type', 'image', '--format', '{{.OCIv1.OS}}/{{.OCIv1.Architecture}}', image])
    : ask(engine, ['image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', image]);
}

function firstLine(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message?: string };
  if (code === 'ENOENT') return 'is not installed';
  return (stderr?.trim() || message || String(error)).split('\n')[0] ?? '';
}
