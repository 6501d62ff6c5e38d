import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './compile.ts';
import type { Command, Usage } from './command.ts';
import { DEVELOPER_COMMANDS } from './developer-commands.ts';
import { helpOf } from './help.ts';
import { USER_COMMANDS } from './user-commands.ts';

const HOME = join(import.meta.dirname, '..', '..');
/** The command was called wrongly. */
const WRONG_CALL = 2;
/** EX_CONFIG of sysexits.h. */
const WRONG_CONFIGURATION = 78;

const MAX_SHOWN_CHARACTERS = 40;

export const COMMANDS: Readonly<Record<string, Command>> = { ...USER_COMMANDS, ...DEVELOPER_COMMANDS };

/** Runs a command of the table with the options of the caller, in place of this process where the system can do that. */
export async function runCommand([name = '', ...args]: readonly string[]): Promise<void> {
  const command = COMMANDS[name];
  if (command === undefined) return end(WRONG_CALL, `There is no command ${name}. npm run lists them.`);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(helpOf(name, command));
    return;
  }
  const problem = command.usage && problemOfCall(command.usage, args);
  if (problem !== undefined) return end(WRONG_CALL, `${problem}\n\n${helpOf(name, command)}`);
  if (isCompiled(command)) await compile(HOME, command.before);
  if (command.takesSettings === true) await checkSettings();
  await become([...(command.flags ?? []), join(HOME, command.entry), ...(command.args ?? []), ...args]);
}

function isCompiled({ compile: when = 'always', entry }: Command): boolean {
  return when === 'always' || (when === 'missing' && !existsSync(join(HOME, entry)));
}

/** Why the options are wrong, in a sentence; undefined when they are not. */
function problemOfCall({ options, positionals }: Usage, args: readonly string[]): string | undefined {
  try {
    const given = parseArgs({ args: [...args], options: parseable(options), allowPositionals: true });
    const [first] = given.positionals;
    return positionals === undefined && first !== undefined
      ? `${shown(first)} is not an option of this command.`
      : undefined;
  } catch (error) {
    // Node's first sentence names the option.
    const [sentence = ''] = error instanceof Error ? error.message.split(/\. |\.$/) : [];
    return sentence.length > MAX_SHOWN_CHARACTERS * 2 ? 'An option is unknown.' : `${sentence}.`;
  }
}

/** What is longer may be a token, which does not belong into a log. */
function shown(argument: string): string {
  return argument.length > MAX_SHOWN_CHARACTERS ? 'An argument' : `"${argument}"`;
}

function parseable(options: Usage['options']) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple }] as const),
  );
}

/** Says what is wrong with the caller's variables at once, not when the API has read them. */
async function checkSettings(): Promise<void> {
  const load = async <T>(path: string) => (await import(join(HOME, 'dist', path))) as T;
  const { callerSettings } = await load<typeof import('../../apps/sandbox/src/cli/caller-settings.ts')>(
    'apps/sandbox/src/cli/caller-settings.js',
  );
  const { problemsOfGiven, misspellingsIn } =
    await load<typeof import('../../libs/config/src/index.ts')>('libs/config/src/index.js');
  for (const line of misspellingsIn(process.env)) console.error(line);
  const { PORT } = process.env;
  const problems = problemsOfGiven({ ...callerSettings(process.env).environment, PORT });
  if (problems.length > 0) end(WRONG_CONFIGURATION, problems.join('\n'));
}

/** Goes on as another program: signals, exit code and terminal are then its own. */
async function become(args: readonly string[]): Promise<void> {
  if (process.execve !== undefined && process.platform !== 'win32') {
    // It is announced as experimental.
    process.emitWarning = () => undefined;
    process.execve(process.execPath, [process.execPath, ...args], process.env);
  }
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

function end(code: number, message: string): never {
  console.error(message);
  process.exit(code);
}
