import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildArguments, findEngine, hasImage } from './engine.ts';

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
  script(name, `echo "${text}"\nexit ${code}`);
}

function script(name: string, lines: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
}

describe('findEngine', () => {
  it('takes the first that works', async () => {
    program('docker', '28.2.2');
    program('buildah', 'host: …');
    expect((await findEngine()).name).toBe('docker');
  });

  it.each([
    ['docker', false],
    ['docker-container', true],
  ])('says whether the driver %s of docker builds the same twice', async (driver, repeatable) => {
    script('docker', `case "$1" in info) echo 29.0.1 ;; buildx) printf 'Name:   x\\nDriver: ${driver}\\n' ;; esac`);
    expect(await findEngine()).toMatchObject({ name: 'docker', repeatable });
  });

  it('expects nothing of a docker without buildx', async () => {
    script('docker', `[ "$1" = info ] && echo 29.0.1`);
    expect(await findEngine()).toMatchObject({ name: 'docker', repeatable: false });
  });

  it('passes over a docker client whose engine does not answer', async () => {
    program('docker', '');
    program('podman', 'no', 125);
    program('buildah', 'host: …');
    const engine = await findEngine();
    expect(engine.name).toBe('buildah');
    expect(engine.repeatable).toBe(true);
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
    expect(buildArguments({ name, environment: {}, repeatable: true }, 'x').join(' ')).toMatch(
      /SOURCE_DATE_EPOCH=0 .*rewrite-timestamp=true|--timestamp 0/,
    );
  });

  it.each(['docker', 'podman', 'buildah'] as const)('names the platform to build for to %s', (name) => {
    const engine = { name, environment: {}, repeatable: true };
    expect(buildArguments(engine, 'x', { platform: 'linux/amd64' }).join(' ')).toContain('--platform linux/amd64');
    expect(buildArguments(engine, 'x')).not.toContain('--platform');
  });

  it('asks only a builder that can for one time in all files', () => {
    const engine = { name: 'docker', environment: {}, repeatable: false } as const;
    expect(buildArguments(engine, 'x')).toContain('type=docker,name=x');
  });
});

describe('hasImage', () => {
  it.each(['docker', 'buildah'] as const)('tells of %s whether it has an image', async (name) => {
    script(name, `for last; do :; done\n[ "$last" = here ] && echo sha256:1`);
    const engine = { name, environment: process.env, repeatable: true };
    expect(await hasImage(engine, 'here')).toBe(true);
    expect(await hasImage(engine, 'absent')).toBe(false);
  });

  it.each(['docker', 'buildah'] as const)('tells of %s whether it has an image of a platform', async (name) => {
    script(name, `for last; do :; done\n[ "$last" = here ] && echo linux/arm64`);
    const engine = { name, environment: process.env, repeatable: true };
    expect(await hasImage(engine, 'here', 'linux/arm64')).toBe(true);
    expect(await hasImage(engine, 'here', 'linux/amd64')).toBe(false);
    expect(await hasImage(engine, 'absent', 'linux/arm64')).toBe(false);
  });
});
