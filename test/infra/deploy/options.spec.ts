import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INFRA } from '../bicep.ts';

const read = (file: string) => readFileSync(join(INFRA, file), 'utf8');
const kebab = (name: string) =>
  name.replaceAll(/[A-Z]/g, (letter, index) => `${index === 0 ? '' : '-'}${letter.toLowerCase()}`);

/** Options of a PowerShell script with their comments, in kebab case. */
function powerShellOptions(text: string): Map<string, string> {
  const start = text.indexOf('\nparam(');
  const block = text.slice(start, text.indexOf('\n)', start));
  return new Map(
    [...block.matchAll(/# (.+)\n +(?:\[[^\n]*\] )?\[(?:string|switch|int|double)(?:\[\])?\] \$(\w+)/g)].map(
      ([, comment = '', name = '']) => [kebab(name), comment],
    ),
  );
}

/** Options of a bash script with what its usage says of them. */
function bashOptions(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^ {2}--([a-z-]+)(?: [A-Z]+)? {2,}(.+)$/gm)].map(([, name = '', help = '']) => [name, help]),
  );
}

describe.each([
  { name: 'deployment', bashFile: 'deploy/options.sh', powerShellFile: 'deploy.ps1', least: 15 },
  { name: 'registration', bashFile: 'entra/register.sh', powerShellFile: 'entra/register.ps1', least: 3 },
])('the options of the $name', ({ bashFile, powerShellFile, least }) => {
  const bash = bashOptions(read(bashFile));
  const powerShell = powerShellOptions(read(powerShellFile));

  it('are the same in both shells', () => {
    bash.delete('help');
    expect(powerShell.size).toBeGreaterThan(least);
    expect([...powerShell.keys()].toSorted()).toEqual([...bash.keys()].toSorted());
  });

  it('are each read by the shell that says so', () => {
    const options = read(bashFile);
    for (const name of bash.keys()) expect(options.split(`--${name}`).length, name).toBeGreaterThan(2);
  });
});
