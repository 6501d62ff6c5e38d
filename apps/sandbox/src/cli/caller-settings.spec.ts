import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONNECTIONS } from '../sandbox-environment.ts';
import { packageRoot } from '../system/package-root.ts';
import { callerSettings, notesOnSettings } from './caller-settings.ts';

const page = readFileSync(join(packageRoot(), 'docs', 'configuration.md'), 'utf8');
const documented = [...page.matchAll(/^\| `([A-Z][A-Z_]+)`/gm)].map(([, name = '']) => name);
const KEYS = /(_KEY|_CONNECTION_STRING)$|^ALLOW_ACCOUNT_KEYS$/;

describe(callerSettings.name, () => {
  it('passes on each variable of docs/configuration.md, except for those that lead to another Azure and the launcher’s own port', () => {
    expect(documented.length).toBeGreaterThan(60);
    const { environment, ignored } = callerSettings(Object.fromEntries(documented.map((name) => [name, '127.0.0.1'])));
    const notPassed = documented.filter((name) => !(name in environment));
    expect(notPassed.toSorted()).toEqual([...ignored, 'PORT'].toSorted());
    for (const name of ignored)
      expect(KEYS.test(name) || CONNECTIONS.some((connection) => connection === name)).toBe(true);
    for (const name of documented.filter((each) => KEYS.test(each))) expect(ignored).toContain(name);
  });

  it('passes on secrets of webhooks that are received, variables of the sandbox, and nothing that is not documented', () => {
    const caller = {
      HOOK_SECRETS_STUDIO: 'whsec_x',
      SANDBOX_SPEECH_JOB_MS: '10',
      AZURE_CLIENT_ID: 'x',
      EDITOR: 'vi',
      LOG_LEVEL: '',
    };
    expect(callerSettings(caller)).toEqual({
      environment: { HOOK_SECRETS_STUDIO: 'whsec_x' },
      sandboxEnvironment: { SANDBOX_SPEECH_JOB_MS: '10' },
      ignored: [],
      unknown: [],
    });
  });

  it('lets pages of the same origins call the API and upload to Blob Storage', () => {
    const { environment, sandboxEnvironment } = callerSettings({ CORS_ALLOWED_ORIGINS: 'http://localhost:5173' });
    expect(environment).toEqual({ CORS_ALLOWED_ORIGINS: 'http://localhost:5173' });
    expect(sandboxEnvironment).toEqual({ SANDBOX_CORS_ORIGINS: 'http://localhost:5173' });
  });

  it('listens where the caller says, unless a shell has set HOST to the name of the machine', () => {
    expect(callerSettings({ HOST: '0.0.0.0' }).environment).toEqual({ HOST: '0.0.0.0' });
    expect(callerSettings({ HOST: 'workstation' }).environment).toEqual({});
  });

  it('says what has no effect', () => {
    const caller = { COSMOS_ENDPOINT: 'https://x', SPEECH_KEY: 'x', LOG_LEVEL: 'debug', SANDBOX_SPEECH_JOBS_MS: '1' };
    expect(notesOnSettings(callerSettings(caller))).toEqual([
      'Not used here, since the sandbox stands in for Azure: COSMOS_ENDPOINT, SPEECH_KEY.',
      'SANDBOX_SPEECH_JOBS_MS has no effect: the sandbox has no such variable. docs/sandbox.md lists them.',
    ]);
    expect(notesOnSettings(callerSettings({ LOG_LEVEL: 'debug' }))).toEqual([]);
  });
});
