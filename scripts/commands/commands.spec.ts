import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { helpOf } from './help.ts';
import { COMMANDS } from './run-command.ts';
import { USER_COMMANDS } from './user-commands.ts';

const HOME = join(import.meta.dirname, '..', '..');
const RUN = join(HOME, 'scripts', 'run.mjs');
const { scripts } = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const run = promisify(execFile);

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function call(args: readonly string[]): Promise<Result> {
  try {
    return { code: 0, ...(await run(process.execPath, [RUN, ...args], { cwd: HOME })) };
  } catch (error) {
    return error as Result;
  }
}

const source = (path: string) => readFileSync(join(HOME, path.replace(/^dist\/(.*)\.js$/, '$1.ts')), 'utf8');

describe('the scripts of package.json', () => {
  it('are in the table of commands, unless a tool reads their options', () => {
    for (const [name, script] of Object.entries(scripts)) {
      if (script === `node scripts/run.mjs ${name}`) expect(Object.keys(COMMANDS)).toContain(name);
      else expect(Object.keys(COMMANDS)).not.toContain(name);
    }
    expect(Object.keys(COMMANDS).filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('that run a program without the front door are of programs that take no options', () => {
    const programs = Object.values(scripts).flatMap((script) =>
      [...script.matchAll(/\bnode (\S+)/g)].map(([, path = '']) => path),
    );
    for (const path of programs.filter((each) => each !== 'scripts/run.mjs')) {
      expect(source(path)).not.toMatch(/process\.argv|parseArgs/);
    }
  });

  it('lead to entries that exist', () => {
    for (const { entry, args = [] } of Object.values(COMMANDS)) {
      const [first] = args;
      const compiled = first?.endsWith('.js') ? `dist/${first}` : entry;
      expect(existsSync(join(HOME, compiled.replace(/^dist\/(.*)\.js$/, '$1.ts')))).toBe(true);
    }
  });
});

describe('--help', () => {
  it(
    'prints how each command for users is called, and neither compiles nor starts anything',
    { timeout: 120_000 },
    async () => {
      const names = Object.keys(USER_COMMANDS);
      const results = await Promise.all(names.map(async (name) => [name, await call([name, '--help'])] as const));
      for (const [name, { code, stdout, stderr }] of results) {
        expect({ name, code, stderr }).toEqual({ name, code: 0, stderr: '' });
        expect(stdout).toContain(name === 'start' ? 'npm start' : `npm run ${name}`);
      }
    },
  );

  it.each(Object.entries(COMMANDS))('has words for %s', (name, command) => {
    // A command that shares its program with another one shows the head of that program.
    expect(helpOf(name, command)).toMatch(/npm (start|run) |node (scripts|test)\//);
  });
});

describe('the options in the table', () => {
  const sources: Readonly<Record<string, string>> = {
    sandbox: 'apps/sandbox/src/cli/run-alone.ts',
    doctor: 'libs/doctor/src/command.ts',
    smoke: 'apps/api/src/smoke/smoke-arguments.ts',
  };

  it.each(Object.entries(USER_COMMANDS))('%s are those that the program reads', (name, { entry, args = [], usage }) => {
    const program = source(sources[name] ?? args[0]?.replace(/\.js$/, '.ts') ?? entry);
    const read = [...program.matchAll(/'?([a-z-]+)'?: \{ type: '(string|boolean)'(, multiple: true)?/g)].map(
      ([, option, type, multiple]) => `${option} ${type}${multiple === undefined ? '' : ' multiple'}`,
    );
    const told = Object.entries(usage?.options ?? {}).map(
      ([option, { type, multiple }]) => `${option} ${type}${multiple === true ? ' multiple' : ''}`,
    );
    expect(told.toSorted()).toEqual(read.toSorted());
  });
});

describe('a wrong call', () => {
  it.each([
    [['start', '--kepp'], "Unknown option '--kepp'."],
    [['demo', '--out'], "Option '--out <value>' argument missing."],
    [['start', 'now'], '"now" is not an option of this command.'],
    [['sandbox', '#', 'with', 'the', 'sandbox'], '"#" is not an option of this command.'],
    [['no-such-command'], 'There is no command no-such-command.'],
  ])('%j is answered with a sentence, the options and 2', async (args, sentence) => {
    const { code, stdout, stderr } = await call(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('names a file that cannot be read or written before anything is compiled', async () => {
    const gone = join(HOME, 'no-such-folder', 'out.wav');
    for (const args of [
      ['--sample', gone],
      ['--out', gone],
    ]) {
      const { code, stdout, stderr } = await call(['demo', ...args]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^\S.*no-such-folder.*\n$/);
    }
  });
});
