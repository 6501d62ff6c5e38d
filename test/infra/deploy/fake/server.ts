import { createServer, type Server, type Socket } from 'node:net';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pinnedVersion } from '../../bicep.ts';
import { type AzCall, formatted, readArguments } from './az-arguments.ts';
import { AzError } from './az-error.ts';
import { digestOf, HANDLERS, smokePasses } from './az-handlers.ts';
import { readParameters } from './deployments.ts';
import { predicted, type World } from './world.ts';

/** Programs that stand in for real ones on the PATH of a test. */
export const PROGRAMS = ['az', 'azd', 'npm', 'bicep', 'docker'] as const;

interface Request {
  readonly program: string;
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Reply {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call that a script made. Of a deployment also the variables that its parameter file read; a secret is only said to be set. */
export interface TranscriptLine {
  readonly call: string;
  readonly variables?: Readonly<Record<string, string>>;
}

const SECRETS = ['RECEIPT_SIGNING_KEYS', 'PROVENANCE_SIGNING_KEYS', 'WEBHOOK_SECRET_KEYS', 'HOOK_SOURCES'];

/**
 * Answers for az, npm, bicep and docker from one world in memory. On the PATH are small scripts that hand the call to it over a socket: a process of
 * Node for each of a hundred calls would take longer than all that is tested.
 */
export class FakeAzure {
  readonly world: World;
  readonly transcript: TranscriptLine[] = [];
  /** The environment of azd, which its hooks read and write. */
  readonly azdEnvironment: Record<string, string> = {};
  /** Told of each call before it is answered. */
  onCall: ((call: string) => void) | undefined;
  private readonly server: Server;
  private port = 0;

  constructor(world: World) {
    this.world = world;
    this.server = createServer((socket) => this.serve(socket));
  }

  /** Listens, and leaves the programs in a folder for the PATH. */
  async start(folder: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.server.address();
    this.port = (typeof address === 'object' ? address?.port : undefined) ?? 0;
    mkdirSync(folder, { recursive: true });
    for (const program of PROGRAMS) writeFileSync(join(folder, program), wrapper(program, this.port), { mode: 0o755 });
  }

  /** Variables that have each Node ask the fake about the programs that reach outside. */
  get variables(): Readonly<Record<string, string>> {
    return {
      NODE_OPTIONS: `--import ${new URL('intercept.ts', import.meta.url).href}`,
      FAKE_AZURE_PORT: String(this.port),
    };
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  private serve(socket: Socket): void {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end === -1) return;
      const { code, stdout, stderr } = this.answer(requestOf(text.slice(0, end)));
      const base64 = (each: string) => Buffer.from(each).toString('base64');
      socket.end(`${code}\n${base64(stdout)}\n${base64(stderr)}\n`);
    });
    socket.on('error', () => socket.destroy());
  }

  private answer(request: Request): Reply {
    try {
      return { code: 0, stderr: '', stdout: this.run(request) };
    } catch (error) {
      const { message } = error as Error;
      return { code: error instanceof AzError ? error.code : 70, stdout: '', stderr: `${message}\n` };
    }
  }

  private run(request: Request): string {
    const { program, args } = request;
    if (program === 'az') return this.az(request);
    if (program === 'azd') return this.azd(request);
    if (program === 'bicep') return this.bicep(request);
    if (program === 'docker') {
      if (args[0] !== 'info') throw new AzError(`the fake has no docker ${args.join(' ')}`);
      return '28.0.0\n';
    }
    if (program === 'node') return this.node(request);
    return this.npm(request);
  }

  private az({ args, env, cwd }: Request): string {
    const call = readArguments(args);
    const value = (option: string) => call.options[option]?.join(' ') ?? '';
    const context = { world: this.world, call, env, cwd, value };
    const hasFile = value('--parameters').endsWith('.bicepparam');
    const line = { call: `az ${args.join(' ')}` };
    const body = value('--body').startsWith('@') ? { body: readFileSync(value('--body').slice(1), 'utf8') } : undefined;
    const variables = hasFile ? withoutSecrets(readParameters(context)) : body;
    this.transcript.push(variables === undefined ? line : { ...line, variables });
    this.onCall?.(line.call);
    this.guardDataPlane(call.command.dataPlane === true, line.call);
    const handler = HANDLERS[call.name];
    if (handler === undefined) throw new AzError(`the fake has no handler for ${call.name}`, 2);
    const answer = handler(context);
    if (call.command.changes === true) this.changed(call);
    return formatted(answer, call);
  }

