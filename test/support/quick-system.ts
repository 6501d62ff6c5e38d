import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mainFiles } from './bundles.ts';
import { type SystemOptions, VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';

/** How often the worker asks about jobs at Azure, ms. */
export const POLL_MS = 150;
/** How long a consent, a voice or a batch takes at the sandbox's Azure AI Speech at least, ms: longer than until the first question. */
export const SPEECH_JOB_MS = 250;

/** Starts a system that does not take the seconds that Azure takes for its jobs. A test that needs a job to be running holds it by a fault. */
export async function startQuickSystem(options: SystemOptions = {}): Promise<VoiceSystem> {
  const system = await VoiceSystem.start({
    mainFiles: mainFiles(),
    ...options,
    environment: { SPEECH_POLL_MS: String(POLL_MS), BATCH_POLL_MS: String(POLL_MS), ...options.environment },
    sandboxEnvironment: {
      SANDBOX_SPEECH_JOB_MS: String(SPEECH_JOB_MS),
      SANDBOX_BLOBS_IN_MEMORY: 'true',
      ...options.sandboxEnvironment,
    },
  });
  const folder = process.env['RIGHTS_REPORT'];
  if (folder !== undefined) reportRights(system, folder);
  return system;
}

/** For `npm run test:rights`: when the system stops, it says what each identity asked for, and what it was answered. */
function reportRights(system: VoiceSystem, folder: string): void {
  const stop = system.stop.bind(system);
  system.stop = async (options) => {
    try {
      const response = await fetch(new URL('/rights', system.endpoint('control')));
      await writeFile(join(folder, `decisions-${randomUUID()}.json`), await response.text());
    } finally {
      await stop(options);
    }
  };
}
