import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { makeBundles } from './bundles.ts';
import { HOOK_SOURCE } from './hook-source.ts';
import { type SandboxReady, VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { startQuickSystem } from './quick-system.ts';

/** What the end-to-end tests are told about the system they talk to. */
export interface SystemUnderTest {
  readonly apiUrl: string;
  readonly workerUrl: string;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** What each deployable gets beside it: its own identity. */
  readonly deployables?: SandboxReady['deployables'];
  /** Where an empty page is, which may call the API and Blob Storage. */
  readonly pageOrigin?: string;
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
  await makeBundles();
  const page = await servePage();
  const starts = await Promise.allSettled(Array.from({ length: project.config.maxWorkers }, () => start(page.origin)));
  const systems = starts.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async (): Promise<void> => {
    page.close();
    await Promise.all(systems.map((system) => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined })));
  };
  const failed = starts.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    // Without a right it may be that nothing starts: then each test says that it has no system.
    if (process.env['SANDBOX_WITHOUT_RIGHTS'] === undefined) throw failed.reason;
    project.provide('systems', []);
    return async () => undefined;
  }
  project.provide(
    'systems',
    systems.map((system) => ({
      apiUrl: system.apiUrl,
      workerUrl: system.workerUrls[0] ?? '',
      endpoints: system.ready.endpoints,
      environment: system.ready.environment,
      deployables: system.ready.deployables,
      pageOrigin: page.origin,
      folder: system.folder,
    })),
  );
  return stop;
}

/** Its origin has to be known before the API starts, which accepts no other. */
async function servePage(): Promise<{ readonly origin: string; close(): void }> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function start(pageOrigin: string): Promise<VoiceSystem> {
  // Short parts: a text of a page has many joins.
  const synthesis = { SYNTHESIS_PART_MS: '20000', SYNTHESIS_PARALLEL_PARTS: '3' };
  const batches = { BATCH_CHUNK_ITEMS: '60' };
  const hooks = {
    HOOK_SOURCES: JSON.stringify([{ name: HOOK_SOURCE.name, scheme: 'standard-webhooks' }]),
    HOOK_SECRETS_STUDIO: HOOK_SOURCE.secret,
    WEBHOOK_ATTEMPT_DELAYS_MS: '0,200,400',
  };
  // A test of `npm run test:rights` has no time to wait for what an erasure waits for.
  const erasures: Record<string, string> =
    process.env['RIGHTS_REPORT'] === undefined ? {} : { ERASURE_SETTLE_MS: '500' };
  return startQuickSystem({
    environment: {
      LOG_LEVEL: 'trace',

      ...synthesis,
      ...batches,
      ...hooks,
      ...erasures,
    },
    sandboxEnvironment: {
      SANDBOX_CORS_ORIGINS: pageOrigin,
      SANDBOX_PRIVATE_STORAGE: process.env['E2E_PRIVATE_STORAGE'] ?? 'false',
    },
  });
}
