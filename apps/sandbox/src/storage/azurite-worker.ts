import type { Server } from 'node:https';
import Module, { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { moveDate } from '../system/moved-date.ts';

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
}

/** What it hears back, once. */
export interface AzuriteListening {
  readonly port: number;
}

/** What it may be told, any time: how far its clock is ahead of the machine's. */
export interface AzuriteClock {
  readonly aheadMs: number;
}

/** The parts in use of Azurite's modules; the package comes without types. */
interface BlobServerModule {
  default: new (configuration: object) => { readonly httpServer: Server; start(): Promise<void> };
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
parentPort?.on('message', ({ aheadMs }: AzuriteClock) => moveDate(aheadMs));
leaveTelemetryOut();
const { default: BlobServer } = require('azurite/dist/src/blob/BlobServer') as BlobServerModule;
const { default: BlobConfiguration } = require('azurite/dist/src/blob/BlobConfiguration') as BlobConfigurationModule;

const settings = workerData as AzuriteSettings;
const server = new BlobServer(
  new BlobConfiguration(
    settings.host,
    settings.port,
    KEEP_ALIVE_SECONDS,
    join(settings.directory, 'metadata.json'),
    join(settings.directory, 'extents.json'),
    [{ locationId: 'Default', locationPath: join(settings.directory, 'blobs'), maxConcurrency: MAX_CONCURRENCY }],
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
await server.start();
const listening: AzuriteListening = { port: (server.httpServer.address() as AddressInfo).port };
parentPort?.postMessage(listening, []);

/** Azurite loads its telemetry library also where telemetry stays off, which takes two thirds of its starting time. */
function leaveTelemetryOut(): void {
  const file = createRequire(require.resolve('azurite/package.json')).resolve('applicationinsights');
  const empty = new Module(file);
  empty.exports = {};
  empty.loaded = true;
  require.cache[file] = empty;
}
