import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder with the generators, which a lockfile of its own installs. */
export const CLIENTS = import.meta.dirname;
export const EXAMPLES = join(CLIENTS, '..', '..', '..', 'examples');
/** Both have a manifest of tools, in which `dotnet` finds Kiota and NSwag. */
const KIOTA = join(EXAMPLES, 'csharp');
export const DOTNET = join(CLIENTS, 'dotnet');

/** Nothing of a compiler is left running, and nothing is sent about its use. */
export const DOTNET_ENVIRONMENT = {
  ...process.env,
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  KIOTA_OFFLINE_ENABLED: 'true',
  KIOTA_TUTORIAL_ENABLED: 'false',
  MSBUILDDISABLENODEREUSE: '1',
};

/** A run of one generator. The build of the C# projects has two more: Kiota and NSwag for C#. */
export interface Generator {
  readonly name: string;
  readonly command: readonly [file: string, ...args: string[]];
  readonly cwd: string;
}

function dotnet(...args: readonly string[][]): Generator['command'] {
  return ['dotnet', ...args.flat()];
}

/** The runs that make clients of `contract`, an OpenAPI document, in the folder `generated`. Both paths are absolute. */
export function generators(contract: string, generated: string): Generator[] {
  const npm = (name: string, file: string, ...args: string[][]): Generator => ({
    name,
    command: [join(CLIENTS, 'node_modules', '.bin', file), ...args.flat()],
    cwd: CLIENTS,
  });
  const kiota = (language: string): Generator => ({
    name: `Kiota for ${language}`,
    command: dotnet(
      ['kiota', 'generate', '--language', language, '--openapi', contract],
      ['--output', join(generated, `kiota-${language.toLowerCase()}`)],
      ['--class-name', 'VoiceApiClient', '--namespace-name', 'voice_cloning', '--log-level', 'Error'],
      ['--exclude-backward-compatible', '--clean-output'],
    ),
    cwd: KIOTA,
  });
  return [
    npm('openapi-typescript', 'openapi-typescript', [
      contract,
      '-o',
      join(generated, 'openapi-typescript', 'contract.ts'),
    ]),
    npm(
      'hey-api, fetch and zod',
      'openapi-ts',
      ['-i', contract, '-o', join(generated, 'hey-api'), '--no-log-file', '-s'],
      ['-p', '@hey-api/typescript', '@hey-api/client-fetch', '@hey-api/sdk', 'zod'],
    ),
    npm('orval, fetch and zod', 'orval', ['-c', 'orval.config.mjs']),
    {
      name: 'NSwag for TypeScript',
      command: dotnet(
        ['nswag', 'openapi2tsclient', `/input:${contract}`, `/output:${join(generated, 'nswag', 'client.ts')}`],
        ['/template:Fetch', '/className:VoiceApiClient'],
      ),
      cwd: DOTNET,
    },
    ...['TypeScript', 'Python', 'Java', 'Go'].map(kiota),
  ];
}

/** @returns what it printed. @throws Error with that when it fails */
export async function runProgram(
  [file, ...args]: readonly [file: string, ...args: string[]],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string | undefined>> },
): Promise<string> {
  try {
    const { stdout } = await run(file, args, {
      cwd: options.cwd,
      env: { ...DOTNET_ENVIRONMENT, ...options.env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** Runs a generator. @throws Error with what it printed */
export function generate({ command, cwd }: Generator, contract: string, generated: string): Promise<string> {
  return runProgram(command, { cwd, env: { CONTRACT: contract, GENERATED: generated } });
}

/**
 * Compiles the C# projects: the callers, the examples, and the clients that Kiota and NSwag make for them.
 * @param artifacts where everything goes, so that runs beside each other do not meet
 */
export function buildDotnet(artifacts: string): Promise<string> {
  const settings = ['-p:RestoreLockedMode=true', '-p:UseSharedCompilation=false', '-v:minimal'];
  return runProgram(['dotnet', 'build', 'Clients.slnx', '-c', 'Release', '--artifacts-path', artifacts, ...settings], {
    cwd: DOTNET,
  });
}

/** The file of a program that `buildDotnet` compiled. */
export function dotnetProgram(artifacts: string, name: string): string {
  return join(artifacts, 'bin', name, 'release', `${name}.dll`);
}
