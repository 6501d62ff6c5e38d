import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../scripts/commands/run-command.ts';
import { INFRA } from './bicep.ts';
import { GLOBAL_FLAGS, GLOBAL_OPTIONS } from './deploy/fake/az-table.ts';
import { DOC_AZ_COMMANDS, DOC_AZD_COMMANDS } from './doc-az-table.ts';

const HOME = join(INFRA, '..');

/** A command on a page, as its words; `$(…)` inside of it is a command of its own, and stands in it as `$()`. */
export interface DocCommand {
  readonly page: string;
  readonly words: readonly string[];
}

/** Programs that stand in inline code, too; other inline code is no command. */
const INLINE = /^(az|azd|npm|npx|node|curl|infra\/[\w/]+\.(sh|ps1)) \S/;

/** Every command in the blocks of shell and PowerShell of a page, and in its inline code. */
export function commandsOf(page: string): readonly DocCommand[] {
  const text = readFileSync(join(HOME, 'docs', page), 'utf8');
  const blocks = [...text.matchAll(/^ *```(bash|sh|powershell)\n([\s\S]*?)^ *```$/gm)].map(([, , block = '']) => block);
  const prose = text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
  const inline = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code).filter((code) => INLINE.test(code));
  return [...blocks.flatMap(linesOf), ...inline].flatMap(commandsIn).map((words) => ({ page, words }));
}

/** Lines of a block, joined where they go on, without comments. */
function linesOf(block: string): string[] {
  return block
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#\s.*$/, '').trim())
    .filter((line) => line !== '');
}

/** The commands of a line, each as its words: those inside `$(…)` first, then what pipes, `&&` and `;` part. */
function commandsIn(line: string): string[][] {
  const inner: string[] = [];
  let outer = line;
  for (let match = /\$\(([^()]*)\)/.exec(outer); match !== null; match = /\$\(([^()]*)\)/.exec(outer)) {
    inner.push(match[1] ?? '');
    outer = outer.replace(match[0], '$[]');
  }
  return [...inner, outer].flatMap((part) => partsOf(wordsOf(part))).filter((words) => words.length > 0);
}

