import { join } from 'node:path';
import { describe, it } from 'vitest';
import { INFRA } from '../bicep.ts';
import { powerShellCommand } from '../powershell.ts';
import { describeRegistration } from './registration-scenarios.ts';
import type { Shell } from './run-deploy.ts';
import { describeDeployments } from './scenarios.ts';

const powerShell = powerShellCommand();

if (powerShell === undefined) {
  describe('the scripts of PowerShell', () => {
    it.skip('needs dotnet, and npm run infra:tools', () => undefined);
  });
} else {
  const script = (name: string): Shell => ({
    name,
    command: [...powerShell, '-File', join(INFRA, name)],
    option: (option) => `-${option.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
  });
  describeDeployments(script('deploy.ps1'), false);
  describeRegistration(script('entra/register.ps1'));
}
