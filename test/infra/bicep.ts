import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { commandFile } from '../support/tools.ts';

const run = promisify(execFile);

export const INFRA = join(import.meta.dirname, '..', '..', 'infra');
export const TOOLS_PROJECT = join(INFRA, 'tools', 'tools.csproj');
/** One run of the compiler takes 1.3 s on two processors; the first one of a machine reads 124 MB. */
const RUN_TIMEOUT_MS = 120_000;

/** The version of a tool, the compiler if none is named, as `infra/tools/tools.csproj` says. @throws Error when it says none */
export function pinnedVersion(
  project: string = readFileSync(TOOLS_PROJECT, 'utf8'),
  tool: 'Bicep' | 'PowerShell' | 'Pester' = 'Bicep',
): string {
  const version = new RegExp(`<${tool}Version>(\\d+\\.\\d+\\.\\d+)</${tool}Version>`).exec(project)?.[1];
  if (version === undefined) throw new Error(`infra/tools/tools.csproj names no ${tool}Version`);
  return version;
}

/** The part of the NuGet package's name that says for which machine it is. */
export function packagePlatform(platform: string = process.platform, arch: string = process.arch): string {
  const system = { linux: 'linux', darwin: 'osx', win32: 'win' }[platform];
  if (system === undefined) throw new Error(`there is no Bicep compiler for ${platform}`);
  return `${system}-${arch}`;
}

/** Where `npm run infra:tools` leaves the compiler. */
export function restoredFile(): string {
  const name = process.platform === 'win32' ? 'bicep.exe' : 'bicep';
  const folder = `azure.bicep.commandline.${packagePlatform()}`;
  return join(INFRA, 'tools', 'packages', folder, pinnedVersion(), 'tools', name);
}

/** The compiler of the pinned version: a `bicep` on the PATH, or what was restored. `undefined` when there is none. */
export async function findBicep(): Promise<string | undefined> {
  const onPath = commandFile('bicep');
  if (onPath !== undefined && (await versionOf(onPath)) === pinnedVersion()) return onPath;
  const restored = restoredFile();
  return existsSync(restored) ? restored : undefined;
}

async function versionOf(file: string): Promise<string | undefined> {
  const { code, stdout } = await runProgram(file, ['--version'], {});
  return code === 0 ? /\d+\.\d+\.\d+/.exec(stdout)?.[0] : undefined;
}

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, however it ends. */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<ProgramResult> {
  try {
    const { stdout, stderr } = await run(file, args, {
      ...options,
      timeout: RUN_TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number | string; stdout?: string; stderr?: string };
    if (typeof code === 'number') return { code, stdout, stderr };
    throw error;
  }
}
