/** `npm run infra:tools`: has NuGet bring the Bicep compiler, PowerShell and Pester in their pinned versions, unless they are there. Needs the .NET SDK 10. */
import { commandFile } from '../support/tools.ts';
import { existsSync } from 'node:fs';
import { findBicep, packagePlatform, pinnedVersion, restoredFile, runProgram, TOOLS_PROJECT } from './bicep.ts';
import { pesterFile, powerShellFile } from './powershell.ts';

const found = await findBicep();
if (found !== undefined && existsSync(powerShellFile()) && existsSync(pesterFile())) {
  console.log(`Bicep ${pinnedVersion()} is there: ${found}`);
} else if (commandFile('dotnet') === undefined) {
  console.error(`Neither a bicep of version ${pinnedVersion()} nor dotnet is on the PATH. Install the .NET SDK 10.`);
  process.exitCode = 1;
} else {
  const { code, stdout, stderr } = await runProgram(
    'dotnet',
    ['restore', TOOLS_PROJECT, `-p:BicepPlatform=${packagePlatform()}`],
    { env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1', MSBUILDDISABLENODEREUSE: '1' } },
  );
  if (code === 0) {
    console.log(`Bicep ${pinnedVersion()} is restored: ${restoredFile()}`);
    console.log(`PowerShell is restored: ${powerShellFile()}`);
  } else {
    console.error(`dotnet restore ended with ${code}:\n${stdout}${stderr}`);
    process.exitCode = 1;
  }
}
