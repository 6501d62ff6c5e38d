import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInstalled } from '../support/tools.ts';
import { AZURE_PIPELINES, shellScripts, WORKFLOWS } from './pipelines.ts';

const HOME = join(import.meta.dirname, '..', '..');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'docker/README.md', ...globSync('docs/**/*.md', { cwd: HOME })];

/** Shell commands that a page tells people to paste. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(HOME, page), 'utf8');
  return [...text.matchAll(/^```(?:bash|sh)\n(.*?)^```/gms)].map(([, commands = '']) => commands);
}

describe.skipIf(!isInstalled('shellcheck'))('the scripts of CI and the tour', () => {
  it('hold nothing that shellcheck warns of', () => {
    const { stdout, status } = spawnSync('shellcheck', ['.ci/run', 'scripts/tour.sh'], { cwd: HOME, encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});

describe.skipIf(!isInstalled('shellcheck'))('the scripts of pipelines', () => {
  it.each([...WORKFLOWS, ...AZURE_PIPELINES])('of %s hold nothing that shellcheck warns of', (file) => {
    const scripts = shellScripts(readFileSync(join(HOME, file), 'utf8'));
    expect(scripts.length).toBeGreaterThan(1);
    for (const input of scripts) {
      const { stdout, status } = spawnSync('shellcheck', ['--shell=bash', '-'], { input, encoding: 'utf8' });
      expect(stdout).toBe('');
      expect(status).toBe(0);
    }
  });
});

describe('commands to paste', () => {
  const blocks = PAGES.flatMap((page) =>
    commandsOf(page).map((commands, index) => [page, index + 1, commands] as const),
  );

  it('are found', () => {
    expect(blocks.length).toBeGreaterThan(3);
  });

  // An interactive zsh, as on macOS, takes `#` for an argument.
  it.each(blocks)('%s, block %i, hold no comments', (_page, _index, commands) => {
    expect(commands.split('\n').filter((line) => /(^|\s)#(\s|$)/.test(line))).toEqual([]);
  });

  describe.each(['bash', 'zsh'])('for %s', (shell) => {
    it.skipIf(!isInstalled(shell)).each(blocks)('%s, block %i, can be parsed', (_page, _index, commands) => {
      execFileSync(shell, ['-n'], { input: commands, stdio: ['pipe', 'ignore', 'pipe'] });
    });
  });
});
