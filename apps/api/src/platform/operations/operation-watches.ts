import { Injectable } from '@nestjs/common';
import { OperationStore } from '#documents';
import type { Operation } from '#domain';
import { type TickedRead, TickedReads } from './ticked-reads.ts';

/** How often an operation is read while somebody watches it. */
export const READ_EVERY_MS = 500;

/** The operations that are watched in this process: one read for each in a tick, however many streams show it. */
@Injectable()
export class OperationWatches {
  readonly #reads: TickedReads<Operation>;

  constructor(operations: OperationStore) {
    this.#reads = new TickedReads((key) => {
      const [tenantId, id] = JSON.parse(key) as [tenantId: string, id: string];
      return operations.get(tenantId, id);
    }, READ_EVERY_MS);
  }

  /** `read` throws ServiceError `not-found` where there is no such operation. */
  watch(tenantId: string, id: string): TickedRead<Operation> {
    return this.#reads.watch(JSON.stringify([tenantId, id]));
  }
}
