import { basename } from 'node:path';
import type { StateArea, StateStore } from '../../data/state-store.ts';
import type { FetchBlob } from '../custom-voice/fetch-blob.ts';
import type { JobStatus } from '../job.ts';
import type { ArchiveFolder, StoredArchive } from './archive-folder.ts';
import type { RenderedBatch } from './batch-renderer.ts';
import type { BatchBody } from './batch-schemas.ts';
import { DestinationContainer, type KeptDestination } from './destination-container.ts';

/** A batch synthesis job. */
export interface Batch {
  readonly id: string;
  readonly body: BatchBody;
  readonly createdDateTime: string;
  lastActionDateTime: string;
  status: JobStatus;
  readonly operationId: string;
  /** Why a fault makes it fail. */
  readonly scriptedReason?: string | undefined;
  rendered?: Omit<RenderedBatch, 'files'>;
  /** The result where it stays with the service. */
  archive?: StoredArchive;
  /** The result where it was written to the client's container. */
  destination?: DestinationContainer;
  error?: { readonly code: string; readonly message: string };
  /** When it is deleted, milliseconds since the Unix epoch; once it has ended. */
  expiresAtMs?: number;
  abandon: () => void;
}

/** A job that was created, for tests. Times are milliseconds since the Unix epoch, by the sandbox's clock. */
export interface BatchJobRecord {
  readonly id: string;
  readonly createdAt: number;
  /** By a client, or because its time to live was over. */
  deletedAt?: number;
}

/** How many records are kept; the oldest are forgotten. */
const KEPT = 2000;

type KeptBatch = Omit<Batch, 'archive' | 'destination' | 'abandon'> & {
  readonly archiveFile?: { readonly name: string; readonly sizeBytes: number };
  readonly destinationFolder?: KeptDestination;
};

/** The jobs that there are and the records of all that there were, as they are kept. */
export class KeptBatches {
  private readonly batches: StateArea<KeptBatch>;
  private readonly kept: StateArea<BatchJobRecord>;
  private readonly entries: { readonly key: string; readonly record: BatchJobRecord }[];
  private lastKey: number;

  constructor(
    state: StateStore,
    private readonly archives: ArchiveFolder,
    private readonly fetchBlob: FetchBlob,
  ) {
    this.batches = state.area('speech/batches');
    this.kept = state.area('speech/batch-records');
    this.entries = this.kept.load().map(({ key, fields }) => ({ key, record: fields }));
    this.lastKey = Number(this.entries.at(-1)?.key ?? 0);
  }

  load(): Batch[] {
    const batches = this.batches.load().map(({ fields: { archiveFile, destinationFolder, ...batch } }): Batch => {
      const { containerUrl = '', path = '', written = [] } = destinationFolder ?? {};
      const destination = new DestinationContainer(this.fetchBlob, containerUrl, path, [...written]);
      return {
        ...batch,
        ...(archiveFile && { archive: this.archives.find(archiveFile.name, archiveFile.sizeBytes) }),
        ...(destinationFolder && { destination }),
        abandon: () => undefined,
      };
    });
    this.archives.deleteAllBut(batches.flatMap(({ archive }) => archive ?? []));
    return batches;
  }

  save({ archive, destination, ...batch }: Batch): void {
    this.batches.put(batch.id, {
      ...batch,
      ...(archive && { archiveFile: { name: basename(archive.path), sizeBytes: archive.sizeBytes } }),
      ...(destination && { destinationFolder: destination.kept }),
    });
  }

  delete(id: string): void {
    this.batches.delete(id);
  }

  /** Oldest first. */
  records(): readonly BatchJobRecord[] {
    return this.entries.map(({ record }) => ({ ...record }));
  }

  addRecord(record: BatchJobRecord): void {
    this.lastKey += 1;
    const key = String(this.lastKey);
    this.entries.push({ key, record });
    this.kept.put(key, record);
    const oldest = this.entries.length > KEPT ? this.entries.shift() : undefined;
    if (oldest) this.kept.delete(oldest.key);
  }

  /** Notes when the latest job of this id was deleted. */
  noteDeletion(id: string, at: number): void {
    const entry = this.entries.findLast(({ record }) => record.id === id);
    if (entry === undefined || entry.record.deletedAt !== undefined) return;
    entry.record.deletedAt = at;
    this.kept.put(entry.key, entry.record);
  }
}