  /** azd as its hooks call it: `azd env set NAME VALUE` of https://learn.microsoft.com/azure/developer/azure-developer-cli/reference. */
  private azd({ args }: Request): string {
    const [group, command, name = '', value, ...more] = args;
    this.transcript.push({ call: `azd ${args.join(' ')}` });
    if (group !== 'env' || command !== 'set' || value === undefined || more.length > 0 || !/^[A-Z_]+$/.test(name))
      throw new AzError(`the fake has no azd ${args.join(' ')}`, 2);
    this.azdEnvironment[name] = value;
    return '';
  }

  private changed({ name }: AzCall): void {
    this.world.changes.push(name);
    this.world.noteRevisions();
  }

  private guardDataPlane(isDataPlane: boolean, call: string): void {
    if (!isDataPlane || !this.world.isPrivate || this.world.isInside) return;
    this.world.refusedDataPlaneCalls.push(call);
    throw new AzError(`public network access is disabled: ${call}`);
  }

  /** npm gets no options for a script: its program for PowerShell drops the `--` before them (npm/cli#4903). */
  private npm({ args }: Request): string {
    const call = `npm ${args.join(' ')}`;
    this.transcript.push({ call });
    if (call !== 'npm run --silent build:run') throw new AzError(`the fake has no ${call}`);
    return '';
  }

  /** The push of images and the smoke test, as the deploy scripts call them. */
  private node({ args, env }: Request): string {
    const call = `node ${args.join(' ')}`;
    this.transcript.push({ call });
    this.guardDataPlane(true, call);
    const [script, option, value = ''] = args;
    if (script === 'dist/apps/api/src/smoke.main.js' && option === '--url' && args.length === 3) {
      if ((env['SMOKE_TOKEN'] ?? '') === '') throw new AzError('SMOKE_TOKEN is not set.');
      if (!smokePasses(this.world, value)) throw new AzError('{"passed":false}');
      return '{"passed":true}\n';
    }
    if (script === 'scripts/image/push.ts' && option === '--registry' && args[3] === '--tag' && args.length === 5) {
      if ((env['REGISTRY_TOKEN'] ?? '') === '') throw new AzError('REGISTRY_TOKEN is not set.');
      this.world.builds += 1;
      const digests = ['api', 'worker'].map((target) => [target, digestOf(`${target} ${this.world.builds}`)] as const);
      for (const [, digest] of digests) this.world.registryImages.add(digest);
      return digests
        .map(([target, digest]) => `${target}\t${value}/voice-cloning-backend/${target}@${digest}\n`)
        .join('');
    }
    throw new AzError(`the fake has no ${call}`);
  }

  /** Predicts what the committed snapshots say, for another place; finds no difference from them. */
  private bicep({ args, cwd }: Request): string {
    if (args[0] === '--version') return `Bicep CLI version ${pinnedVersion()} (fake)\n`;
    const [, file = '', , mode] = args;
    if (args[0] !== 'snapshot') throw new AzError(`the fake has no bicep ${args.join(' ')}`);
    if (mode !== 'overwrite') return '';
    const set = basename(file, '.bicepparam');
    const option = (name: string) => args[args.indexOf(name) + 1] ?? '';
    const resources = predicted(set, option('--subscription-id'), option('--resource-group'));
    writeFileSync(join(cwd, `${set}.snapshot.json`), JSON.stringify({ predictedResources: resources }));
    return '';
  }
}

function withoutSecrets(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      SECRETS.includes(name) ? `(${value === '' ? 'empty' : 'set'})` : value,
    ]),
  );
}

/** Sends itself, its folder, its arguments and its environment as one line, and prints what comes back. */
function wrapper(program: string, port: number): string {
  return `#!/usr/bin/env bash
exec 3<>/dev/tcp/127.0.0.1/${port}
{ printf '%s\\0' '${program}' "$PWD" "$#" "$@"; env -0; } | base64 -w0 >&3
printf '\\n' >&3
read -r code <&3
read -r output <&3
read -r errors <&3
printf '%s' "$output" | base64 -d
printf '%s' "$errors" | base64 -d >&2
exit "$code"
`;
}

function requestOf(line: string): Request {
  const [program = '', cwd = '', count = '0', ...rest] = Buffer.from(line, 'base64').toString('utf8').split('\0');
  const args = rest.slice(0, Number(count));
  const env = rest
    .slice(Number(count))
    .filter((each) => each.includes('='))
    .map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] as const);
  return { program, cwd, args, env: Object.fromEntries(env) };
}
