import { Injectable } from '@nestjs/common';
import { type FileMark, isPlayedAs, type ManifestReport, type RecordMatch } from '#audio';
import type { Principal } from '#auth';
import { errorCodeOf } from '#domain';
import { isRecordIntact, ProvenanceSigner } from '#provenance';
import { PROVENANCE_ID_PATTERN } from '#storage';
import type { ProvenanceView } from './provenance.schema.ts';
import { ReadRecord } from './read-record.usecase.ts';

export interface MatchedRecord {
  readonly match: RecordMatch;
  /** Whether the file has as many bytes as were handed out, or the recorded audio. Items of batches have no size in their record. */
  readonly hasSizeOrAudio: boolean;
  readonly record?: ProvenanceView | undefined;
}

/** Finds the record that a file names, or that of its audio, and compares its hashes. */
@Injectable()
export class MatchRecord {
  constructor(
    private readonly readRecord: ReadRecord,
    private readonly signer: ProvenanceSigner,
  ) {}

  /**
   * At most two records are looked for: those of the ids in the manifest and in the tag, or that of the hash where the file names none.
   * @param principal undefined: a caller without a token
   * @param mark undefined for a file that could not be examined
   */
  async match(
    principal: Principal | undefined,
    { provenanceId: ofManifest }: Pick<ManifestReport, 'provenanceId'>,
    mark: FileMark | undefined,
  ): Promise<MatchedRecord> {
    const ids = new Set([ofManifest, mark?.provenanceId].filter((id) => id !== undefined));
    for (const id of ids) {
      // Anything may stand in a file.
      const record = PROVENANCE_ID_PATTERN.test(id) ? await this.find(principal, id) : undefined;
      if (record) return this.matched(record, mark);
    }
    // Raw formats have no place for an id, and a tag may have been removed.
    const record = mark && ids.size === 0 ? await this.byHash(principal, mark) : undefined;
    return record ? this.matched(record, mark) : { match: 'none', hasSizeOrAudio: false };
  }

  private matched(record: ProvenanceView, mark: FileMark | undefined): MatchedRecord {
    const hasSizeOrAudio = mark !== undefined && (record.statement.bytes === mark.bytes || hasAudioOf(record, mark));
    return { match: this.compare(record, mark), hasSizeOrAudio, record };
  }

  private async byHash(principal: Principal | undefined, mark: FileMark): Promise<ProvenanceView | undefined> {
    // All that is empty has one hash.
    if (mark.bytes === 0) return undefined;
    return this.readRecord.byAudio(principal, mark.audioSha256 ?? mark.sha256);
  }

  private async find(principal: Principal | undefined, id: string): Promise<ProvenanceView | undefined> {
    try {
      return await this.readRecord.execute(principal, id);
    } catch (error) {
      if (errorCodeOf(error) === 'not-found') return undefined;
      throw error;
    }
  }

  private compare(record: ProvenanceView, mark: FileMark | undefined): RecordMatch {
    const { statement, signature, item } = record;
    const isOurs = this.signer.publicKeys.some(({ publicKey }) => publicKey === signature?.publicKey);
    if (!mark || !signature || !isOurs || !isRecordIntact({ statement, signature })) return 'unverified';
    // Files of items are shared, so only their audio is recorded.
    const audioSha256 = audioHashOf(record);
    const sha256 = item ? undefined : statement.sha256;
    if (sha256 === undefined && audioSha256 === undefined) return 'unverified';
    if (sha256 === mark.sha256) return 'file';
    return hasAudioOf(record, mark) && isPlayedAs(mark, statement.format) ? 'audio' : 'differs';
  }
}

function audioHashOf({ statement, item }: ProvenanceView): string | undefined {
  return (item ?? statement).audioSha256;
}

function hasAudioOf(record: ProvenanceView, { audioSha256 }: FileMark): boolean {
  return audioSha256 !== undefined && audioSha256 === audioHashOf(record);
}
