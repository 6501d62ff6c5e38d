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
    system: SystemUnderTest;
  }
}

/** Starts the three apps as processes on free ports, once for all end-to-end tests of a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Short parts: a text of a page has many joins.
  const synthesis = { SYNTHESIS_PART_MS: '20000', SYNTHESIS_PARALLEL_PARTS: '3' };
  const batches = { BATCH_POLL_MS: '300', BATCH_CHUNK_ITEMS: '60' };
  const hooks = {
    HOOK_SOURCES: JSON.stringify([{ name: HOOK_SOURCE.name, scheme: 'standard-webhooks' }]),
    HOOK_SECRETS_STUDIO: HOOK_SOURCE.secret,
    WEBHOOK_ATTEMPT_DELAYS_MS: '0,200,400',
  };
  const system = await VoiceSystem.start({
    environment: { LOG_LEVEL: 'debug', SPEECH_POLL_MS: '300', ...synthesis, ...batches, ...hooks },
  });
  project.provide('system', {
    apiUrl: system.apiUrl,
    workerUrl: system.workerUrls[0] ?? '',
    endpoints: system.ready.endpoints,
    environment: system.ready.environment,
    folder: system.folder,
  });
  return () => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined });
}
