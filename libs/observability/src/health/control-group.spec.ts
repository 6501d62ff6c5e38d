import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readControlGroup } from './control-group.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'control-group-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function read(membership: string, files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, 'fs', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  await writeFile(join(root, 'membership'), membership);
  return readControlGroup({ root: join(root, 'fs'), membership: join(root, 'membership') });
}

describe(readControlGroup, () => {
  it('reads version 2, whose root is the container', async () => {
    const found = await read('0::/\n', {
      'cgroup.controllers': 'cpu memory\n',
      'memory.current': '900\n',
      'memory.max': '1000\n',
      'memory.stat': 'anon 500\ninactive_file 300\nactive_file 100\n',
      'cpu.max': '50000 100000\n',
    });
    expect(found).toEqual({ usedBytes: 600, limitBytes: 1_000, limitCpus: 0.5 });
  });

  it('finds no limit where version 2 says max', async () => {
    const found = await read('0::/\n', {
      'cgroup.controllers': '',
      'memory.current': '900',
      'memory.max': 'max\n',
      'cpu.max': 'max 100000\n',
    });
    expect(found).toEqual({ usedBytes: 900 });
  });

  it('reads the group of the process where version 2 shows all groups', async () => {
    const found = await read('0::/system.slice/voice\n', {
      'cgroup.controllers': 'memory\n',
      'system.slice/voice/memory.current': '7\n',
      'system.slice/voice/memory.max': '70\n',
    });
    expect(found).toEqual({ usedBytes: 7, limitBytes: 70 });
  });

  it('reads version 1', async () => {
    const found = await read('4:memory:/docker/abc\n1:cpu,cpuacct:/docker/abc\n', {
      'memory/docker/abc/memory.usage_in_bytes': '800\n',
      'memory/docker/abc/memory.limit_in_bytes': '1000\n',
      'memory/docker/abc/memory.stat': 'inactive_file 1\ntotal_inactive_file 300\n',
      'cpu/docker/abc/cpu.cfs_quota_us': '200000\n',
      'cpu/docker/abc/cpu.cfs_period_us': '100000\n',
    });
    expect(found).toEqual({ usedBytes: 500, limitBytes: 1_000, limitCpus: 2 });
  });

  it('finds no limit where version 1 gives the largest number, and -1', async () => {
    const found = await read('4:memory:/elsewhere\n', {
      'memory/memory.usage_in_bytes': '800\n',
      'memory/memory.limit_in_bytes': '9223372036854771712\n',
      'cpu/cpu.cfs_quota_us': '-1\n',
      'cpu/cpu.cfs_period_us': '100000\n',
    });
    expect(found).toEqual({ usedBytes: 800 });
  });

  it('knows nothing where there are no control groups', async () => {
    expect(await read('', {})).toEqual({});
  });
});
