import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { npmSettings, proxiesOfEnvironment, withVariables } from './npm-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-settings-'));
  // In the place of npm: it knows of one file, and refuses to show what holds a password.
  const npm = join(folder, 'npm.cjs');
  const userConfig = join(folder, 'npmrc');
  writeFileSync(
    npm,
    `const [, , , , name] = process.argv;
const value = process.env['npm_config_' + name.replace('-', '_')] ?? process.env['NPM_CONFIG_' + name.toUpperCase()];
if (/:.*@/.test(value ?? '')) process.exit(1);
console.log(name === 'userconfig' ? ${JSON.stringify(userConfig)} : (value ?? 'undefined'));`,
  );
  for (const name of Object.keys(process.env)) {
    if (/^npm_config_|^(?:https?_|no_)?proxy$/i.test(name)) vi.stubEnv(name, undefined);
  }
  vi.stubEnv('npm_execpath', npm);
  vi.stubEnv('NODE_EXTRA_CA_CERTS', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** What is mounted as the settings. */
function mounted(): string {
  const settings = npmSettings();
  try {
    return readFileSync(/src=(.*)$/.exec(settings.secrets[1] ?? '')?.[1] ?? '', 'utf8');
  } finally {
    settings.remove();
  }
}

describe('the npm settings of a build', () => {
  it('have what npm refuses to show, since it holds a password, from the environment', () => {
    vi.stubEnv('NPM_CONFIG_REGISTRY', 'https://user:secret@registry.example/');
    vi.stubEnv('npm_config_https_proxy', 'http://user:a#b@proxy.example:3128');
    const text = mounted();
    expect(text).toContain('registry=https://user:secret@registry.example/\n');
    expect(text).toContain('https-proxy="http://user:a#b@proxy.example:3128"\n');
  });

  it('have the proxy of the environment, which the build does not see', () => {
    vi.stubEnv('HTTPS_PROXY', 'http://user:secret@proxy.example:3128');
    vi.stubEnv('NO_PROXY', 'localhost,.example');
    expect(mounted()).toContain('https-proxy=http://user:secret@proxy.example:3128\nnoproxy=localhost,.example\n');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'error'] as const)(
    'are gone after a build that ended by %s',
    async (end) => {
      const temporary = join(folder, 'tmp');
      mkdirSync(temporary);
      const module = pathToFileURL(join(import.meta.dirname, 'npm-settings.ts')).href;
      const last = { exit: 'process.exit(3)', error: "throw new Error('planted')" }[end as string] ?? '';
      const script = `import { npmSettings } from ${JSON.stringify(module)};
npmSettings();
console.log('ready');
setInterval(() => undefined, 1000);
process.stdin.once('data', () => { ${last} });`;
      const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
      const build = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        env,
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const closed = once(build, 'close');
      await Promise.race([once(build.stdout, 'data'), closed]);
      expect(readdirSync(temporary)).toEqual([expect.stringMatching(/^image-npm-/)]);
      if (last === '') build.kill(end as NodeJS.Signals);
      else build.stdin.write('end');
      expect(await closed).toEqual(last === '' ? [null, end] : [end === 'exit' ? 3 : 1, null]);
      expect(readdirSync(temporary)).toEqual([]);
    },
  );

  it('have the token that the caller names by a variable, in a file that nobody else can read', () => {
    writeFileSync(join(folder, 'npmrc'), '//registry.example/:_authToken=${NODE_AUTH_TOKEN}\nalways-auth=true\n');
    vi.stubEnv('NODE_AUTH_TOKEN', 'npm_token==');
    const settings = npmSettings();
    const file = /src=(.*)$/.exec(settings.secrets[1] ?? '')?.[1] ?? expect.fail('there is no file');
    expect(readFileSync(file, 'utf8')).toContain('//registry.example/:_authToken=npm_token==\nalways-auth=true\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(settings.secrets.join(' ')).not.toContain('npm_token');
    settings.remove();
    expect(existsSync(file)).toBe(false);
  });
});

describe('a line of an .npmrc file', () => {
  const environment = { TOKEN: 'abc', HOST: 'registry.example', ODD: 'a;b#c"' };

  it.each([
    ['_authToken=${TOKEN}', '_authToken=abc'],
    ['//${HOST}/:_authToken = ${TOKEN}', '//registry.example/:_authToken = abc'],
    ['_authToken="${TOKEN}"', '_authToken="abc"'],
    ['_auth=${TOKEN}-${HOST}', '_auth=abc-registry.example'],
    ['_auth=${MISSING?}${TOKEN?}', '_auth=abc'],
    ['_authToken=${ODD}', String.raw`_authToken="a;b#c\""`],
    // For npm to say that it is missing.
    ['_authToken=${MISSING}', '_authToken=${MISSING}'],
    // Text, which npm takes the backslash from.
    [String.raw`_authToken=\${TOKEN}`, String.raw`_authToken=\${TOKEN}`],
    ['; _authToken=${TOKEN}', '; _authToken=${TOKEN}'],
    ['save-exact=true ; as we do', 'save-exact=true ; as we do'],
    ['', ''],
  ])('%s becomes %s', (line, expected) => {
    expect(withVariables(line, environment)).toBe(expected);
  });
});

describe('proxies of the environment', () => {
  const PROXY = 'http://proxy.example:3128';

  it.each([
    ['for https', { https_proxy: PROXY }, [], [`https-proxy=${PROXY}`]],
    [
      'for http, where the registry has no TLS',
      { HTTP_PROXY: PROXY },
      ['registry=http://r.example/'],
      [`https-proxy=${PROXY}`],
    ],
    ['but not for http, where it has', { HTTP_PROXY: PROXY }, ['registry=https://r.example/'], []],
    ['but not where npm has one of its own', { HTTPS_PROXY: PROXY }, ['proxy = http://own.example'], []],
    ['with exceptions', { NO_PROXY: 'localhost' }, [], ['noproxy=localhost']],
    ['but no exceptions where npm has its own', { NO_PROXY: 'localhost' }, ['noproxy=.example'], []],
    ['that are not empty', { HTTPS_PROXY: '', NO_PROXY: '' }, [], []],
  ])('are set %s', (_, environment, lines, expected) => {
    expect(proxiesOfEnvironment(lines, environment)).toEqual(expected);
  });
});
