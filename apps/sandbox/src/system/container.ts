import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** An image that is unpacked into a folder, and how it starts; from scripts/image/unpack.ts. */
export interface UnpackedImage {
  readonly rootfs: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly workingDirectory: string;
}

export interface ContainerLimits {
  readonly memoryMb: number;
  /** Processor time, in processors. */
  readonly cpus: number;
  /** Of `/tmp`, the only place that can be written; its files count as memory. */
  readonly tmpMb: number;
}

export interface BindMount {
  readonly from: string;
  /** Below `/run`. */
  readonly to: string;
  readonly writable?: boolean;
}

export interface ContainerOptions {
  /** Unique on this machine, and the name of the container's control group. */
  readonly id: string;
  readonly image: UnpackedImage;
  readonly limits: ContainerLimits;
  /** Variables beside those of the image. */
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts?: readonly BindMount[];
  /** Whether its process talks with the one that starts it, by Node's channel at file descriptor 3. */
  readonly channel?: boolean;
  /** Where the run-time's description of it goes. */
  readonly folder: string;
}

/** The user that the images are made for. */
const USER_ID = 65_532;
const CPU_PERIOD_US = 100_000;
const MAX_PIDS = 256;
const MIB = 1024 * 1024;

/**
 * Describes a container for runc (OCI runtime specification) with all that a careful platform takes from it: another user than root, a
 * root that cannot be written, no capabilities, no new privileges, limits. It shares the network of the program that
 * starts it, for loopback: the demonstration runs in one that has nothing else.
 * @returns the command that runs it, in the foreground: signals are passed on, and it ends with its parent
 */
export function describeContainer(options: ContainerOptions): string[] {
  const { image, limits } = options;
  if (image.user.uid !== USER_ID || image.user.gid !== USER_ID) {
    throw new Error(`the image runs as ${image.user.uid}:${image.user.gid} and not as ${USER_ID}`);
  }
  const bundle = join(options.folder, options.id);
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(configuration(options, limits), null, 2));
  // Without it a launcher that is killed leaves its containers running.
  const untilParentEnds = ['setpriv', '--pdeathsig', 'TERM'];
  const channel = options.channel === true ? ['--preserve-fds', '1'] : [];
  return [...untilParentEnds, 'runc', 'run', ...channel, '--bundle', bundle, options.id];
}

const CHANNEL = { NODE_CHANNEL_FD: '3', NODE_CHANNEL_SERIALIZATION_MODE: 'json' };

function configuration(options: ContainerOptions, limits: ContainerLimits): object {
  const { id, image, environment, mounts = [] } = options;
  const none = { bounding: [], effective: [], inheritable: [], permitted: [], ambient: [] };
  const variables = { ...image.environment, ...environment, ...(options.channel === true ? CHANNEL : {}) };
  return {
    ociVersion: '1.0.2',
    hostname: id,
    process: {
      terminal: false,
      user: image.user,
      args: image.command,
      env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      cwd: image.workingDirectory,
      capabilities: none,
      noNewPrivileges: true,
    },
    root: { path: image.rootfs, readonly: true },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      tmpfs('/dev', 'mode=755', 'size=64k'),
      tmpfs('/run', 'nodev', 'mode=755', 'size=64k'),
      tmpfs('/tmp', 'nodev', 'mode=1777', `size=${limits.tmpMb}m`),
      ...mounts.map(({ from, to, writable }) => ({
        destination: to,
        type: 'bind',
        source: from,
        options: ['bind', writable === true ? 'rw' : 'ro', 'nosuid', 'nodev', 'noexec'],
      })),
    ],
    linux: {
      namespaces: ['pid', 'mount', 'ipc', 'uts'].map((type) => ({ type })),
      cgroupsPath: `/${id}`,
      resources: {
        devices: [{ allow: false, access: 'rwm' }],
        memory: { limit: limits.memoryMb * MIB, swap: limits.memoryMb * MIB },
        cpu: { quota: Math.round(limits.cpus * CPU_PERIOD_US), period: CPU_PERIOD_US },
        pids: { limit: MAX_PIDS },
      },
      maskedPaths: ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/proc/sched_debug', '/sys/firmware'],
      readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
    },
  };
}

function tmpfs(destination: string, ...options: string[]): object {
  return { destination, type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'noexec', ...options] };
}

/** Kills what is left of a container and forgets it; one that has ended by itself is gone already. */
export async function removeContainer(id: string): Promise<void> {
  await promisify(execFile)('runc', ['delete', '--force', id]);
}
