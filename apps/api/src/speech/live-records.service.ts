import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AudioHash } from '#audio';
import { DocumentStore } from '#documents';
import { errorCodeOf, isGone, type ProvenanceRecord, withdrawnRecord } from '#domain';
import { type Logger, LOGGER } from '#observability';
import { ProvenanceRecorder, type RecordedFile } from '#provenance';
import { ProvenanceStore } from '#storage';

const RETRY_EVERY_MS = 10_000;
const STOP_TIMEOUT_MS = 2_000;
/** Each takes 2 KB. More of them wait only when the database has been away for minutes. */
const MAX_WAITING = 10_000;

/** What is known of live speech before it is heard. */
export type LiveOutput = Pick<RecordedFile, 'id' | 'tenantId' | 'format' | 'speakers' | 'actorId' | 'text'>;

/**
 * Keeps the signed records of live speech, after the last byte: no listener waits for the database. What cannot be kept now is kept later; a process
 * that is killed loses the records that wait.
 * See ADR 175.
 */
@Injectable()
export class LiveRecords implements OnApplicationShutdown {
  readonly #waiting = new Map<string, ProvenanceRecord>();
  readonly #writing = new Set<Promise<void>>();
  #retrying: Promise<void> | undefined;

  constructor(
    private readonly recorder: ProvenanceRecorder,
    private readonly store: ProvenanceStore,
    private readonly documents: DocumentStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The audio as it is, recorded once it is over: as complete, if it was read to its end. */
  async *recorded(output: LiveOutput, audio: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256');
    const audioHash = new AudioHash(output.format.name);
    let bytes = 0;
    let complete = false;
    try {
      for await (const chunk of audio) {
        bytes += chunk.length;
        hash.update(chunk);
        audioHash.push(chunk);
        yield chunk;
      }
      complete = true;
    } finally {
      const sums = { sha256: hash.digest('hex'), audioSha256: audioHash.digest() };
      // Nothing was handed out, and all that is empty has one hash.
      if (bytes > 0) this.keep(this.recorder.recordOfFile({ ...output, kind: 'live', complete, bytes, ...sums }));
    }
  }

  /** Writes what waits, one after another. */
  @Interval(RETRY_EVERY_MS)
  retry(): Promise<void> {
    this.#retrying ??= this.retryAll().finally(() => (this.#retrying = undefined));
    return this.#retrying;
  }

  async onApplicationShutdown(): Promise<void> {
    const kept = (async () => {
      await Promise.all(this.#writing);
      await this.retry();
    })();
    await Promise.race([kept, delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
  }

  private keep(record: ProvenanceRecord): void {
    const writing = this.store
      .create(record)
      .then(
        () => undefined,
        (error: unknown) => this.wait(record, error),
      )
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  private wait(record: ProvenanceRecord, error: unknown): void {
    const code = errorCodeOf(error);
    if (this.#waiting.size >= MAX_WAITING) {
      this.logger.error(
        { code, provenanceId: record.id },
        'a record of live speech is lost: too many wait for the database',
      );
      return;
    }
    this.#waiting.set(record.id, record);
    this.logger.warn({ code }, 'a record of live speech could not be stored yet');
  }

  private async retryAll(): Promise<void> {
    for (const [id, record] of new Map(this.#waiting)) {
      try {
        await this.store.create(await this.withoutErased(record));
      } catch (error) {
        this.logger.warn({ code: errorCodeOf(error) }, 'a record of live speech could not be stored yet');
        return;
      }
      this.#waiting.delete(id);
    }
  }

  /** Somebody may have been erased while the record waited. */
  private async withoutErased(record: ProvenanceRecord): Promise<ProvenanceRecord> {
    for (const voiceId of record.details?.voiceIds ?? []) {
      const voice = await this.documents.findLatest('voice', record.tenantId, voiceId);
      if (!voice || isGone(voice)) return withdrawnRecord(record, new Date().toISOString());
    }
    return record;
  }
}
