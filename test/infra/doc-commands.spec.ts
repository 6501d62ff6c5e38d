import { describe, expect, it } from 'vitest';
import { commandsOf, problemsOf } from './doc-commands.ts';

const PAGES = ['deploy.md', 'runbook.md', 'troubleshooting.md', 'scaling.md', 'security.md'];
const wrong = (...words: string[]) => problemsOf({ page: 'x', words });

describe('the commands of the pages', () => {
  it.each(PAGES)('of %s exist, with their options', (page) => {
    const commands = commandsOf(page);
    expect(commands.length).toBeGreaterThan(3);
    const problems = commands.flatMap((command) =>
      problemsOf(command).map((problem) => `${problem} (${command.words.join(' ')})`),
    );
    expect(problems).toEqual([]);
  });

  it('are found in blocks, where lines go on, in pipes and inside of each other', () => {
    const az = commandsOf('deploy.md').filter(({ words: [program] }) => program === 'az');
    expect(az.length).toBeGreaterThan(4);
    const runbook = commandsOf('runbook.md').map(({ words }) => words.join(' '));
    expect(runbook).toContain('openssl rand -base64 32');
    expect(runbook.filter((line) => line.startsWith('az keyvault secret show'))).toHaveLength(1);
  });
});

describe('a command', () => {
  it.each([
    [['az', 'containerapp', 'restart', '--name', 'api'], /no command containerapp restart/],
    [
      ['az', 'containerapp', 'ingress', 'traffic', 'set', '--revision-weight', 'x=100'],
      /infra\/deploy\.sh --roll-back/,
    ],
    [['az', 'group', 'delete', '--name', 'x', '--force'], /no option --force/],
    [['az', 'stack', 'group', 'delete', '--name', 'x', '--resource-group', 'y'], /needs --action-on-unmanage/],
    [['npm', 'run', 'smok'], /no script smok/],
    [['npm', 'run', 'smoke', '--', '--token', 'x'], /no option --token/],
    [['npm', 'run', 'doctor', '--', '--fast'], /no option --fast/],
    [['npm', 'run', 'cost', '--', '--job', '1'], /no option --job$/],
    [['infra/deploy.sh', '--resource-group', 'x'], /no option --resource-group$/],
    [['infra/deploy.ps1', '-Group', 'x'], /no option -Group/],
    [['azd', 'destroy'], /no command destroy/],
    [['azd', 'up', '--fast'], /no option --fast/],
    [['infra/undeploy.sh'], /there is no infra/],
    [['kubectl', 'get', 'pods'], /no program/],
  ])('%j is noticed', (words, expected) => {
    expect(wrong(...words).join()).toMatch(expected);
  });
});
