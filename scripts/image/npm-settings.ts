import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the caller may have set beside files: in the environment, or for this command. */
const SETTINGS = ['registry', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl'] as const;
/** Where the Dockerfile mounts the certificate authorities. */
const MOUNTED_AUTHORITIES = '/run/npm/ca.pem';

export interface NpmSettings {
  /** Arguments that mount them while npm runs in the build. */
  readonly secrets: readonly string[];
  remove(): void;
}

/**
 * The caller's npm settings as two files that are mounted while npm runs in the build and are in no layer: the lines of its `.npmrc` files
 * with what else it has set, and its certificate authorities.
 */
export function npmSettings(): NpmSettings {
  const folder = mkdtempSync(join(tmpdir(), 'image-npm-'));
  chmodSync(folder, 0o700);
  const lines: string[] = [];
  for (const file of settingsFiles()) {
    if (existsSync(file)) lines.push(...readFileSync(file, 'utf8').split('\n'));
  }
  for (const name of SETTINGS) {
    const value = configured(name);
    if (value !== undefined) lines.push(`${name}=${value}`);
  }
  const authorities = configured('cafile') ?? process.env['NODE_EXTRA_CA_CERTS'];
  const hasAuthorities = authorities !== undefined && existsSync(authorities);
  const kept = lines.filter((line) => !/^\s*(cafile|prefix|cache|userconfig|globalconfig)\s*=/.test(line));
  if (hasAuthorities) kept.push(`cafile=${MOUNTED_AUTHORITIES}`);
  const npmrc = join(folder, 'npmrc');
  const ca = join(folder, 'ca.pem');
  writeFileSync(npmrc, `${kept.join('\n')}\n`, { mode: 0o600 });
  writeFileSync(ca, hasAuthorities ? readFileSync(authorities) : '', { mode: 0o600 });
  return {
    secrets: ['--secret', `id=npmrc,src=${npmrc}`, '--secret', `id=npm-ca,src=${ca}`],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The machine's and the user's; the project's own is part of the build. */
function settingsFiles(): string[] {
  return [...new Set(['/etc/npmrc', configured('globalconfig'), configured('userconfig')])].filter(
    (file) => file !== undefined,
  );
}

/** @returns undefined for what is not set, and for what npm does not show */
function configured(name: string): string | undefined {
  const cli = process.env['npm_execpath'];
  const args = ['config', 'get', name];
  const [command, ...before] = cli === undefined ? ['npm'] : [process.execPath, cli];
  const value = execFileSync(command ?? 'npm', [...before, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  return value === '' || value === 'null' || value === 'undefined' ? undefined : value;
}
