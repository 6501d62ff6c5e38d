/**
 * `npm run image:push -- --registry HOST [--tag TAG] [--engine NAME]`: builds the images of the API and the worker once and pushes them to
 * `HOST/voice-cloning-backend/TARGET:TAG`. Prints a line for each, TARGET and the image by digest, separated by a tab; all else goes to
 * standard error. A token for the registry (`az acr login --expose-token`) is read from REGISTRY_TOKEN; without it, the engine's own sign-in counts.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { type Engine, findEngine } from './engine.ts';
import { imageOf } from './names.ts';

/** What a registry in Azure takes for a user name beside a token. */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000';
const TARGETS = ['api', 'worker'] as const;
const DIGEST = /sha256:[0-9a-f]{64}/;

/** A command of an engine, and what it reads. */
export interface EngineCall {
  readonly args: readonly string[];
  readonly input?: string;
}

/** Signs in without a token on the command line. */
export function loginCall(registry: string, token: string): EngineCall {
  return { args: ['login', '--username', TOKEN_USER, '--password-stdin', registry], input: token };
}

/** Names the image as the registry has it, and pushes it. Podman and buildah write the digest into a file, docker prints it. */
export function pushCalls(
  engine: Engine['name'],
  local: string,
  remote: string,
  digestFile: string,
): readonly EngineCall[] {
  return engine === 'docker'
    ? [{ args: ['tag', local, remote] }, { args: ['push', remote] }]
    : [{ args: ['push', '--digestfile', digestFile, local, `docker://${remote}`] }];
}

/** The digest in what a push printed or wrote. @throws Error when there is none */
export function digestIn(text: string): string {
  const digest = DIGEST.exec(text)?.[0];
  if (digest === undefined) throw new Error('the push said no digest');
  return digest;
}

async function call(engine: Engine, { args, input }: EngineCall): Promise<string> {
  const child = spawn(engine.name, [...args], { env: engine.environment, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input ?? '');
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stderr.write(text);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`${engine.name} ${args[0]} ended with ${code}`);
  return output;
}

async function build(engine: Engine, tag: string): Promise<void> {
  const file = fileURLToPath(new URL('build.ts', import.meta.url));
  const args = [file, '--once', '--engine', engine.name, '--tag', tag, ...TARGETS];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.pipe(process.stderr);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`the build ended with ${code}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      registry: { type: 'string' },
      tag: { type: 'string', default: 'local' },
      engine: { type: 'string' },
    },
  });
  const { registry, tag } = values;
  if (registry === undefined) throw new Error('--registry HOST is missing');
  const engine = await findEngine(values.engine);
  await build(engine, tag);
  const token = process.env['REGISTRY_TOKEN'];
  if (token !== undefined && token !== '') await call(engine, loginCall(registry, token));
  const folder = await mkdtemp(join(tmpdir(), 'push-'));
  try {
    for (const target of TARGETS) {
      const repository = `${registry}/voice-cloning-backend/${target}`;
      const digestFile = join(folder, target);
      let said = '';
      for (const each of pushCalls(engine.name, imageOf(target, tag), `${repository}:${tag}`, digestFile))
        said = await call(engine, each);
      const digest = digestIn(engine.name === 'docker' ? said : await readFile(digestFile, 'utf8'));
      console.log(`${target}\t${repository}@${digest}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
