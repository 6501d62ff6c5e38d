import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.ts';
import { environmentOf } from './compose-files.ts';
import { COMPOSE_FILES } from './containers.ts';

const HOME = join(import.meta.dirname, '..', '..');

/** The sandbox as a compose file starts it, but in a folder and at ports of its own. */
describe.each(COMPOSE_FILES)('with the settings of %s the sandbox', (file) => {
  const text = readFileSync(join(HOME, file), 'utf8');
  const { SANDBOX_IDENTITY_HEADER: identityHeader, SANDBOX_DATA_DIR: volume = '' } = environmentOf(text, 'sandbox');
  const deployables = ['api', 'worker'] as const;
  let folder: string;
  let sandbox: Sandbox;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compose-sandbox-'));
    sandbox = await startSandbox({ dataDirectory: folder, blobPersistence: 'memory', identityHeader });
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(deployables)('writes its certificate authority where the %s reads it', (name) => {
    const { NODE_EXTRA_CA_CERTS: path = '' } = environmentOf(text, name);
    const below = posix.relative(volume, path);
    expect(below).not.toMatch(/^$|^\.\./);
    const expected = readFileSync(sandbox.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8');
    expect(readFileSync(join(folder, below), 'utf8')).toBe(expected);
    expect(readFileSync(join(HOME, 'docker', 'README.md'), 'utf8')).toContain(`\`${path}\``);
  });

  it.each(deployables)('knows the %s by its own managed identity', (name) => {
    expect(environmentOf(text, name)).toMatchObject(sandbox.deployables[name]);
    expect(environmentOf(text, name)['IDENTITY_HEADER']).not.toBe(identityHeader);
  });
});
