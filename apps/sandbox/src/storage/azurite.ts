import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Log } from '../log.ts';
import type { RunningService, TlsMaterial } from '../service.ts';
import type { AzuriteClock, AzuriteListening, AzuriteSettings } from './azurite-worker.ts';
import { BlobHttp } from './blob-http.ts';

/** Azurite's only account. Its name is part of every path: `/devstoreaccount1/{container}/{blob}`. */
export const STORAGE_ACCOUNT = 'devstoreaccount1';

export interface AzuriteOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMaterial;
  readonly log: Log;
  /** Created at the start. */
  readonly containers: readonly string[];
  /** A bearer token for `https://storage.azure.com`, for creating them. */
  readonly token: () => Promise<string>;
  /** Where the blobs are kept: a temporary directory (removed by `close`) or memory. Default: `disk`. */
  readonly persistence?: 'disk' | 'memory';
}

export interface Azurite extends RunningService {
  /** `https://localhost:PORT/devstoreaccount1`. Does not check the signature of a token: only the proxy in front of it does. */
  readonly endpoint: string;
  /** Sets its clock, which is the machine's unless told otherwise. */
  moveClock(aheadMs: number): void;
}

/**
 * Azurite's blob service, in a thread of this process: it cannot outlive the sandbox, and neither its loading nor its hashing
 * holds the other services up. Set as by the command line `azurite-blob --oauth basic --cert … --key … --skipApiVersionCheck`;
 * telemetry is off, as nothing starts it.
 */
export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-blobs-'));
  // For a process that ends without closing.
  const removeAtExit = (): void => rmSync(directory, { recursive: true, force: true });
  process.once('exit', removeAtExit);
  let worker: Worker | undefined;
  const close = async (): Promise<void> => {
    await worker?.terminate();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    process.off('exit', removeAtExit);
  };
  try {
    worker = startWorker(await prepare(directory, options));
    const { port } = await listening(worker);
    worker.on('error', (error) => options.log('azurite failed', { error: String(error) }));
    const endpoint = `https://localhost:${port}/${STORAGE_ACCOUNT}`;
    await createContainers(endpoint, options);
    options.log('azurite listens', { port });
    const moveClock = (aheadMs: number): void => worker?.postMessage({ aheadMs } satisfies AzuriteClock, []);
    return { port, endpoint, close, moveClock };
  } catch (error) {
    await close();
    throw error;
  }
}

async function prepare(directory: string, options: AzuriteOptions): Promise<AzuriteSettings> {
  const certificateFile = join(directory, 'server.pem');
  const keyFile = join(directory, 'server.key');
  await writeFile(certificateFile, options.tls.cert, { mode: 0o600 });
  await writeFile(keyFile, options.tls.key, { mode: 0o600 });
  const inMemory = options.persistence === 'memory';
  return { host: options.host, port: options.port, directory, certificateFile, keyFile, inMemory };
}

function startWorker(settings: AzuriteSettings): Worker {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  // Without the flags of this process: a test runner's `--conditions` would change what Azurite's packages resolve to.
  return new Worker(new URL(`./azurite-worker.${extension}`, import.meta.url), { workerData: settings, execArgv: [] });
}

async function listening(worker: Worker): Promise<AzuriteListening> {
  return new Promise((resolve, reject) => {
    const exited = (code: number): void => reject(new Error(`Azurite ended with exit code ${code} while it started.`));
    worker.once('error', reject).once('exit', exited);
    worker.once('message', (message: AzuriteListening) => {
      worker.off('error', reject).off('exit', exited);
      resolve(message);
    });
  });
}

async function createContainers(endpoint: string, options: AzuriteOptions): Promise<void> {
  const http = new BlobHttp(endpoint, options.tls.ca, options.token);
  try {
    await Promise.all(
      options.containers.map(async (name) => {
        const { status } = await http.request('PUT', `/${name}?restype=container`);
        if (status !== 201) throw new Error(`Azurite answered ${status} when the container '${name}' was created.`);
      }),
    );
  } finally {
    http.close();
  }
}
