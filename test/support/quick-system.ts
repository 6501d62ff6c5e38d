import { mainFiles } from './bundles.ts';
import { type SystemOptions, VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';

/** How often the worker asks about jobs at Azure, ms. */
export const POLL_MS = 150;
/** How long a consent, a voice or a batch takes at the sandbox's Azure AI Speech at least, ms: longer than until the first question. */
export const SPEECH_JOB_MS = 250;

/** Starts a system that does not take the seconds that Azure takes for its jobs. A test that needs a job to be running holds it by a fault. */
export async function startQuickSystem(options: SystemOptions = {}): Promise<VoiceSystem> {
  return VoiceSystem.start({
    mainFiles: mainFiles(),
    ...options,
    environment: { SPEECH_POLL_MS: String(POLL_MS), BATCH_POLL_MS: String(POLL_MS), ...options.environment },
    sandboxEnvironment: {
      SANDBOX_SPEECH_JOB_MS: String(SPEECH_JOB_MS),
      SANDBOX_BLOBS_IN_MEMORY: 'true',
      ...options.sandboxEnvironment,
    },
  });
}
