import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { environmentFile } from '../../apps/sandbox/src/cli/environment-file.ts';
import { Command } from '../support/commands.ts';

const START_TIMEOUT_MS = 60_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-command-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('npm run sandbox', () => {
  it('runs Azure alone, tells clients how to reach it, and stops on Ctrl-C with all that it wrote, except for the data', async () => {
    const file = join(folder, 'sandbox.env');
    const data = join(folder, 'data');
    await using command = new Command('sandbox', ['--write-env', file, '--data', data]);
    await vi.waitFor(() => expect(command.output).toContain('Ctrl-C stops it'), { timeout: START_TIMEOUT_MS });
    const variables = { ...parseEnv(await readFile(file, 'utf8')) } as Record<string, string>;
    for (const line of environmentFile(variables).trimEnd().split('\n')) expect(command.output).toContain(line);
    expect(command.output).toContain(variables['NODE_EXTRA_CA_CERTS']);
    expect(variables['SSL_CERT_FILE']).toBe(variables['NODE_EXTRA_CA_CERTS']);

    const control = await fetch(variables['SANDBOX_CONTROL_URL'] ?? '');
    expect(await control.json()).toMatchObject({ endpoints: { blob: variables['BLOB_ENDPOINT'] } });
    const identity = new URL(variables['IDENTITY_ENDPOINT'] ?? '');
    identity.search = new URLSearchParams({
      'api-version': '2019-08-01',
      resource: 'https://storage.azure.com',
    }).toString();
    const token = await fetch(identity, { headers: { 'x-identity-header': variables['IDENTITY_HEADER'] ?? '' } });
    expect(await token.json()).toHaveProperty('access_token');

    command.interrupt();
    expect(await command.done).toMatchObject({ code: 0 });
    expect(existsSync(file)).toBe(false);
    expect(command.output).toContain(`Everything stays in ${data}`);
    expect(existsSync(join(data, 'sandbox.sqlite'))).toBe(true);
    expect(variables['NODE_EXTRA_CA_CERTS']).toContain(data);
    await expect(fetch(variables['SANDBOX_CONTROL_URL'] ?? '')).rejects.toThrow();
  });

  it('says what is wrong when it cannot start', async () => {
    await using command = new Command('sandbox', [], { SANDBOX_BLOB_PORT: 'x' });
    const { code, output } = await command.done;
    expect(code).toBe(1);
    expect(output).toContain('SANDBOX_BLOB_PORT');
  });
});
