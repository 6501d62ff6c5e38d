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
    [...block.matchAll(/# (.+)\n +(?:\[[^\n]*\] )?\[(?:string|switch|int|double|string\[\])\] \$(\w+)/g)].map(
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

describe('the options of the deploy scripts', () => {
  const bash = bashOptions(read('deploy/options.sh'));
  const powerShell = powerShellOptions(read('deploy.ps1'));

  it('are the same in both', () => {
    bash.delete('help');
    expect(powerShell.size).toBeGreaterThan(15);
    expect([...powerShell.keys()].toSorted()).toEqual([...bash.keys()].toSorted());
  });

  it('are each read by the shell that says so', () => {
    const options = read('deploy/options.sh');
    for (const name of bash.keys()) expect(options.split(`--${name}`).length, name).toBeGreaterThan(2);
  });
});
