import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Option, Usage } from './command.ts';

const HOME = join(import.meta.dirname, '..', '..');
const WIDTH = 110;

/** What `--help` prints. @param name of the npm script */
export function helpOf(name: string, command: Command): string {
  return command.usage === undefined ? headOf(sourceOf(command.entry)) : usageOf(name, command.usage);
}

/** `npm start` needs no `run`. */
export function callOf(name: string): string {
  return name === 'start' ? 'npm start' : `npm run ${name}`;
}

function usageOf(name: string, { summary, options, positionals, more }: Usage): string {
  const parts = [...(Object.keys(options).length > 0 ? ['[options]'] : []), ...(positionals ? [positionals] : [])];
  const left = Object.entries(options).map(([option, rules]) => `--${option}${valueOf(rules)}`);
  const width = Math.max(0, ...left.map(({ length }) => length));
  const lines = Object.values(options).map(({ description, multiple }, index) => {
    const text = multiple === true ? `${description}; may be given several times` : description;
    return `  ${(left[index] ?? '').padEnd(width)}  ${wrapped(text, width + 4)}`;
  });
  return [
    `${callOf(name)}${parts.length > 0 ? ` -- ${parts.join(' ')}` : ''}`,
    wrapped(summary, 0),
    ...(lines.length > 0 ? [lines.join('\n')] : []),
    ...(more === undefined ? [] : [wrapped(more, 0)]),
  ].join('\n\n');
}

function valueOf({ type, value }: Option): string {
  return type === 'string' ? ` ${value ?? 'VALUE'}` : '';
}

function wrapped(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && indent + line.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

function sourceOf(entry: string): string {
  return readFileSync(join(HOME, entry.replace(/^dist\/(.*)\.js$/, '$1.ts')), 'utf8');
}

/** The first block of comment, which says how the program is called. */
function headOf(source: string): string {
  const [, comment = ''] = /\/\*\*(.*?)\*\//s.exec(source) ?? [];
  return comment
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, '').trimEnd())
    .join('\n')
    .trim();
}
