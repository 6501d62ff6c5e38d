import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the caller may have set beside files: in the environment, or for this command. */
const SETTINGS = ['registry', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl'] as const;
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Where the Dockerfile mounts the certificate authorities. */
const MOUNTED_AUTHORITIES = '/run/npm/ca.pem';

export interface NpmSettings {
  /** Arguments that mount them while npm runs in the build. */
  readonly secrets: readonly string[];
  remove(): void;
}

/** A variable in an `.npmrc` file as @npmcli/config has it, `?` for one that may be missing; a backslash before it makes it text. */
const VARIABLE = /(?<!\\)(\\*)\$\{([^${}?]+)(\?)?\}/g;
/** What the INI format takes for something else where it stands bare in a value. */
const NEEDS_QUOTES = /[;#"'\\\r\n]|^\s|\s$|^\[/;

/**
 * The caller's npm settings as two files that are mounted while npm runs in the build and are in no layer: the lines of its `.npmrc` files
 * with what else it has set, and its certificate authorities. The build has none of the caller's variables, such as the `NODE_AUTH_TOKEN` that
 * CI systems name in `.npmrc`: their values stand in the file, which this user alone can read.
 */
export function npmSettings(): NpmSettings {
  const folder = mkdtempSync(join(tmpdir(), 'image-npm-'));
  const remove = removedAtEnd(folder);
  chmodSync(folder, 0o700);
  const lines: string[] = [];
  for (const file of settingsFiles()) {
    if (existsSync(file))
      lines.push(
        ...readFileSync(file, 'utf8')
          .split('\n')
          .map((line) => withVariables(line, process.env)),
      );
  }
  for (const name of SETTINGS) {
    const value = configured(name);
    if (value !== undefined) lines.push(lineOf(name, value));
  }
  lines.push(...proxiesOfEnvironment(lines, process.env));
  const authorities = configured('cafile') ?? process.env['NODE_EXTRA_CA_CERTS'];
  const hasAuthorities = authorities !== undefined && existsSync(authorities);
  const kept = lines.filter((line) => !/^\s*(cafile|prefix|cache|userconfig|globalconfig)\s*=/.test(line));
  if (hasAuthorities) kept.push(`cafile=${MOUNTED_AUTHORITIES}`);
  const npmrc = join(folder, 'npmrc');
  const ca = join(folder, 'ca.pem');
  writeFileSync(npmrc, `${kept.join('\n')}\n`, { mode: 0o600 });
  writeFileSync(ca, hasAuthorities ? readFileSync(authorities) : '', { mode: 0o600 });
  return { secrets: ['--secret', `id=npmrc,src=${npmrc}`, '--secret', `id=npm-ca,src=${ca}`], remove };
}

/** Removes a folder when it is asked to, or when this process ends: also by Ctrl-C, at which Node calls no handler of `exit`. */
function removedAtEnd(folder: string): () => void {
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
    process.off('exit', remove);
    for (const signal of ENDING_SIGNALS) process.off(signal, end);
  };
  const end = (signal: NodeJS.Signals): void => {
    remove();
    process.kill(process.pid, signal);
  };
  process.on('exit', remove);
  for (const signal of ENDING_SIGNALS) process.on(signal, end);
  return remove;
}

/**
 * Lines for the proxies that npm takes from the variables of the environment, which the build does not have, where none is set for npm itself.
 * @param lines what is set already
 */
export function proxiesOfEnvironment(lines: readonly string[], environment: NodeJS.ProcessEnv): string[] {
  const variable = (wanted: string): string | undefined => {
    const [, value] = Object.entries(environment).find(([name]) => name.toLowerCase() === wanted) ?? [];
    return value === '' ? undefined : value;
  };
  const isSet = (setting: RegExp) => lines.some((line) => setting.test(line));
  // A proxy for http alone is none for a registry with https, but as a setting of npm it would be.
  const isPlain = isSet(/^\s*registry\s*=\s*"?http:/);
  const proxy = variable('https_proxy') ?? (isPlain ? (variable('http_proxy') ?? variable('proxy')) : undefined);
  const exceptions = variable('no_proxy');
  return [
    ...(proxy === undefined || isSet(/^\s*(?:https-)?proxy\s*=/) ? [] : [lineOf('https-proxy', proxy)]),
    ...(exceptions === undefined || isSet(/^\s*no-?proxy\s*=/) ? [] : [lineOf('noproxy', exceptions)]),
  ];
}

/** A setting as a line of an `.npmrc` file. */
function lineOf(name: string, value: string): string {
  return `${name}=${NEEDS_QUOTES.test(value) ? JSON.stringify(value) : value}`;
}

/**
 * A line of an `.npmrc` file with the values of the variables in it. Those that are not set stay, for npm to say so.
 * @param environment of the caller
 */
export function withVariables(line: string, environment: NodeJS.ProcessEnv): string {
  const [, name = '', value = ''] = /^([^=]*=)?(.*)$/s.exec(line) ?? [];
  if (/^\s*[;#]/.test(line)) return line;
  const expandedName = expanded(name, environment);
  const expandedValue = expanded(value, environment);
  // A quoted value is JSON already, and an unchanged one is as its author wrote it.
  if (expandedValue === value || /^\s*["']/.test(value) || !NEEDS_QUOTES.test(expandedValue.trim())) {
    return expandedName + expandedValue;
  }
  return expandedName + JSON.stringify(expandedValue.trim());
}

function expanded(text: string, environment: NodeJS.ProcessEnv): string {
  return text.replace(VARIABLE, (whole, escapes: string, name: string, optional: string | undefined) => {
    if (escapes.length % 2 === 1) return whole;
    const value = environment[name] ?? (optional === undefined ? undefined : '');
    return value === undefined ? whole : escapes + value;
  });
}

/** The machine's and the user's; the project's own is part of the build. */
function settingsFiles(): string[] {
  return [...new Set(['/etc/npmrc', configured('globalconfig'), configured('userconfig')])].filter(
    (file) => file !== undefined,
  );
}

/**
 * What npm has for a setting. It refuses to show a URL with a password: such a one is in the variables of the environment, or in a file, whose lines
 * are taken anyway.
 * @returns undefined for what is not set, and for what npm does not show
 */
function configured(name: string): string | undefined {
  const value = shownByNpm(name) ?? variableOfNpm(name);
  return value === undefined || ['', 'null', 'undefined'].includes(value) ? undefined : value;
}

/** @returns undefined where npm refuses to show it */
function shownByNpm(name: string): string | undefined {
  const cli = process.env['npm_execpath'];
  const args = ['config', 'get', name];
  const [command, ...before] = cli === undefined ? ['npm'] : [process.execPath, cli];
  try {
    return execFileSync(command ?? 'npm', [...before, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch (error) {
    // It ran and refused; without a status there is no npm.
    if (typeof (error as { status?: unknown }).status === 'number') return undefined;
    throw error;
  }
}

/** The variable `npm_config_NAME`, as npm finds it: in any case, with `_` for `-`. */
function variableOfNpm(name: string): string | undefined {
  const wanted = `npm_config_${name.replaceAll('-', '_')}`;
  const [, value] = Object.entries(process.env).find(([variable]) => variable.toLowerCase() === wanted) ?? [];
  return value;
}
