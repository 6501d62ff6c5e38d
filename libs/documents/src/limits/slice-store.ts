import type { Container } from '@azure/cosmos';
import { createItem, readItem, replaceItem } from '#storage';
import type { Slice } from './limit-ledger.ts';

/** The slices of a limit as they were read or written, with the ETag. `undefined`: there is no document yet. */
export interface Ledger {
  readonly slices: readonly Slice[];
  readonly etag: string | undefined;
}

interface LedgerItem {
  readonly id: string;
  readonly partitionKey: string;
  readonly slices: readonly Slice[];
}

/** The document that says which worker has which slice of a limit: one for each limit, in the container `idempotency`, without a time to live. */
export class SliceStore {
  constructor(
    private readonly container: Container,
    /** For example `limit:custom-voice:0123456789abcdef`. */
    private readonly id: string,
  ) {}

  /** @throws ServiceError `dependency-unavailable` */
  async read(): Promise<Ledger> {
    const found = await readItem<LedgerItem>(this.container.item(this.id, this.id));
    return found ? { slices: found.slices, etag: found._etag } : { slices: [], etag: undefined };
  }

  /**
   * @returns undefined when another worker has written it in the meantime
   * @throws ServiceError `dependency-unavailable`
   */
  async write(slices: readonly Slice[], etag: string | undefined): Promise<Ledger | undefined> {
    const item: LedgerItem = { id: this.id, partitionKey: this.id, slices };
    const written =
      etag === undefined ? await createItem(this.container, item) : await replaceItem(this.container, item, etag);
    return written === undefined ? undefined : { slices, etag: written };
  }
}
