import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { npmSettings, withVariables } from './npm-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-settings-'));
  // In the place of npm: it knows of one file.
  const npm = join(folder, 'npm.cjs');
  const userConfig = join(folder, 'npmrc');
  writeFileSync(npm, `console.log(process.argv[4] === 'userconfig' ? ${JSON.stringify(userConfig)} : 'undefined');`);
  vi.stubEnv('npm_execpath', npm);
  vi.stubEnv('NODE_EXTRA_CA_CERTS', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('the npm settings of a build', () => {
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
