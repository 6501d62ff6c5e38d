import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildArguments, findEngine } from './engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engines-'));
  vi.stubEnv('PATH', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program of this name that prints a text and ends with a code. */
function program(name: string, text: string, code = 0): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "${text}"\nexit ${code}\n`);
  chmodSync(file, 0o755);
}

describe('findEngine', () => {
  it('takes the first that works', async () => {
    program('docker', '28.2.2');
    program('buildah', 'host: …');
    expect((await findEngine()).name).toBe('docker');
  });

  it('passes over a docker client whose engine does not answer', async () => {
    program('docker', '');
    program('podman', 'no', 125);
    program('buildah', 'host: …');
    const engine = await findEngine();
    expect(engine.name).toBe('buildah');
    expect(engine.environment).toMatchObject({ STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' });
  });

  it('says of each why it does not work', async () => {
    program('podman', 'no', 125);
    await expect(findEngine()).rejects.toThrow(
      /docker: is not installed\n {2}podman: .*\n {2}buildah: is not installed/,
    );
  });
});

describe('buildArguments', () => {
  it.each(['docker', 'podman', 'buildah'] as const)('leaves the time of the build out of an image by %s', (name) => {
    expect(buildArguments({ name, environment: {} }, 'x').join(' ')).toMatch(/SOURCE_DATE_EPOCH=0|--timestamp 0/);
  });
});
