import type { Clock } from '../../faults/clock.ts';
import type { FaultPlan } from '../../faults/fault-plan.ts';
import type { Log } from '../../log.ts';
import { accepted } from '../custom-voice/accepted.ts';
import { digestOf, timestamp } from '../custom-voice/collection.ts';
import { StorageError, type FetchBlob } from '../custom-voice/fetch-blob.ts';
import { runJob, type JobStatus } from '../job.ts';
import type { Narrator } from '../narrator.ts';
import { checkId, type Operation, type Operations } from '../operations.ts';
import { findOutputFormat } from '../output-format.ts';
import { pageOf } from '../paging.ts';
import { ApiError } from '../rest/api-error.ts';
import type { RestAnswer, RestCall } from '../rest/call.ts';
import { BatchRenderer, zipFiles, type RenderedBatch } from './batch-renderer.ts';
import { answerWithRange, ArchiveFolder, type StoredArchive } from './archive-folder.ts';
import { batchBody, type BatchBody } from './batch-schemas.ts';
import { DestinationContainer } from './destination-container.ts';
import { blobError, type ResultLinks } from './result-links.ts';

interface Batch {
  readonly id: string;
  readonly body: BatchBody;
  readonly createdDateTime: string;
  lastActionDateTime: string;
  status: JobStatus;
  rendered?: RenderedBatch;
  /** The result where it stays with the service. */
  archive?: StoredArchive;
  /** The result where it was written to the client's container. */
  destination?: DestinationContainer;
  error?: { readonly code: string; readonly message: string };
  readonly abandon: () => void;
}

type Outcome =
  | { readonly rendered: RenderedBatch; readonly archive: StoredArchive }
  | { readonly rendered: RenderedBatch; readonly destination: DestinationContainer }
  | { readonly error: { readonly code: string; readonly message: string }; readonly rendered?: RenderedBatch };

export interface BatchParts {
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly log: Log;
  readonly narrator: Narrator;
  readonly operations: Operations;
  readonly links: ResultLinks;
  readonly jobDurationMs: number;
  readonly fetchBlob: FetchBlob;
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

/** Batch synthesis jobs and their results. */
export class BatchSyntheses {
  private readonly batches = new Map<string, Batch>();
  private readonly records: BatchJobRecord[] = [];
  /** Jobs are spoken one after the other, as at the service. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly archives = new ArchiveFolder();

  constructor(private readonly parts: BatchParts) {}

  /** Every creation that took effect, also of an id that was there before and had been deleted. */
  jobs(): readonly BatchJobRecord[] {
    return this.records.map((record) => ({ ...record }));
  }

  get(call: RestCall): RestAnswer {
    return { status: 200, body: this.view(this.find(call.parameter('id')), call.url) };
  }

  list(call: RestCall): RestAnswer {
    const page = pageOf([...this.batches.values()], call.url);
    return { status: 200, body: { ...page, value: page.value.map((batch) => this.view(batch, call.url)) } };
  }

  create(call: RestCall): RestAnswer {
    const { clock, operations } = this.parts;
    const id = checkId(call.parameter('id'));
    const body = call.json(batchBody);
    const { operation, replayed } = operations.begin(call.headers['operation-id'], digestOf(call.operation, id, body));
    if (replayed) return accepted(call, operation, this.view(this.find(id), call.url), true);
    if (this.batches.has(id)) {
      operations.withdraw(operation);
      throw new ApiError('BadRequest', 'A batch synthesis with this id exists.');
    }
    const createdDateTime = timestamp(clock.now());
    const batch: Batch = {
      id,
      body,
      createdDateTime,
      lastActionDateTime: createdDateTime,
      status: 'NotStarted',
      abandon: this.start(id, body, operation, call.fault?.reason),
    };
    this.batches.set(id, batch);
    this.records.push({ id, createdAt: clock.now() });
    if (this.records.length > KEPT) this.records.shift();
    return accepted(call, operation, this.view(batch, call.url));
  }

  /** 204 also for a job that does not exist, as documented. Its results go with it, also from the client's container. */
  async delete(call: RestCall): Promise<RestAnswer> {
    await this.remove(call.parameter('id'));
    return { status: 204 };
  }

  download(call: RestCall): RestAnswer {
    if (!this.parts.links.isValid(call)) return blobError(403);
    const archive = this.batches.get(call.parameter('id'))?.archive;
    return archive === undefined ? blobError(404) : answerWithRange(archive, call.headers['range']);
  }

  async close(): Promise<void> {
    for (const batch of this.batches.values()) batch.abandon();
    await this.archives.delete();
  }

  private find(id: string): Batch {
    const batch = this.batches.get(id);
    if (batch === undefined) throw new ApiError('NotFound', 'The batch synthesis does not exist.');
    return batch;
  }

