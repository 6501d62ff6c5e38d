import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, environmentSchema, loadConfig } from '#config';
import { REQUIRED_VARIABLES } from '#config/testing';
import { ACCOUNT_KEYS } from './account-keys.ts';

/** What a connection string takes the place of. */
const INSTEAD_OF: Readonly<Record<string, string>> = {
  SERVICE_BUS_CONNECTION_STRING: 'SERVICE_BUS_NAMESPACE',
  BLOB_CONNECTION_STRING: 'BLOB_ENDPOINT',
};

function withKey(name: string): Record<string, string> {
  return { ...REQUIRED_VARIABLES, [INSTEAD_OF[name] ?? '']: '', [name]: 'top secret' };
}

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    loadConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('keys and connection strings of Azure services', () => {
  it('are all known, by their names', () => {
    const named = Object.keys(environmentSchema.shape).filter((name) => /_(KEY|CONNECTION_STRING)$/.test(name));
    // The first names a resource that takes no telemetry without a token: local authentication is off. The second is a key of the deployer's own.
    expect(named.toSorted()).toEqual(
      ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'C2PA_PRIVATE_KEY', ...ACCOUNT_KEYS].toSorted(),
    );
  });

  it.each(ACCOUNT_KEYS)('%s is refused, without its value', (name) => {
    for (const flag of [undefined, 'false']) {
      const problems = problemsOf({ ...withKey(name), ...(flag !== undefined && { ALLOW_ACCOUNT_KEYS: flag }) });
      expect(problems).toEqual([
        expect.stringMatching(new RegExp(`^${name}: keys .* are refused.*ALLOW_ACCOUNT_KEYS`)),
      ]);
      expect(problems.join()).not.toContain('top secret');
    }
  });

  it.each(ACCOUNT_KEYS)('%s is taken with ALLOW_ACCOUNT_KEYS', (name) => {
    expect(problemsOf({ ...withKey(name), ALLOW_ACCOUNT_KEYS: 'true' })).toEqual([]);
  });

  it('are no problem with ALLOW_ACCOUNT_KEYS where something else is', () => {
    expect(problemsOf({ ...withKey('SPEECH_KEY'), ALLOW_ACCOUNT_KEYS: 'true', PORT: 'no' })).toHaveLength(1);
  });

  it('do not hide in the URL of the blob service', () => {
    const problems = problemsOf({
      ...REQUIRED_VARIABLES,
      BLOB_ENDPOINT: 'https://contoso.blob.core.windows.net/?sig=x',
    });
    expect(problems).toEqual(['BLOB_ENDPOINT: must have no query: a SAS in it would be a key']);
  });

  it('leave Redis and the secrets of webhooks alone, which have no identity to take instead', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    const secrets = { REDIS_URL: 'rediss://:secret@cache:6380', WEBHOOK_SECRET_KEYS: key, RECEIPT_SIGNING_KEYS: key };
    expect(problemsOf({ ...REQUIRED_VARIABLES, ...secrets })).toEqual([]);
  });

  it('end the start of a process with 78', () => {
    const program = `const { configOfThisProcess } = await import('./libs/config/src/process-environment.ts'); configOfThisProcess(); console.log('started');`;
    const start = (env: Record<string, string>) =>
      spawnSync(
        process.execPath,
        [
          '--conditions=development',
          '--experimental-transform-types',
          '--disable-warning=ExperimentalWarning',
          '--input-type=module',
          '--eval',
          program,
        ],
        { cwd: join(import.meta.dirname, '..', '..', '..'), env, encoding: 'utf8' },
      );
    const refused = start(withKey('COSMOS_KEY'));
    expect(refused).toMatchObject({ status: 78, stdout: '' });
    expect(refused.stderr).toContain('COSMOS_KEY: keys and connection strings of Azure services are refused');
    expect(start({ ...withKey('COSMOS_KEY'), ALLOW_ACCOUNT_KEYS: 'true' })).toMatchObject({
      status: 0,
      stdout: 'started\n',
    });
  });
});
