import { MEMORY_ONLY, type StateStore } from '../../data/state-store.ts';
import type { Clock } from '../../faults/clock.ts';
import type { FaultPlan } from '../../faults/fault-plan.ts';
import type { Log } from '../../log.ts';
import { accepted } from '../custom-voice/accepted.ts';
import { digestOf, timestamp } from '../custom-voice/collection.ts';
import { StorageError, type FetchBlob } from '../custom-voice/fetch-blob.ts';
import { hasEnded, runJob, type JobStatus } from '../job.ts';
import type { Narrator } from '../narrator.ts';
import { checkId, type Operations } from '../operations.ts';
import { findOutputFormat } from '../output-format.ts';
import { pageOf } from '../paging.ts';
import { ApiError } from '../rest/api-error.ts';
import type { RestAnswer, RestCall } from '../rest/call.ts';
import { BatchRenderer, zipFiles, type RenderedBatch } from './batch-renderer.ts';
import { answerWithRange, ArchiveFolder, type StoredArchive } from './archive-folder.ts';
import { batchBody, type BatchBody } from './batch-schemas.ts';
import { DestinationContainer } from './destination-container.ts';
import { KeptBatches, type Batch, type BatchJobRecord } from './kept-batches.ts';
import { blobError, type ResultLinks } from './result-links.ts';

type Summary = Omit<RenderedBatch, 'files'>;
type Outcome =
  | { readonly rendered: Summary; readonly archive: StoredArchive }
  | { readonly rendered: Summary; readonly destination: DestinationContainer }
  | { readonly error: { readonly code: string; readonly message: string }; readonly rendered?: Summary };

export interface BatchParts {
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly log: Log;
  readonly narrator: Narrator;
  readonly operations: Operations;
  readonly links: ResultLinks;
  readonly jobDurationMs: number;
  readonly fetchBlob: FetchBlob;
  readonly state?: StateStore | undefined;
  /** Where results are kept from run to run. */
  readonly directory?: string | undefined;
}

/** Batch synthesis jobs and their results. */
export class BatchSyntheses {
  private readonly batches = new Map<string, Batch>();
  private readonly kept: KeptBatches;
  private readonly state: StateStore;
  /** Jobs are spoken one after the other, as at the service. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly archives: ArchiveFolder;

  constructor(private readonly parts: BatchParts) {
    this.state = parts.state ?? MEMORY_ONLY;
    this.archives = new ArchiveFolder(parts.directory);
    this.kept = new KeptBatches(this.state, this.archives, parts.fetchBlob);
    for (const batch of this.kept.load()) this.batches.set(batch.id, batch);
  }

  /** Goes on with what a restart interrupted: jobs that had not ended are spoken from the beginning. */
  resume(): void {
    for (const batch of this.batches.values()) {
      if (hasEnded(batch.status)) this.expireInTime(batch);
      else this.start(batch);
    }
  }

  /** Copies the results that are kept, at once. */
  copyTo(folder: string): void {
    this.archives.copyTo(folder);
  }

  /** Every creation that took effect, also of an id that was there before and had been deleted. */
  jobs(): readonly BatchJobRecord[] {
    return this.kept.records();
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
    const digest = digestOf(call.operation, id, body);
    return this.state.atomically(() => {
      const { operation, replayed } = operations.begin(call.headers['operation-id'], digest);
      if (replayed) return accepted(call, operation, this.view(this.find(id), call.url), true);
      operations.admit(operation, () => {
        if (this.batches.has(id)) throw new ApiError('BadRequest', 'A batch synthesis with this id exists.');
      });
      const createdDateTime = timestamp(clock.now());
      const batch: Batch = {
        id,
        body,
        createdDateTime,
        lastActionDateTime: createdDateTime,
        status: 'NotStarted',
        operationId: operation.id,
        scriptedReason: call.scriptedReason,
        abandon: () => undefined,
      };
      this.batches.set(id, batch);
      this.kept.save(batch);
      this.kept.addRecord({ id, createdAt: clock.now() });
      this.start(batch);
      return accepted(call, operation, this.view(batch, call.url));
    });
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
    await this.archives.close();
  }

  private find(id: string): Batch {
    const batch = this.batches.get(id);
    if (batch === undefined) throw new ApiError('NotFound', 'The batch synthesis does not exist.');
    return batch;
  }

  private start(batch: Batch): void {
    const { clock, jobDurationMs, log, operations } = this.parts;
    const { id, body, scriptedReason } = batch;
    const operation = operations.get(batch.operationId);
    const stop = new AbortController();
    const enter = (status: JobStatus): void => {
      if (this.batches.get(id) !== batch) return;
      batch.status = status;
      batch.lastActionDateTime = timestamp(clock.now());
      this.state.atomically(() => {
        this.kept.save(batch);
        operations.enter(operation, status);
      });
    };
    const steps = {
      started: () => enter('Running'),
      work: async (): Promise<Outcome> =>
        scriptedReason === undefined
          ? this.inTurn(() => this.render(id, body, stop.signal))
          : { error: { code: scriptedReason, message: 'The batch synthesis failed.' } },
      finished: (outcome: Outcome) => {
        const expiresAtMs = clock.now() + body.properties.timeToLiveInHours * 3_600_000;
        Object.assign(batch, outcome, { expiresAtMs });
        enter('error' in outcome ? 'Failed' : 'Succeeded');
        log('speech: a batch ended', { id, status: operation.status, error: batch.error?.code });
        if (this.batches.get(id) === batch) this.expireInTime(batch);
      },
      crashed: (error: unknown) => {
        log('speech: a batch could not be made', { id, error: error instanceof Error ? error.message : String(error) });
        batch.error = { code: 'InternalServerError', message: 'An internal error occurred.' };
        enter('Failed');
      },
    };
    const abandon = runJob<Outcome>(clock, jobDurationMs, steps, { begunAt: Date.parse(batch.createdDateTime) });
    batch.abandon = () => {
      stop.abort();
      abandon();
    };
  }

  private expireInTime(batch: Batch): void {
    if (batch.expiresAtMs === undefined) return;
    batch.abandon = this.parts.clock.at(batch.expiresAtMs, () => void this.expire(batch.id));
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
    const { files, ...rendered } = await new BatchRenderer(narrator, format, body, signal, this.parts.faults).render(
      id,
    );
    if (rendered.succeeded === 0) {
      return { rendered, error: { code: 'BadRequest', message: 'None of the inputs could be synthesized.' } };
    }
    const { destinationContainerUrl, destinationPath, decompressOutputFiles } = body.properties;
    const archive = await zipFiles(files);
    if (destinationContainerUrl === undefined) return { rendered, archive: await this.archives.keep(archive) };
    const path = [destinationPath?.replaceAll(/^\/+|\/+$/g, ''), id]
      .filter((part) => part !== undefined && part !== '')
      .join('/');
    const destination = new DestinationContainer(fetchBlob, destinationContainerUrl, path);
    try {
      if (decompressOutputFiles) for (const [name, content] of files) await destination.write(name, content);
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
    this.state.atomically(() => {
      this.kept.delete(id);
      this.kept.noteDeletion(id, this.parts.clock.now());
    });
    batch?.abandon();
    await batch?.destination?.deleteAll();
    if (batch?.archive) await this.archives.delete(batch.archive);
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
