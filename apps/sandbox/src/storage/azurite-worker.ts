import type { Server } from 'node:https';
import Module, { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { moveDate } from '../system/moved-date.ts';
import type { LokiStore } from './loki-keeper.ts';

// This file is the entry of a worker thread and runs as it is, with types stripped, when the sources are not compiled:
// it may use only erasable syntax, and import nothing of the project but types and files of which the same is true.

/** What `startAzurite` hands over. */
export interface AzuriteSettings {
  readonly host: string;
  readonly port: number;
  /** Holds `certificateFile` and `keyFile`, and takes the blobs. */
  readonly directory: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly inMemory: boolean;
  /** Where everything is kept from run to run; without it, nothing is. */
  readonly keepDirectory?: string | undefined;
}

/** What it hears back, once. */
export interface AzuriteListening {
  readonly port: number;
}

/** What it hears back for each `save`. */
export interface AzuriteSaved {
  readonly saved: number;
  /** Why it could not. */
  readonly error?: string;
}

/** What it may be told, any time. */
export type AzuriteOrder =
  /** How far its clock is ahead of the machine's. */
  | { readonly kind: 'clock'; readonly aheadMs: number }
  /** To have everything that has changed kept, and to say so with this number. */
  | { readonly kind: 'save'; readonly number: number }
  /** To copy everything that is kept into a folder. `done`: a 32-bit number that becomes 1, or 2 when it failed, and wakes who waits for it. */
  | { readonly kind: 'copy'; readonly folder: string; readonly done: SharedArrayBuffer };

/** The parts in use of Azurite's modules; the package comes without types. */
interface BlobServerModule {
  default: new (configuration: object) => {
    readonly httpServer: Server;
    readonly metadataStore: LokiStore;
    readonly extentMetadataStore: LokiStore;
    start(): Promise<void>;
  };
}
interface BlobConfigurationModule {
  default: new (
    host: string,
    port: number,
    keepAliveTimeoutSeconds: number,
    metadataDbPath: string,
    extentDbPath: string,
    persistencePaths: readonly { locationId: string; locationPath: string; maxConcurrency: number }[],
    enableAccessLog: boolean,
    accessLogWriteStream: undefined,
    enableDebugLog: boolean,
    debugLogFilePath: undefined,
    loose: boolean,
    skipApiVersionCheck: boolean,
    certificateFile: string,
    keyFile: string,
    pfxPassword: string,
    oauth: 'basic',
    disableProductStyleUrl: boolean,
    inMemory: boolean,
  ) => object;
}

/** Longer than any pause between two requests, so that the proxy's kept connections are not closed under it. */
const KEEP_ALIVE_SECONDS = 3600;
/** Azurite's default for one storage location. */
const MAX_CONCURRENCY = 50;

const require = createRequire(import.meta.url);
// Before Azurite is loaded, which may keep what it finds.
moveDate(0);
leaveTelemetryOut();
const { default: BlobServer } = require('azurite/dist/src/blob/BlobServer') as BlobServerModule;
const { default: BlobConfiguration } = require('azurite/dist/src/blob/BlobConfiguration') as BlobConfigurationModule;

const settings = workerData as AzuriteSettings;
const keeper = settings.keepDirectory === undefined ? undefined : await keeperIn(settings.keepDirectory);
const server = new BlobServer(
  new BlobConfiguration(
    settings.host,
    settings.port,
    KEEP_ALIVE_SECONDS,
    join(settings.directory, 'metadata.json'),
    join(settings.directory, 'extents.json'),
    [
      {
        locationId: 'Default',
        locationPath: keeper?.extents ?? join(settings.directory, 'blobs'),
        maxConcurrency: MAX_CONCURRENCY,
      },
    ],
    false,
    undefined,
    false,
    undefined,
    false,
    true,
    settings.certificateFile,
    settings.keyFile,
    '',
    'basic',
    true,
    settings.inMemory,
  ),
);
// The bytes first: a blob is not to be known before its bytes are.
keeper?.keep('extents', server.extentMetadataStore);
keeper?.keep('blobs', server.metadataStore);
parentPort?.on('message', obey);
await server.start();
const listening: AzuriteListening = { port: (server.httpServer.address() as AddressInfo).port };
parentPort?.postMessage(listening, []);

/** Loaded where it is needed: SQLite costs the others no time. */
async function keeperIn(directory: string) {
  const { LokiKeeper } = await import('./loki-keeper.ts');
  return new LokiKeeper(directory);
}

function obey(order: AzuriteOrder): void {
  switch (order.kind) {
    case 'clock':
      moveDate(order.aheadMs);
      return;
    case 'save': {
      const error = failureOf(() => keeper?.save());
      parentPort?.postMessage({ saved: order.number, ...(error && { error }) } satisfies AzuriteSaved, []);
      return;
    }
    case 'copy': {
      const done = new Int32Array(order.done);
      const error = failureOf(() => keeper?.copyTo(order.folder));
      if (error !== undefined) process.stderr.write(`Azurite could not copy its data: ${error}\n`);
      Atomics.store(done, 0, error === undefined ? 1 : 2);
      Atomics.notify(done, 0);
    }
  }
}

function failureOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Azurite loads its telemetry library also where telemetry stays off, which takes two thirds of its starting time. */
function leaveTelemetryOut(): void {
  const file = createRequire(require.resolve('azurite/package.json')).resolve('applicationinsights');
  const empty = new Module(file);
  empty.exports = {};
  empty.loaded = true;
  require.cache[file] = empty;
}
