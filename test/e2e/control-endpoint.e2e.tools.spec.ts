import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { expect, it } from 'vitest';
import { Command } from '../support/commands.ts';
import { isInstalled } from '../support/tools.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'sandbox.md');
const run = promisify(execFile);

/** Each command on a line of its own, from the section about the control endpoint. */
async function documentedCommands(): Promise<string[]> {
  const page = await readFile(PAGE, 'utf8');
  const section = page.slice(page.indexOf('### Control endpoint'));
  return [...section.matchAll(/^```bash\n(.*?)^```/gms)].flatMap(([, block = '']) => block.trim().split('\n'));
}

it.skipIf(!isInstalled('zsh'))(
  'the commands of docs/sandbox.md for the control endpoint work in bash and zsh',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'control-'));
    const file = join(folder, 'sandbox.env');
    await using sandbox = new Command('sandbox', ['--write-env', file]);
    await expect.poll(() => sandbox.output).toContain('Ctrl-C stops it');
    const { SANDBOX_CONTROL_URL = '' } = parseEnv(await readFile(file, 'utf8'));
    const [definition = '', ...commands] = await documentedCommands();
    expect(definition).toContain('control() {');
    expect(commands.length).toBeGreaterThan(12);
    for (const shell of ['bash', 'zsh']) {
      for (const command of commands) {
        const script = `${definition}\n${command} -w '\n%{http_code}'`;
        const { stdout } = await run(shell, ['-c', script], { env: { ...process.env, SANDBOX_CONTROL_URL } });
        expect({ command, status: stdout.trim().split('\n').at(-1) }).toMatchObject({
          command,
          status: expect.stringMatching(/^20[014]$/) as string,
        });
      }
    }
    sandbox.interrupt();
    await sandbox.done;
    await rm(folder, { recursive: true, force: true });
  },
);
