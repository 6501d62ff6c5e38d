import type { TestProject } from 'vitest/node';
import { HOOK_SOURCE } from './hook-source.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';

/** What the end-to-end tests are told about the system they talk to. */
export interface SystemUnderTest {
  readonly apiUrl: string;
  readonly workerUrl: string;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the processes log. */
  readonly folder: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** One for each worker of the test runner. */
    systems: readonly SystemUnderTest[];
  }
}

/**
 * Starts the three apps as processes on free ports, once for all end-to-end tests of a run. Each worker of the test runner has a system
 * of its own, so that what one file breaks stays whole for the file beside it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const starts = await Promise.allSettled(Array.from({ length: project.config.maxWorkers }, () => start()));
  const systems = starts.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(systems.map((system) => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined })));
  };
  const failed = starts.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  project.provide(
    'systems',
    systems.map((system) => ({
      apiUrl: system.apiUrl,
      workerUrl: system.workerUrls[0] ?? '',
      endpoints: system.ready.endpoints,
      environment: system.ready.environment,
      folder: system.folder,
    })),
  );
  return stop;
}

function start(): Promise<VoiceSystem> {
  // Short parts: a text of a page has many joins.
  const synthesis = { SYNTHESIS_PART_MS: '20000', SYNTHESIS_PARALLEL_PARTS: '3' };
  const batches = { BATCH_POLL_MS: '300', BATCH_CHUNK_ITEMS: '60' };
  const hooks = {
    HOOK_SOURCES: JSON.stringify([{ name: HOOK_SOURCE.name, scheme: 'standard-webhooks' }]),
    HOOK_SECRETS_STUDIO: HOOK_SOURCE.secret,
    WEBHOOK_ATTEMPT_DELAYS_MS: '0,200,400',
  };
  return VoiceSystem.start({
    environment: { LOG_LEVEL: 'trace', SPEECH_POLL_MS: '300', ...synthesis, ...batches, ...hooks },
  });
}
