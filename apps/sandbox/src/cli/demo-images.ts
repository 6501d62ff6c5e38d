import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../system/package-root.ts';
import { PART_LIMITS, type SystemImages } from '../system/system-containers.ts';
import type { VoiceSystem } from '../system/voice-system.ts';
import type { Progress } from './progress.ts';

/** The images that `npm run image` has built, unpacked. @throws Error when there are none, or this user may not run containers */
export async function unpackedImages(progress: Progress): Promise<SystemImages> {
  if (process.getuid?.() !== 0) throw new Error('--images needs root: runc makes control groups and mounts.');
  progress.begin('Unpack the images');
  const script = join(packageRoot(), 'scripts', 'image', 'unpack.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(stdout) as SystemImages;
}

/**
 * Ends the containers as a platform does, and says what they were allowed.
 * @throws Error when one did not end with 0, or tried to write outside of `/tmp`
 */
export async function endContainers(system: VoiceSystem): Promise<void> {
  const deployables = [...system.apis, ...system.workers];
  await system.stop({ keepLogs: true });
  for (const container of [...deployables, system.sandbox]) {
    const code = await container.exited;
    if (code !== 0) throw new Error(`the container ${container.name} ended with ${code}`);
  }
  const refused = system.containers?.refusedWrites() ?? [];
  if (refused.length > 0) throw new Error(`something was written outside of /tmp:\n${refused.join('\n')}`);
  const limits = Object.entries(PART_LIMITS).map(
    ([part, { cpus, memoryMb, tmpMb }]) => `${part} ${cpus} CPU, ${memoryMb} MiB, /tmp ${tmpMb} MiB`,
  );
  console.log(
    `\n  Ran from the images by runc, as user 65532 without capabilities, on read-only roots: ${limits.join('; ')}.`,
  );
}
