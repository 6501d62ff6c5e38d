import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_BUILDER, LOCAL_RUNTIME } from './base.ts';
import { basesToTest, defaultRuntime, knownBases, platformOf, unaskedBase } from './bases.ts';
import type { Engine, EngineName } from './engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bases-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An engine that has every image, or none. */
function engineWith(name: EngineName, hasImages: boolean): Engine {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho sha256:1\nexit ${hasImages ? 0 : 1}\n`);
  chmodSync(file, 0o755);
  return { name, environment: { ...process.env, PATH: `${folder}:${process.env['PATH']}` }, repeatable: true };
}

describe('knownBases', () => {
  it('are those that were made before', async () => {
    const made = { runtime: LOCAL_RUNTIME, builder: LOCAL_BUILDER };
    expect(await knownBases(engineWith('buildah', true), {})).toEqual(made);
    expect(await knownBases(engineWith('buildah', true), { builder: 'b' })).toEqual({ ...made, builder: 'b' });
  });

  it('are those that are named', async () => {
    expect(await knownBases(engineWith('buildah', true), { runtime: 'r' })).toEqual({ runtime: 'r' });
  });

  it('are none with docker, and where none were made', async () => {
    expect(await knownBases(engineWith('docker', true), {})).toEqual({});
    expect(await knownBases(engineWith('buildah', false), {})).toEqual({});
  });
});

describe('unaskedBase', () => {
  const made = { runtime: LOCAL_RUNTIME, builder: LOCAL_BUILDER };

  it('warns of a base made by hand that is taken by itself', () => {
    expect(unaskedBase({ base: false }, made)).toContain(`WARNING: these images are built on ${LOCAL_RUNTIME}`);
  });

  it('does not warn if the caller requested that base, or if another base is used', () => {
    expect(unaskedBase({ base: true }, made)).toBeUndefined();
    expect(unaskedBase({ base: false, runtime: LOCAL_RUNTIME }, made)).toBeUndefined();
    expect(unaskedBase({ base: false }, {})).toBeUndefined();
  });
});

describe('platformOf', () => {
  it('is that of Container Apps, whatever machine builds', () => {
    expect(platformOf(undefined, {})).toBe('linux/amd64');
    expect(platformOf(undefined, { runtime: 'gcr.io/base@sha256:1' })).toBe('linux/amd64');
    expect(platformOf('linux/arm64', {})).toBe('linux/arm64');
  });

  it('is the machine’s own on the base that is made by hand', () => {
    expect(platformOf(undefined, { runtime: LOCAL_RUNTIME })).toBeUndefined();
    expect(() => platformOf('linux/arm64', { runtime: LOCAL_RUNTIME })).toThrow('leave out --platform');
  });
});

describe('basesToTest', () => {
  it('are made where there are none', async () => {
    const expected = { runtime: LOCAL_RUNTIME, buildArguments: ['--base'] };
    expect(await basesToTest(engineWith('buildah', false), {})).toEqual(expected);
  });

  it('are those that were made before', async () => {
    const buildArguments = ['--runtime', LOCAL_RUNTIME, '--builder', LOCAL_BUILDER];
    expect(await basesToTest(engineWith('podman', true), {})).toEqual({ runtime: LOCAL_RUNTIME, buildArguments });
  });

  it('are those that are named', async () => {
    const expected = { runtime: 'r', buildArguments: ['--runtime', 'r', '--builder', 'b'] };
    expect(await basesToTest(engineWith('buildah', false), { runtime: 'r', builder: 'b' })).toEqual(expected);
  });

  it('are the Dockerfile’s with docker', async () => {
    expect(await basesToTest(engineWith('docker', false), {})).toEqual({ buildArguments: [] });
  });
});

describe('defaultRuntime', () => {
  it('is that of ARG RUNTIME', () => {
    expect(defaultRuntime('# The base.\nARG RUNTIME=example.org/node:24\nARG BUILDER=x\n')).toBe('example.org/node:24');
  });

  it('is an error without one', () => {
    expect(() => defaultRuntime('ARG RUNTIME\nFROM x')).toThrow('no ARG RUNTIME');
  });
});
