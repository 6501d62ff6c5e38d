import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContainerOptions, describeContainer, type UnpackedImage } from './container.ts';

interface Description {
  root: { readonly: boolean };
  process: {
    user: object;
    capabilities: Record<string, string[]>;
    noNewPrivileges: boolean;
    env: string[];
    args: string[];
  };
  mounts: { destination: string; type: string; options?: string[] }[];
  linux: { resources: { memory: object; cpu: object }; namespaces: { type: string }[] };
}

const image: UnpackedImage = {
  rootfs: '/images/api',
  command: ['/nodejs/bin/node', '/app/bundle/start.js'],
  environment: { NODE_ENV: 'production', PORT: '3000' },
  user: { uid: 65_532, gid: 65_532 },
  workingDirectory: '/tmp',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'container-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function described(options: Partial<ContainerOptions> = {}): { command: string[]; description: Description } {
  const command = describeContainer({
    id: 'api-1',
    image,
    limits: { cpus: 0.5, memoryMb: 1024, tmpMb: 64 },
    environment: { PORT: '0' },
    folder,
    ...options,
  });
  return {
    command,
    description: JSON.parse(readFileSync(join(folder, 'api-1', 'config.json'), 'utf8')) as Description,
  };
}

describe('describeContainer', () => {
  it('takes root, capabilities, new privileges and a writable root away', () => {
    const { root, process } = described().description;
    expect(root.readonly).toBe(true);
    expect(process.user).toEqual({ uid: 65_532, gid: 65_532 });
    expect(process.noNewPrivileges).toBe(true);
    expect(Object.values(process.capabilities).flat()).toEqual([]);
    expect(Object.keys(process.capabilities)).toHaveLength(5);
  });

  it('lets /tmp alone be written, up to its size', () => {
    const { mounts } = described({ mounts: [{ from: '/ca.pem', to: '/run/ca.pem' }] }).description;
    const open = mounts.filter(({ options = [] }) => options.includes('mode=1777') || options.includes('rw'));
    expect(open.map(({ destination }) => destination)).toEqual(['/tmp']);
    expect(open[0]?.options).toContain('size=64m');
    expect(mounts.find(({ destination }) => destination === '/run/ca.pem')?.options).toContain('ro');
  });

  it('limits memory and processor time', () => {
    const { resources } = described().description.linux;
    expect(resources.memory).toEqual({ limit: 1024 ** 3, swap: 1024 ** 3 });
    expect(resources.cpu).toEqual({ quota: 50_000, period: 100_000 });
  });

  it('starts what the image starts, with the given variables over those of the image', () => {
    const { command, description } = described();
    expect(description.process.args).toEqual(image.command);
    expect(description.process.env).toEqual(['NODE_ENV=production', 'PORT=0']);
    expect(command.slice(0, 4)).toEqual(['setpriv', '--pdeathsig', 'TERM', 'runc']);
    expect(command).not.toContain('--preserve-fds');
    expect(described({ channel: true }).command).toContain('--preserve-fds');
  });

  it.each([
    { uid: 0, gid: 0 },
    { uid: 65_532, gid: 0 },
  ])('refuses an image that runs as $uid:$gid', (user) => {
    expect(() => described({ image: { ...image, user } })).toThrow(/runs as/);
  });
});