/** Words as a shell splits them; operators are words of their own. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'|;&<>]|>&\d|&(?!&))+|&&|\|\|?|;|\d?>>?|</g)].map(([word]) => word);
}

function partsOf(words: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (['&&', '|', '||', ';'].includes(word)) parts.push([]);
    else if (/^\d?>>?$|^<$/.test(word)) index += 1;
    else parts.at(-1)?.push(word);
  }
  // NAME=value before a command, or alone.
  return parts.map((part) =>
    part.slice(
      part.findIndex((word) => !/^\w+=/.test(word)) === -1
        ? part.length
        : part.findIndex((word) => !/^\w+=/.test(word)),
    ),
  );
}

/** Programs of every system, or of the prerequisites on the page, that nothing here knows the options of. */
const PLAIN = ['curl', 'date', 'export', 'git', 'jq', 'mktemp', 'openssl', 'printf', 'rm', 'umask', 'npx'];
const scripts = (JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
  .scripts;

/** What is wrong with a command: an unknown program, script or option. */
export function problemsOf({ words }: DocCommand): string[] {
  const [program = '', ...args] = words;
  if (program === 'az') return azProblems(args);
  if (program === 'azd') return azdProblems(args);
  if (program === 'npm') return npmProblems(args);
  if (/^infra\/.*\.(sh|ps1)$/.test(program)) return scriptProblems(program, args);
  return PLAIN.includes(program) ? [] : [`${program} is no program that this page may use`];
}

function azProblems(args: readonly string[]): string[] {
  const first = args.findIndex((word) => word.startsWith('-'));
  const leading = args.slice(0, first === -1 ? args.length : first);
  const name = leading
    .map((_, index) => leading.slice(0, leading.length - index).join(' '))
    .find((each) => each in DOC_AZ_COMMANDS);
  const command = name === undefined ? undefined : DOC_AZ_COMMANDS[name];
  if (command === undefined) return [`az has no command ${leading.join(' ')}, or none that was looked up`];
  // Azure moves requests to an inactive revision without an error: every request fails (microsoft/azure-container-apps#1345).
  if (name === 'containerapp ingress traffic set')
    return ['a page for operators moves traffic by infra/deploy.sh --roll-back, which activates the revision first'];
  const options = args.filter((word) => word.startsWith('-'));
  const known = [...command.options, ...(command.flags ?? []), ...GLOBAL_OPTIONS, ...GLOBAL_FLAGS] as readonly string[];
  return [
    ...options.filter((option) => !known.includes(option)).map((option) => `az ${name} has no option ${option}`),
    // A command without any option is named, not shown.
    ...(options.length === 0
      ? []
      : (command.required ?? [])
          .filter((option) => !options.includes(option))
          .map((option) => `az ${name} needs ${option}`)),
  ];
}

function azdProblems(args: readonly string[]): string[] {
  const name = Object.keys(DOC_AZD_COMMANDS).find((each) => args.join(' ').startsWith(each));
  if (name === undefined) return [`azd has no command ${args.join(' ')}, or none that was looked up`];
  const flags = args.filter((word) => word.startsWith('-') && !DOC_AZD_COMMANDS[name]?.includes(word));
  return flags.map((flag) => `azd ${name} has no option ${flag}`);
}

function npmProblems(args: readonly string[]): string[] {
  const [verb = '', ...rest] = args;
  if (['ci', 'install'].includes(verb)) return [];
  const words = verb === 'run' ? rest.filter((word) => word !== '--silent' && word !== '-s') : [verb, ...rest];
  const [script = '', ...given] = words;
  const command = COMMANDS[script];
  const line = command ? [command.entry, ...(command.args ?? [])].join(' ') : scripts[script];
  if (line === undefined) return [`package.json has no script ${script}`];
  const options = given.filter((word) => /^--\w/.test(word)).map((word) => word.replace(/=.*$/, ''));
  const sources = sourcesOf(line);
  return options
    .filter((option) => !isDefined(option.slice(2), sources))
    .map((option) => `npm run ${script} has no option ${option}`);
}

/** Whether a source has this option of `parseArgs`, or, where it takes negatives, the one that it is the negative of. */
function isDefined(option: string, sources: string): boolean {
  const has = (name: string) => new RegExp(`(^|[\\s{,'"])${name}['"]?: \\{ type:`).test(sources);
  return has(option) || (option.startsWith('no-') && sources.includes('allowNegative: true') && has(option.slice(3)));
}

/** The text of the files that a script of package.json runs, and of those beside them. */
function sourcesOf(line: string): string {
  const files = line.match(/[\w./-]+\.(ts|mjs|js)\b/g) ?? [];
  const found = files
    .map((file) => file.replace(/^dist\//, '').replace(/\.js$/, '.ts'))
    .filter((file) => existsSync(join(HOME, file)));
  const folders = found.map((file) => join(file, '..'));
  const more = globSync(
    ['libs/doctor/src/command.ts', ...folders.map((folder) => `${folder}/*.ts`), 'apps/api/src/smoke/*.ts'],
    { cwd: HOME },
  );
  return [...new Set([...found, ...more])]
    .filter((file) => !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(HOME, file), 'utf8'))
    .join('\n');
}

function scriptProblems(program: string, args: readonly string[]): string[] {
  if (!existsSync(join(HOME, program))) return [`there is no ${program}`];
  const folder = program.replace(/\.(sh|ps1)$/, '');
  const options =
    program.endsWith('.sh') && existsSync(join(HOME, folder, 'options.sh')) ? [`${folder}/options.sh`] : [program];
  const text = options.map((file) => readFileSync(join(HOME, file), 'utf8')).join('\n');
  const known = new Set(
    program.endsWith('.ps1')
      ? [...text.matchAll(/\$(\w+)/g)].map(([, name = '']) => `-${name}`)
      : (text.match(/--[\w-]+/g) ?? []),
  );
  return args
    .filter((word) => /^--?[A-Za-z]/.test(word) && !known.has(word))
    .map((option) => `${program} has no option ${option}`);
}
