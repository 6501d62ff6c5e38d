import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeContainer, removeContainer, type UnpackedImage } from '../../apps/sandbox/src/system/container.ts';
import { ManagedProcess, saysWhereItListens } from '../../apps/sandbox/src/system/managed-process.ts';
import { UNCONNECTED } from '../../scripts/image/unconnected.ts';

const LIMITS = { cpus: 1, memoryMb: 1024, tmpMb: 64 };
const USER_ID = 65_532;

/**
 * Runs a deployable on a copy of its root that belongs to it and can be written: what it would write on a root that cannot be, and say
 * nothing about, is there afterwards.
 */
export async function writesOf(part: 'api' | 'worker', image: UnpackedImage): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'image-writes-'));
  const id = `voice-writes-${process.pid}-${part}`;
  const rootfs = join(folder, 'rootfs');
  try {
    execFileSync('cp', ['--archive', image.rootfs, rootfs]);
    execFileSync('chown', ['--recursive', '--no-dereference', `${USER_ID}:${USER_ID}`, rootfs]);
    const environment = UNCONNECTED;
    const command = describeContainer({ id, image: { ...image, rootfs }, limits: LIMITS, environment, folder });
    letRootBeWritten(join(folder, id, 'config.json'));
    const marker = join(folder, 'before');
    writeFileSync(marker, '');
    const own = { PATH: process.env['PATH'] ?? '' };
    const child = new ManagedProcess({
      name: part,
      entry: '',
      command,
      environment: own,
      logFile: join(folder, 'log'),
    });
    await child.logged(saysWhereItListens);
    const code = await child.stop(30_000);
    if (code !== 0) throw new Error(`${part} ended with ${code}`);
    return (
      execFileSync('find', [rootfs, '-newercm', marker, '-not', '-type', 'd'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line !== '')
        .map((file) => file.slice(rootfs.length))
        // Node itself keeps what it compiled since, where it can.
        .filter((file) => !file.startsWith('/app/compile-cache/'))
    );
  } finally {
    await removeContainer(id);
    rmSync(folder, { recursive: true, force: true });
  }
}

function letRootBeWritten(file: string): void {
  const description = JSON.parse(readFileSync(file, 'utf8')) as { root: { readonly: boolean } };
  description.root.readonly = false;
  writeFileSync(file, JSON.stringify(description));
}
