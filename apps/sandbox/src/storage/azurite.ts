import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Log } from '../log.ts';
import type { RunningService, TlsMaterial } from '../service.ts';
import type { AzuriteListening, AzuriteOrder, AzuriteSaved, AzuriteSettings } from './azurite-worker.ts';
import { BlobHttp } from './blob-http.ts';

/** Longer than the copy of any data that a sandbox is for. */
const COPY_TIMEOUT_MS = 120_000;

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
  /** Keeps everything there from run to run, and is asked with `save` before a write is acknowledged. Default: nothing is kept. */
  readonly keepDirectory?: string | undefined;
  /** How far its clock is ahead of the machine's. Default: 0. */
  readonly aheadMs?: number;
}

export interface Azurite extends RunningService {
  /** `https://localhost:PORT/devstoreaccount1`. Does not check the signature of a token: only the proxy in front of it does. */
  readonly endpoint: string;
  /** Sets its clock, which is the machine's unless told otherwise. */
  moveClock(aheadMs: number): void;
  /** Resolves when all that it has answered until now is kept. Undefined where nothing is. */
  readonly save: (() => Promise<void>) | undefined;
  /**
   * Copies everything that is kept into a folder. This thread stands still until it is done, so that nothing is acknowledged meanwhile.
   * @throws Error when it failed
   */
  copyTo(folder: string): void;
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
    const thread = startWorker(await prepare(directory, options));
    worker = thread;
    const { port } = await listening(thread);
    thread.on('error', (error) => options.log('azurite failed', { error: String(error) }));
    const tell = (order: AzuriteOrder): void => thread.postMessage(order, []);
    if (options.aheadMs !== undefined) tell({ kind: 'clock', aheadMs: options.aheadMs });
    const save = options.keepDirectory === undefined ? undefined : savingWith(thread, tell);
    const endpoint = `https://localhost:${port}/${STORAGE_ACCOUNT}`;
    await createContainers(endpoint, options);
    await save?.();
    options.log('azurite listens', { port });
    return {
      port,
      endpoint,
      close: async () => {
        // Nobody waits for these: deletions of bytes that no longer belong to a blob.
        await save?.().catch((error: unknown) => options.log('azurite could not save', { error: String(error) }));
        await close();
      },
      moveClock: (aheadMs) => tell({ kind: 'clock', aheadMs }),
      save,
      copyTo: (folder) => copy(folder, tell),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function savingWith(worker: Worker, tell: (order: AzuriteOrder) => void): () => Promise<void> {
  const waiting = new Map<number, PromiseWithResolvers<void>>();
  let last = 0;
  worker.on('message', ({ saved, error }: AzuriteSaved) => {
    const waiter = waiting.get(saved);
    waiting.delete(saved);
    if (error === undefined) waiter?.resolve();
    else waiter?.reject(new Error(`Azurite's metadata could not be kept: ${error}`));
  });
  worker.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('Azurite has ended.'));
    waiting.clear();
  });
  return () => {
    last += 1;
    const waiter = Promise.withResolvers<void>();
    waiting.set(last, waiter);
    tell({ kind: 'save', number: last });
    return waiter.promise;
  };
}

function copy(folder: string, tell: (order: AzuriteOrder) => void): void {
  const done = new Int32Array(new SharedArrayBuffer(4));
  tell({ kind: 'copy', folder, done: done.buffer });
  Atomics.wait(done, 0, 0, COPY_TIMEOUT_MS);
  if (done[0] !== 1)
    throw new Error(done[0] === 0 ? 'Azurite did not copy its data in time.' : 'Azurite could not copy its data.');
}

async function prepare(directory: string, options: AzuriteOptions): Promise<AzuriteSettings> {
  const certificateFile = join(directory, 'server.pem');
  const keyFile = join(directory, 'server.key');
  await writeFile(certificateFile, options.tls.cert, { mode: 0o600 });
  await writeFile(keyFile, options.tls.key, { mode: 0o600 });
  const inMemory = options.persistence === 'memory';
  const { host, port, keepDirectory } = options;
  return { host, port, directory, certificateFile, keyFile, inMemory, keepDirectory };
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
        // 409: it was kept.
        if (status !== 201 && status !== 409)
          throw new Error(`Azurite answered ${status} when the container '${name}' was created.`);
      }),
    );
  } finally {
    http.close();
  }
}
