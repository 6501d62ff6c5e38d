import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './compile.ts';
import { checkFiles } from '../../apps/sandbox/src/cli/check-files.ts';
import type { Command, Option, Usage } from './command.ts';
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
  if (command.usage) {
    const values = valuesOf(command.usage, args);
    if (typeof values === 'string') return end(WRONG_CALL, `${values}\n\n${helpOf(name, command)}`);
    await checkNamedFiles(command.usage.options, values).catch((error: unknown) => end(1, textOf(error)));
  }
  if (isCompiled(command)) await compile(HOME, command.before);
  if (command.takesSettings === true) await checkSettings();
  await become([...(command.flags ?? []), join(HOME, command.entry), ...(command.args ?? []), ...args]);
}

function isCompiled({ compile: when = 'always', entry }: Command): boolean {
  return when === 'always' || (when === 'missing' && !existsSync(join(HOME, entry)));
}

type Values = Readonly<Record<string, unknown>>;

/** The values of the options, or why they are wrong, in a sentence. */
function valuesOf({ options, positionals: expected }: Usage, args: readonly string[]): Values | string {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: parseable(options), allowPositionals: true });
    const [first] = positionals;
    return expected === undefined && first !== undefined ? `${shown(first)} is not an option of this command.` : values;
  } catch (error) {
    // Node's first sentence names the option.
    const [sentence = ''] = textOf(error).split(/\. |\.$/);
    return sentence.length > MAX_SHOWN_CHARACTERS * 2 ? 'An option is unknown.' : `${sentence}.`;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** @throws Error with a sentence for the user about a file that cannot be read or written */
async function checkNamedFiles(options: Usage['options'], values: Values): Promise<void> {
  const named = (use: Option['file']) =>
    Object.entries(options).flatMap(([name, { file }]) =>
      file === use ? [values[name] ?? []].flat().map(String) : [],
    );
  const [write] = named('write');
  await checkFiles({ read: named('read'), ...(write === undefined ? {} : { write }) });
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