  private start(id: string, body: BatchBody, operation: Operation, scriptedReason: string | undefined): () => void {
    const { clock, jobDurationMs, log } = this.parts;
    const stop = new AbortController();
    const enter = (status: JobStatus): void => {
      const batch = this.batches.get(id);
      if (batch === undefined) return;
      batch.status = status;
      batch.lastActionDateTime = timestamp(clock.now());
      operation.status = status;
    };
    const abandon = runJob<Outcome>(clock, jobDurationMs, {
      started: () => enter('Running'),
      work: async () =>
        scriptedReason === undefined
          ? this.inTurn(() => this.render(id, body, stop.signal))
          : { error: { code: scriptedReason, message: 'The batch synthesis failed.' } },
      finished: (outcome) => {
        const batch = this.batches.get(id);
        if (batch !== undefined) Object.assign(batch, outcome);
        enter('error' in outcome ? 'Failed' : 'Succeeded');
        log('speech: a batch ended', { id, status: operation.status, error: batch?.error?.code });
        cancelExpiry = clock.after(body.properties.timeToLiveInHours * 3_600_000, () => void this.expire(id));
      },
      crashed: (error) => {
        log('speech: a batch could not be made', { id, error: error instanceof Error ? error.message : String(error) });
        const batch = this.batches.get(id);
        if (batch !== undefined) batch.error = { code: 'InternalServerError', message: 'An internal error occurred.' };
        enter('Failed');
      },
    });
    let cancelExpiry = (): void => {};
    return () => {
      stop.abort();
      abandon();
      cancelExpiry();
    };
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async render(id: string, body: BatchBody, signal: AbortSignal): Promise<Outcome> {
    const { narrator, fetchBlob } = this.parts;
    const format = findOutputFormat(body.properties.outputFormat);
    if (format === undefined) throw new Error('the output format was checked when the job was created');
    const rendered = await new BatchRenderer(narrator, format, body, signal, this.parts.faults).render(id);
    if (rendered.succeeded === 0) {
      return { rendered, error: { code: 'BadRequest', message: 'None of the inputs could be synthesized.' } };
    }
    const { destinationContainerUrl, destinationPath, decompressOutputFiles } = body.properties;
    const archive = await zipFiles(rendered.files);
    if (destinationContainerUrl === undefined) {
      return { rendered: { ...rendered, files: new Map() }, archive: await this.archives.keep(archive) };
    }
    const path = [destinationPath?.replaceAll(/^\/+|\/+$/g, ''), id]
      .filter((part) => part !== undefined && part !== '')
      .join('/');
    const destination = new DestinationContainer(fetchBlob, destinationContainerUrl, path);
    try {
      if (decompressOutputFiles) for (const [name, content] of rendered.files) await destination.write(name, content);
      else await destination.write('results.zip', archive);
      return { rendered, destination };
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.parts.log('speech: a batch result cannot be written', { id, error: error.message });
      return { rendered, error: { code: 'BadRequest', message: 'The destination container cannot be written to.' } };
    }
  }

  private async remove(id: string): Promise<void> {
    const batch = this.batches.get(id);
    this.batches.delete(id);
    const record = this.records.findLast((each) => each.id === id);
    if (record) record.deletedAt ??= this.parts.clock.now();
    batch?.abandon();
    await batch?.destination?.deleteAll();
    await batch?.archive?.delete();
  }

  private async expire(id: string): Promise<void> {
    try {
      await this.remove(id);
      this.parts.log('speech: a batch has outlived its time and was deleted', { id });
    } catch (error) {
      this.parts.log('speech: the results of a batch could not be deleted', { id, error: String(error) });
    }
  }

  /** Without `inputs`, which are not handed out again, and without the container's URL, which holds a signature. */
  private view(batch: Batch, base: URL): object {
    const { id, body, status, createdDateTime, lastActionDateTime, rendered, error, archive, destination } = batch;
    const { destinationContainerUrl: _, ...properties } = body.properties;
    const { succeeded, failed, sizeInBytes, durationMs, neuralCharacters, personalVoiceCharacters } = rendered ?? {};
    const ended = rendered !== undefined && (status === 'Succeeded' || status === 'Failed');
    return {
      id,
      inputKind: body.inputKind,
      customVoices: body.customVoices ?? {},
      ...(body.synthesisConfig === undefined ? {} : { synthesisConfig: body.synthesisConfig }),
      ...(body.description === undefined ? {} : { description: body.description }),
      status,
      createdDateTime,
      lastActionDateTime,
      properties: {
        ...properties,
        ...(ended
          ? {
              sizeInBytes,
              succeededAudioCount: succeeded,
              failedAudioCount: failed,
              durationInMilliseconds: Math.round(durationMs ?? 0),
              billingDetails: { neuralCharacters, personalVoiceCharacters, customNeuralCharacters: 0 },
            }
          : {}),
        ...(error === undefined ? {} : { error }),
      },
      ...(archive === undefined ? {} : { outputs: { result: this.parts.links.linkFor(id, base) } }),
      ...(destination === undefined ? {} : { outputs: destination.outputs() }),
    };
  }
}
