import { AzError } from './az-error.ts';
import { AZ_COMMANDS, type AzCommand, GLOBAL_FLAGS, GLOBAL_OPTIONS } from './az-table.ts';

export interface AzCall {
  readonly name: string;
  readonly command: AzCommand;
  /** Values by option; of an option that takes several, all. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly flags: readonly string[];
  readonly positionals: readonly string[];
}

/** Reads a command line as az does, but takes no abbreviations, and nothing that the table does not have. */
export function readArguments(args: readonly string[]): AzCall {
  refuseWhatCmdBreaks(args);
  const length = args.findIndex((arg) => arg.startsWith('-'));
  const words = args.slice(0, length === -1 ? args.length : length);
  const name = words.join(' ');
  const command = AZ_COMMANDS[name];
  if (command === undefined) throw new AzError(`'${name}' is misspelled or not recognized by the system.`, 2);
  const options: Record<string, string[]> = {};
  const flags: string[] = [];
  const positionals: string[] = [];
  let open: string | undefined;
  for (const arg of args.slice(words.length)) {
    if (!arg.startsWith('--')) {
      if (open !== undefined && (options[open]?.length === 0 || command.several?.includes(open)))
        options[open]?.push(arg);
      else positionals.push(arg);
    } else if ([...(command.flags ?? []), ...GLOBAL_FLAGS].some((flag) => flag === arg)) {
      flags.push(arg);
      open = undefined;
    } else if ([...command.options, ...GLOBAL_OPTIONS].includes(arg)) {
      if (options[arg] !== undefined && command.several?.includes(arg) !== true)
        throw new AzError(`${arg} is given twice`, 2);
      options[arg] ??= [];
      open = arg;
    } else {
      throw new AzError(`unrecognized arguments: ${arg}`, 2);
    }
  }
  // A value after an option that takes several may be what stands beside the options.
  const missing = (command.required ?? []).filter((option) => options[option] === undefined);
  if (missing.length > 0) throw new AzError(`the following arguments are required: ${missing.join(', ')}`, 2);
  const empty = Object.entries(options).find(([, values]) => values.length === 0);
  if (empty !== undefined) throw new AzError(`argument ${empty[0]}: expected one argument`, 2);
  if (positionals.length > (command.positionals ?? 0))
    throw new AzError(`unrecognized arguments: ${positionals.join(' ')}`, 2);
  return { name, command, options, flags, positionals };
}

/**
 * On Windows az is a batch file: cmd.exe reads the arguments again, and PowerShell puts quotes around those with a space alone. What would not
 * arrive there as it left is refused here, so that the scripts stay right on a machine that the tests do not have.
 */
function refuseWhatCmdBreaks(args: readonly string[]): void {
  for (const arg of args) {
    if (/["%^\n]/.test(arg)) throw new AzError(`cmd.exe would change the argument ${arg}`, 2);
    if (/[&|<>()]/.test(arg) && !/\s/.test(arg))
      throw new AzError(`cmd.exe would take a part of ${arg} for its own`, 2);
    if (arg === '') throw new AzError('an empty argument does not arrive', 2);
  }
}

/** The answer as `--query` and `--output` ask for it. Paths of names and indexes, and lists of names, are all that is needed. */
export function formatted(answer: unknown, { options }: AzCall): string {
  const [query] = options['--query'] ?? [];
  const [output] = options['--output'] ?? ['json'];
  const chosen = query === undefined ? answer : search(answer, query);
  if (output === 'none' || chosen === undefined) return '';
  if (output === 'json') return `${JSON.stringify(chosen, undefined, 2)}\n`;
  if (output !== 'tsv') throw new AzError(`argument --output: the fake has no ${output}`, 2);
  if (typeof chosen !== 'string' && typeof chosen !== 'number')
    throw new AzError(`the scripts read ${query} as a text`, 2);
  return `${chosen}\n`;
}

function search(answer: unknown, query: string): unknown {
  const columns = /^\[\]\.\[([\w,]+)\]$/.exec(query)?.[1]?.split(',');
  if (columns !== undefined)
    return (answer as Record<string, unknown>[]).map((row) => columns.map((column) => row[column] ?? null));
  if (!/^\w+(\[\d+\])?(\.\w+(\[\d+\])?)*$/.test(query))
    throw new AzError(`the fake does not know the query ${query}`, 2);
  return query
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], answer);
}
