import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteStore } from './sqlite-store.ts';

describe('the store of what the sandbox keeps', () => {
  let folder: string;
  let file: string;
  const open: SqliteStore[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-store-spec-'));
    file = join(folder, 'state.sqlite');
  });
  afterEach(async () => {
    for (const store of open.splice(0)) store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const opened = (path = file): SqliteStore => {
    const store = new SqliteStore(path);
    open.push(store);
    return store;
  };
  const reopened = (): SqliteStore => {
    for (const store of open.splice(0)) store.close();
    return opened();
  };

  it('gives records back in the order in which they came, with their latest fields and bytes', () => {
    const area = opened().area<{ count: number }>('things');
    area.put('b', { count: 1 }, Buffer.from([0, 255]));
    area.put('a', { count: 2 });
    area.put('b', { count: 3 });
    area.put('gone', { count: 4 });
    area.delete('gone');
    expect(reopened().area('things').load()).toEqual([
      { key: 'b', fields: { count: 3 }, body: Buffer.from([0, 255]) },
      { key: 'a', fields: { count: 2 }, body: undefined },
    ]);
  });

  it('keeps areas apart', () => {
    const store = opened();
    store.area('one').put('key', { is: 1 });
    store.area('two').put('key', { is: 2 });
    store.area('two').delete('key');
    expect(store.area('one').load()).toHaveLength(1);
    expect(store.area('two').load()).toEqual([]);
  });

  it('keeps what was written before work threw, and goes on', () => {
    const store = opened();
    const area = store.area('things');
    const work = () => {
      store.atomically(() => area.put('a', {}));
      throw new Error('on purpose');
    };
    expect(() => store.atomically(work)).toThrow('on purpose');
    area.put('b', {});
    expect(reopened().area('things').load()).toHaveLength(2);
  });

  it('takes all writes of one piece of work or none when the process is killed', async () => {
    // The child kills itself in the middle of its second piece of work.
    const script = `
      import { SqliteStore } from ${JSON.stringify(join(import.meta.dirname, 'sqlite-store.ts'))};
      const store = new SqliteStore(process.argv[1]);
      const area = store.area('things');
      store.atomically(() => { area.put('a', {}); area.put('b', {}); });
      area.put('c', {});
      store.atomically(() => { area.put('d', {}); process.kill(process.pid, 'SIGKILL'); while (true); });`;
    const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning', '--input-type=module'];
    const child = spawn(process.execPath, [...flags, '-e', script, file], { stdio: ['ignore', 'inherit', 'inherit'] });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    const keys = opened()
      .area('things')
      .load()
      .map(({ key }) => key);
    expect(keys).toEqual(['a', 'b', 'c']);
  });

  it.skipIf(process.platform === 'win32')('is for the user who made it alone: there are keys in it', async () => {
    opened().area('things').put('a', {});
    const modes = (await readdir(folder)).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it('refuses a second sandbox on the same file, and says so', () => {
    opened();
    expect(() => opened()).toThrow('in use by another sandbox');
  });

  it('refuses a file of another layout', () => {
    const other = new DatabaseSync(file);
    other.exec('PRAGMA user_version = 99');
    other.close();
    expect(() => opened()).toThrow('has layout 99');
  });

  it('takes nothing more after a write that failed', () => {
    const store = opened();
    const area = store.area('things');
    store.close();
    expect(() => area.put('a', {})).toThrow('takes no more');
    expect(() => store.atomically(() => area.put('b', {}))).toThrow('takes no more');
  });

  it('copies itself as it is at that moment', () => {
    const store = opened();
    const area = store.area('things');
    area.put('before', {});
    store.copyTo(join(folder, 'copy.sqlite'));
    area.put('after', {});
    const copied = opened(join(folder, 'copy.sqlite')).area('things').load();
    expect(copied.map(({ key }) => key)).toEqual(['before']);
  });
});
