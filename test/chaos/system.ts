import { producerVariable } from '../../apps/sandbox/src/cli/producer-files.ts';
import type { SystemImages } from '../../apps/sandbox/src/system/system-containers.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';

/** After which time what is unreferenced is removed: less than a message may stay in the sandbox's queues (1 h). */
export const ORPHAN_GRACE_MS = 50 * 60_000;

export interface SystemShape {
  readonly apis?: number;
  readonly workers?: number;
  readonly speechJobMs?: number;
  readonly images?: SystemImages | undefined;
  /** Names of systems that order work by messages. */
  readonly producers?: readonly string[];
}

/** Short waits for what is polled, and room for two of each deployable on a small machine. */
export async function startSystem(
  environment: Readonly<Record<string, string>> = {},
  { apis = 2, workers = 2, speechJobMs = 500, images, producers = [] }: SystemShape = {},
): Promise<VoiceSystem> {
  return VoiceSystem.start({
    ...(images === undefined ? {} : { images }),
    apis,
    workers,
    sandboxEnvironment: {
      SANDBOX_SPEECH_JOB_MS: String(speechJobMs),
      SANDBOX_BLOBS_IN_MEMORY: 'true',
      ...producerVariable(producers),
    },
    environment: {
      LOG_LEVEL: 'info',
      SPEECH_POLL_MS: '300',
      BATCH_POLL_MS: '500',
      AUDIO_WORKERS: '1',
      SHUTDOWN_GRACE_MS: '8000',
      // All clients of a run have one identity.
      RATE_LIMITING_ENABLED: 'false',
      ORPHAN_GRACE_MS: String(ORPHAN_GRACE_MS),
      ...environment,
    },
  });
}
