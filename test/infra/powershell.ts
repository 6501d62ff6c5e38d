import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandFile } from '../support/tools.ts';
import { INFRA, pinnedVersion } from './bicep.ts';

const PACKAGES = join(INFRA, 'tools', 'packages');

/** PowerShell where `npm run infra:tools` leaves it; it is run by `dotnet`. */
export function powerShellFile(): string {
  const system = process.platform === 'win32' ? 'win' : 'unix';
  return join(
    PACKAGES,
    'powershell',
    pinnedVersion(undefined, 'PowerShell'),
    'tools',
    'net10.0',
    'any',
    system,
    'pwsh.dll',
  );
}

/** Pester where `npm run infra:tools` leaves it. */
export function pesterFile(): string {
  return join(PACKAGES, 'pester', pinnedVersion(undefined, 'Pester'), 'tools', 'Pester.psd1');
}

/** The program with its first arguments; `undefined` where dotnet or PowerShell is missing. */
export function powerShellCommand(): readonly string[] | undefined {
  const dotnet = commandFile('dotnet');
  if (dotnet === undefined || !existsSync(powerShellFile())) return undefined;
  return [dotnet, powerShellFile(), '-NoProfile', '-NonInteractive', '-NoLogo'];
}
