import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ServiceError } from '#domain';
import type {
  BlobAddress,
  BlobContent,
  BlobEntry,
  BlobProperties,
  BlobStore,
  ContainerEntry,
  ListPage,
  WriteOptions,
} from '#storage';
import { type CallFaults, type SimulatedProcess, START, type World } from './world.ts';

interface SimulatedBlob {
  readonly bytes: Buffer;
  readonly properties: BlobProperties;
}

const unavailable = (): Error => new ServiceError('dependency-unavailable', 'The file store is not available.');
const READ: CallFaults<never> = { fails: [['blob-unavailable', unavailable]] };
const WRITE: CallFaults<never> = {
  fails: [['blob-unavailable', unavailable]],
  answerLost: ['blob-answer-lost', unavailable],
  sentTwice: 'blob-sent-twice',
  latencyMs: [5, 200],
};

/** Blob Storage. */
export class SimulatedStorage {
  readonly containers = new Map<string, Map<string, SimulatedBlob>>(
    ['uploads', 'audio', 'consents', 'results', 'archive'].map((name) => [name, new Map()]),
  );
  /** When containers were created that are not there from the beginning. */
  readonly containersCreated = new Map<string, number>();
  /** When each result was stored, each time one was. */
  readonly resultsStored = new Map<string, number[]>();
  #writes = 0;

  constructor(private readonly world: World) {}

  get(container: string, name: string): SimulatedBlob | undefined {
    return this.containers.get(container)?.get(name);
  }

  write({ container, name }: BlobAddress, bytes: Buffer, options: Partial<WriteOptions> = {}): string {
    const blobs = this.containers.get(container);
    if (!blobs) throw new ServiceError('not-found', 'There is no such container.');
    if (options.ifAbsent && blobs.has(name)) throw new ServiceError('state-conflict', 'The file already exists.');
    const etag = `"b${this.#writes++}"`;
    const properties = {
      etag,
      sizeBytes: bytes.length,
      contentType: options.contentType,
      lastModified: new Date(this.world.now),
      metadata: { ...options.metadata },
    };
    blobs.set(name, { bytes, properties });
    if (container === 'results') {
      this.resultsStored.set(name, [...(this.resultsStored.get(name) ?? []), this.world.now]);
    }
    return etag;
  }
}

/** One process's BlobStore. */
export function blobStoreOf(world: World, process: SimulatedProcess, storage: SimulatedStorage): BlobStore {
  const find = ({ container, name }: BlobAddress): SimulatedBlob => {
    const blob = storage.get(container, name);
    if (!blob) throw new ServiceError('not-found', 'The file does not exist.');
    return blob;
  };
  const call = <R>(point: string, effect: () => R, faults: CallFaults<never>): Promise<R> =>
    world.call<R>(process, `blob.${point}`, effect, faults as CallFaults<R>);
  const signed = ({ container, name }: { container: string; name?: string }): Promise<string> =>
    Promise.resolve(`https://blobs.test/${container}/${name ?? ''}?sig=${world.random.next()}`);
  const store = {
    async write(address: BlobAddress, content: Readable, options: WriteOptions): Promise<string> {
      const chunks: Buffer[] = [];
      for await (const chunk of content) chunks.push(chunk as Buffer);
      options.signal?.throwIfAborted();
      return aborting(
        call('write', () => storage.write(address, Buffer.concat(chunks), options), WRITE),
        options.signal,
      );
    },
    properties: ({ container, name }: BlobAddress): Promise<BlobProperties | undefined> =>
      call('properties', () => storage.get(container, name)?.properties, READ),
    read: (address: BlobAddress): Promise<BlobContent> =>
      call('read', () => ({ stream: Readable.from([find(address).bytes]), ...find(address).properties }), READ),
    download: (address: BlobAddress, path: string): Promise<BlobProperties> =>
      call(
        'download',
        () => {
          const blob = find(address);
          if (process.alive) process.files.set(path, blob.bytes);
          return blob.properties;
        },
        READ,
      ),
    copy: (source: BlobAddress, target: BlobAddress, options: { ifAbsent?: boolean } = {}): Promise<string> =>
      call('copy', () => storage.write(target, find(source).bytes, options), WRITE),
    delete: ({ container, name }: BlobAddress): Promise<void> =>
      call('delete', () => void storage.containers.get(container)?.delete(name), WRITE),
    deleteAll: (container: string, prefix: string, except: readonly (string | undefined)[] = []): Promise<void> =>
      call(
        'delete-all',
        () => {
          const blobs = storage.containers.get(container);
          for (const name of blobs?.keys() ?? []) {
            if (name.startsWith(prefix) && !except.includes(name)) blobs?.delete(name);
          }
        },
        WRITE,
      ),
    createContainer: (container: string): Promise<void> =>
      call(
        'create-container',
        () => {
          if (storage.containers.has(container)) return;
          storage.containers.set(container, new Map());
          storage.containersCreated.set(container, world.now);
        },
        WRITE,
      ),
    deleteContainer: (container: string): Promise<void> =>
      call('delete-container', () => void storage.containers.delete(container), WRITE),
    // None is old enough to be swept.
    list: (container: string): Promise<ListPage<BlobEntry>> =>
      call(
        'list',
        () => {
          const blobs = [...(storage.containers.get(container) ?? [])];
          const lastModified = new Date(world.now);
          const entries = blobs.map(([name, { bytes }]) => ({ name, etag: '', sizeBytes: bytes.length, lastModified }));
          return { entries, next: undefined };
        },
        READ,
      ),
    listContainers: (prefix: string): Promise<ListPage<ContainerEntry>> =>
      call(
        'list-containers',
        () => {
          const names = [...storage.containers.keys()].filter((name) => name.startsWith(prefix));
          const lastModified = (name: string): Date => new Date(storage.containersCreated.get(name) ?? START);
          return { entries: names.map((name) => ({ name, lastModified: lastModified(name) })), next: undefined };
        },
        READ,
      ),
    createUrl: signed,
    readUrl: signed,
    containerReadUrl: (container: string) => signed({ container }),
    ping: () => Promise.resolve(),
  };
  return store as unknown as BlobStore;
}

/** Stops waiting when the signal aborts; what is under way may still arrive. */
export function aborting<R>(answer: Promise<R>, signal: AbortSignal | undefined): Promise<R> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
