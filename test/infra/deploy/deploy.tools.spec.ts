import { join } from 'node:path';
import { describe, it } from 'vitest';
import { INFRA } from '../bicep.ts';
import { powerShellCommand } from '../powershell.ts';
import { describeDeployments } from './scenarios.ts';

const powerShell = powerShellCommand();

if (powerShell === undefined) {
  describe('deploy.ps1', () => {
    it.skip('needs dotnet, and npm run infra:tools', () => undefined);
  });
} else {
  const shell = {
    name: 'deploy.ps1',
    command: [...powerShell, '-File', join(INFRA, 'deploy.ps1')],
    option: (name: string) => `-${name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
  };
  describeDeployments(shell, false);
}
