import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolder } from './data-folder.ts';
import { keptPorts, keptText } from './kept-values.ts';
import type { SqliteStore } from './sqlite-store.ts';
import { MEMORY_ONLY } from './state-store.ts';

describe('the folder of a sandbox that keeps its data', () => {
  let directory: string;
  let folder: DataFolder;
  let services: SqliteStore;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sandbox-folder-spec-'));
    open();
  });
  afterEach(async () => {
    close();
    await rm(directory, { recursive: true, force: true });
  });

  const open = (): void => {
    folder = DataFolder.open(directory);
    services = folder.openServices();
  };
  const close = (): void => {
    services.close();
    folder.close();
  };
  const keys = (): string[] =>
    services
      .area('things')
      .load()
      .map(({ key }) => key);
  const blobs = (text: string) => ({ copyTo: (to: string) => writeFileSync(join(to, 'blobs'), text) });

  it('is used by one sandbox at a time', () => {
    expect(() => DataFolder.open(directory)).toThrow('in use by another sandbox');
  });

  it('restores a snapshot, and keeps what belongs to the sandbox itself', async () => {
    services.area('things').put('before', {});
    const port = { blob: 12_345 };
    await keptPorts(folder.place, '127.0.0.1', port);
    const { sizeBytes } = folder.takeSnapshot('one', services, [blobs('as they were')]);
    expect(sizeBytes).toBeGreaterThan(1000);
    services.area('things').put('after', {});
    await keptPorts(folder.place, '127.0.0.1', { blob: 23_456 });

    const { use } = folder.prepareRestore('one');
    expect(keys()).toEqual(['before', 'after']);
    services.close();
    use();
    services = folder.openServices();
    expect(keys()).toEqual(['before']);
    expect(readFileSync(join(folder.stateDirectory, 'blobs'), 'utf8')).toBe('as they were');
    expect(await keptPorts(folder.place, '127.0.0.1', { blob: 0 })).toEqual({ blob: 23_456 });
    expect((await readdir(directory)).filter((name) => name.startsWith('state-'))).toEqual(['state-2']);
    expect(folder.snapshots().map(({ name }) => name)).toEqual(['one']);
  });

  it('has the old state when it was killed between the copy and its use', () => {
    services.area('things').put('before', {});
    folder.takeSnapshot('one', services, []);
    services.area('things').put('after', {});
    folder.prepareRestore('one');
    close();
    open();
    expect(keys()).toEqual(['before', 'after']);
    expect(existsSync(join(directory, 'state-2'))).toBe(false);
  });

  it('never shows a snapshot that is not complete', () => {
    const failing = {
      copyTo: () => {
        throw new Error('no space left');
      },
    };
    expect(() => folder.takeSnapshot('one', services, [failing])).toThrow('no space left');
    expect(folder.snapshots()).toEqual([]);
    mkdirSync(join(directory, 'snapshots', '.unfinished-two'));
    close();
    open();
    expect(folder.snapshots()).toEqual([]);
    expect(existsSync(join(directory, 'snapshots', '.unfinished-two'))).toBe(false);
  });

  it('refuses a name that is taken, and one that is not there', () => {
    folder.takeSnapshot('one', services, []);
    expect(() => folder.takeSnapshot('one', services, [])).toThrow("There is a snapshot 'one'");
    expect(() => folder.prepareRestore('two')).toThrow("There is no snapshot 'two'. There are: one.");
  });

  it('makes snapshots that are folders of the same kind', () => {
    mkdirSync(join(directory, 'ca'));
    writeFileSync(join(directory, 'ca', 'ca.pem'), 'certificate');
    services.area('things').put('kept', {});
    const snapshot = folder.takeSnapshot('one', services, []);
    close();
    folder = DataFolder.open(snapshot.directory);
    services = folder.openServices();
    expect(keys()).toEqual(['kept']);
    expect(readFileSync(join(snapshot.directory, 'ca', 'ca.pem'), 'utf8')).toBe('certificate');
  });

  it('keeps ports and secrets, and gives other ones to another sandbox', async () => {
    const services5 = { a: 0, b: 0, c: 0, d: 0, e: 0 };
    const first = await keptPorts(folder.place, '127.0.0.1', services5);
    const secret = keptText(folder.place, 'secret', () => 'made once');
    close();
    open();
    expect(await keptPorts(folder.place, '127.0.0.1', services5)).toEqual(first);
    expect(keptText(folder.place, 'secret', () => 'made again')).toBe(secret);
    expect(new Set(Object.values(first)).size).toBe(5);
    for (const port of Object.values(first)) {
      expect(port).toBeGreaterThanOrEqual(20_000);
      expect(port).toBeLessThan(32_768);
    }
    expect(await keptPorts(MEMORY_ONLY, '127.0.0.1', services5)).not.toEqual(first);
  });
});
