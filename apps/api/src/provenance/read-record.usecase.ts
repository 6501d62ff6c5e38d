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
   * @throws ServiceError `not-found`, also when the record has expired
   */
  async execute(principal: Principal, id: string): Promise<ProvenanceView> {
    const { record: recordId, item } = recordOfId(id);
    const record = (await this.store.find(principal.tenantId, recordId)) ?? (await this.store.findAnywhere(recordId));
    if (!record) throw notFound();
    const isReader = record.tenantId === principal.tenantId && hasRole(principal, 'Voice.Read', 'Voice.Synthesize');
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
