import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInstalled } from '../../support/tools.ts';
import { INFRA, runProgram } from '../bicep.ts';
import { pesterFile, powerShellCommand } from '../powershell.ts';

const powerShell = powerShellCommand();
const scripts = (ending: string) =>
  readdirSync(INFRA, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.startsWith('tools'))
    .map((file) => join(INFRA, file));
/** Files that others source are looked at where they are sourced: their variables are of the whole. */
const entries = scripts('.sh').filter((file) => dirname(file) !== join(INFRA, 'deploy'));

/** Runs a command of PowerShell that reads FILES, with nothing of the machine's profile. */
function pwsh(command: string, variables: Readonly<Record<string, string>>) {
  const [program = '', ...args] = powerShell ?? [];
  return runProgram(program, [...args, '-Command', command], {
    env: { ...process.env, POWERSHELL_TELEMETRY_OPTOUT: '1', ...variables },
  });
}

describe('the scripts that deploy', () => {
  it.skipIf(!isInstalled('shellcheck'))('shellcheck finds nothing in those of bash', async () => {
    expect(entries.length).toBeGreaterThan(0);
    const { code, stdout } = await runProgram('shellcheck', ['--external-sources', '--check-sourced', ...entries], {
      cwd: join(INFRA, '..'),
    });
    expect(stdout).toBe('');
    expect(code).toBe(0);
    // It sources a part of what deploy.sh does: what it has no use for is no finding.
    const azd = await runProgram('shellcheck', ['--external-sources', 'infra/deploy/azd.sh'], {
      cwd: join(INFRA, '..'),
    });
    expect(azd.stdout).toBe('');
    expect(azd.code).toBe(0);
  });

  it.skipIf(powerShell === undefined)('PowerShell parses its own without an error', async () => {
    const files = scripts('.ps1');
    expect(files.length).toBeGreaterThan(4);
    const parse = `$found = 0
      foreach ($file in $env:FILES.Split(';')) {
        $errors = $null
        $null = [System.Management.Automation.Language.Parser]::ParseFile($file, [ref] $null, [ref] $errors)
        foreach ($each in $errors) { $found++; "$($file): $($each.Message)" }
      }
      "$found errors"`;
    const { stdout } = await pwsh(parse, { FILES: files.join(';') });
    expect(stdout.trim()).toBe('0 errors');
  });

  it.skipIf(powerShell === undefined)('Pester passes', async () => {
    const run = `Import-Module $env:PESTER
      $result = Invoke-Pester -Path $env:FILES -Output None -PassThru
      foreach ($test in $result.Failed) { "$($test.ExpandedPath): $($test.ErrorRecord)" }
      "$($result.PassedCount) passed, $($result.FailedCount) failed, $($result.SkippedCount) skipped, $($result.FailedContainersCount) not read"`;
    const { stdout, stderr } = await pwsh(run, { PESTER: pesterFile(), FILES: join(import.meta.dirname, 'pester') });
    expect(stderr).toBe('');
    expect(stdout.trim()).toMatch(/^1[0-9] passed, 0 failed, 0 skipped, 0 not read$/);
  });
});
