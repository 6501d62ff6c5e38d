import { Injectable } from '@nestjs/common';
import { hasRole, type Principal } from '#auth';
import { type ProvenanceRecord, ServiceError } from '#domain';
import { ProvenanceItems, ProvenanceStore, recordOfId } from '#storage';
import type { ProvenanceView } from './provenance.schema.ts';

/** Tells what is recorded of a file, by the id in its tag. */
@Injectable()
export class ReadRecord {
  constructor(
    private readonly store: ProvenanceStore,
    private readonly items: ProvenanceItems,
  ) {}

  /**
   * All of it to readers of its tenant, by a point read; to others, what is signed, by a query over all partitions.
   * @param principal undefined: a caller without a token
   * @throws ServiceError `not-found`, also when the record has expired
   */
  async execute(principal: Principal | undefined, id: string): Promise<ProvenanceView> {
    const { record: recordId, item } = recordOfId(id);
    const own = principal && (await this.store.find(principal.tenantId, recordId));
    const record = own ?? (await this.store.findAnywhere(recordId));
    if (!record) throw notFound();
    return this.view(principal, record, id, item);
  }

  /** The record of a file without an id, by the hash of its audio. @param sha256 hex */
  async byAudio(principal: Principal | undefined, sha256: string): Promise<ProvenanceView | undefined> {
    const record = await this.store.findByAudio(sha256);
    return record && this.view(principal, record, record.id);
  }

  private async view(
    principal: Principal | undefined,
    record: ProvenanceRecord,
    id: string,
    item?: number,
  ): Promise<ProvenanceView> {
    const isReader = principal !== undefined && isReaderOf(record, principal);
    return {
      id,
      ...publicView(record),
      ...(item !== undefined && { item: await this.itemOf(record, item) }),
      ...(isReader && { kind: record.kind }),
      ...(isReader &&
        record.details && {
          details: {
            ...record.details,
            voiceIds: [...record.details.voiceIds],
            consentIds: [...record.details.consentIds],
          },
        }),
    };
  }

  private async itemOf(record: ProvenanceRecord, index: number): Promise<NonNullable<ProvenanceView['item']>> {
    const list = record.statement.items;
    const found =
      list && (await this.items.read(record.tenantId, record.id, list)).find((item) => item.index === index);
    if (!found) throw notFound();
    const { audioSha256 } = found;
    return { index, ...(audioSha256 !== undefined && { audioSha256 }) };
  }
}

function isReaderOf(record: ProvenanceRecord, principal: Principal): boolean {
  return record.tenantId === principal.tenantId && hasRole(principal, 'Voice.Read', 'Voice.Synthesize');
}

function publicView({
  statement,
  signature,
  withdrawnAt,
}: ProvenanceRecord): Pick<ProvenanceView, 'status' | 'withdrawnAt' | 'statement' | 'signature'> {
  return {
    status: withdrawnAt === undefined ? 'recorded' : 'withdrawn',
    ...(withdrawnAt !== undefined && { withdrawnAt }),
    statement,
    ...(signature && { signature }),
  };
}

function notFound(): ServiceError {
  return new ServiceError('not-found', 'There is no record with this id, or it has expired.');
}
