import { randomBytes } from 'node:crypto';
import type { Config } from '#config';
import type { ProvenanceDetails, ProvenanceKind, ProvenanceRecord, ProvenanceStatement, VoiceKind } from '#domain';
import type { Logger } from '#observability';
import { type ProvenanceItems, type ProvenanceListItem, ProvenanceStore } from '#storage';
import { detailsHash, type ProvenanceSigner } from './provenance-signer.ts';

const SALT_BYTES = 16;

/** Who is heard, and by whose consent. */
export interface RecordedSpeaker {
  readonly id: string;
  readonly consentId?: string | undefined;
  readonly voiceKind: VoiceKind;
}

interface Recorded {
  /** `provenanceIdOf` or `newProvenanceId`. */
  readonly id: string;
  readonly tenantId: string;
  readonly kind: ProvenanceKind;
  readonly format: { readonly name: string; readonly sampleRateHz: number };
  /** Of all that are heard, that of the request first. */
  readonly speakers: readonly RecordedSpeaker[];
  /** Absent where the output has no id of its own. */
  readonly subjectId?: string | undefined;
  /** The `oid` of who asked. */
  readonly actorId: string;
}

/** One file, or one live response. Hashes are hex SHA-256. */
export interface RecordedFile extends Recorded {
  readonly complete: boolean;
  readonly bytes: number;
  readonly sha256: string;
  readonly audioSha256?: string | undefined;
  /** Absent for files of batches, of whose texts nothing is recorded. */
  readonly text?: string | undefined;
  readonly manifest?: ProvenanceStatement['manifest'];
}

/** The items of a chunk that were spoken. */
export interface RecordedChunk extends Recorded {
  readonly items: readonly {
    /** In the batch, from 0. */
    readonly index: number;
    readonly audioSha256?: string | undefined;
  }[];
}

/** Makes the records of outputs and keeps them. See ADR 175. */
export class ProvenanceRecorder {
  #isUnsignedNoted = false;

  constructor(
    private readonly store: ProvenanceStore,
    private readonly items: ProvenanceItems,
    private readonly signer: ProvenanceSigner,
    private readonly organization: Config['provenance']['organization'],
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** One call of Cosmos DB. A record that is there stays as it is, so each run of the same work may call this. @throws ServiceError `dependency-unavailable` */
  async file(file: RecordedFile): Promise<void> {
    await this.store.create(this.recordOfFile(file));
  }

  /** One call of Cosmos DB, and one more for a batch that is retried; one of Blob Storage. @throws ServiceError `dependency-unavailable` */
  async chunk(chunk: RecordedChunk): Promise<void> {
    // No hash of a text: an erasure removes those in records, and the list stays as it is, since the signature covers its hash.
    const items = chunk.items.map(({ index, audioSha256 }): ProvenanceListItem => ({
      index,
      ...(audioSha256 !== undefined && { audioSha256 }),
    }));
    const list = await this.items.write(chunk, items);
    await this.store.keepFuller(this.recordOf(chunk, { complete: true, items: list }));
  }

  private noteUnsigned(): void {
    if (!this.#isUnsignedNoted) this.logger.error('records of speech are not signed, because there is no key');
    this.#isUnsignedNoted = true;
  }

  /** For who keeps it later. */
  recordOfFile(file: RecordedFile): ProvenanceRecord {
    const { complete, bytes, sha256, audioSha256, manifest, text } = file;
    const facts = {
      complete,
      bytes,
      sha256,
      ...(audioSha256 !== undefined && { audioSha256 }),
      ...(manifest && { manifest }),
    };
    return this.recordOf(file, facts, text);
  }

  private recordOf(
    { id, tenantId, kind, format, speakers, subjectId, actorId }: Recorded,
    facts: Pick<ProvenanceStatement, 'complete' | 'bytes' | 'sha256' | 'audioSha256' | 'manifest' | 'items'>,
    text?: string,
  ): ProvenanceRecord {
    const hash = text === undefined ? undefined : this.signer.textHash(text);
    const details: ProvenanceDetails = {
      salt: randomBytes(SALT_BYTES).toString('hex'),
      ...(subjectId !== undefined && { subjectId }),
      voiceIds: speakers.map((speaker) => speaker.id),
      consentIds: [...new Set(speakers.flatMap(({ consentId }) => consentId ?? []))],
      actorId,
      ...(hash && { text: hash }),
    };
    const statement: ProvenanceStatement = {
      version: 1,
      id,
      synthetic: true,
      organization: this.organization ?? tenantId,
      at: new Date().toISOString(),
      format: { name: format.name, sampleRateHz: format.sampleRateHz },
      algorithm: 'SHA-256',
      ...facts,
      watermark: speakers.every(({ voiceKind }) => voiceKind === 'personal') ? 'azure-personal-voice' : 'none',
      detailsSha256: detailsHash(details),
    };
    const signature = this.signer.sign(statement);
    if (!signature) this.noteUnsigned();
    return { id, tenantId, kind, statement, details, ...(signature && { signature }) };
  }
}
