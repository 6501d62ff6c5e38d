import { z } from 'zod';
import { type ErasureReceipt, ServiceError } from '#domain';
import { BLOB_CONTAINERS } from '../blobs/blob-containers.ts';
import type { BlobStore } from '../blobs/blob-store.ts';

const PAGE = 100;
/** Receipts of thousands of uploads have some hundred KB. */
const MAX_RECEIPT_BYTES = 16 * 1024 * 1024;

const ids = z.array(z.string().min(1));
/** As much of a receipt as is needed to erase again; the signature is over all of it. */
const receiptSchema = z.looseObject({
  version: z.literal(1),
  tenantId: z.string().min(1),
  subject: z.looseObject({ kind: z.enum(['voice', 'consent']), id: z.string().min(1) }),
  requestedAt: z.iso.datetime(),
  completedAt: z.iso.datetime(),
  erased: z.looseObject({ voiceIds: ids, consentIds: ids, uploadIds: ids }),
  signature: z
    .looseObject({ algorithm: z.literal('Ed25519'), keyId: z.string(), publicKey: z.string(), value: z.string() })
    .optional(),
});

export interface RegisteredErasure {
  /** Of the blob. */
  readonly name: string;
  /** Undefined when the blob is no receipt. */
  readonly receipt: ErasureReceipt | undefined;
}

/**
 * The container `erasure-register`: the receipt of each finished erasure, in a blob of its own, `{tenant}/{subject}/{time of its inventory}.json`, that
 * is created once. It is no part of the database, so that a restored backup does not forget what was erased since. All methods throw
 * ServiceError `dependency-unavailable`.
 */
export class ErasureRegister {
  constructor(private readonly blobs: Pick<BlobStore, 'pages' | 'put' | 'readWhole'>) {}

  /** The name of the blob of an erasure; `inventoriedAt` as in `add`. */
  static nameOf({ tenantId, subject }: Pick<ErasureReceipt, 'tenantId' | 'subject'>, inventoriedAt: string): string {
    return `${tenantId}/${subject.id}/${inventoriedAt.replaceAll(/[^0-9]/g, '')}.json`;
  }

  /**
   * Registers an erasure before its receipt is left in the documents.
   * @param inventoriedAt when its inventory was taken, RFC 3339: the same however often the work is interrupted
   * @returns the receipt that is in the register: an earlier one, when a worker died between this and the documents
   */
  async add(receipt: ErasureReceipt, inventoriedAt: string): Promise<ErasureReceipt> {
    const name = ErasureRegister.nameOf(receipt, inventoriedAt);
    const address = { container: BLOB_CONTAINERS['erasure-register'], name };
    try {
      const content = Buffer.from(JSON.stringify(receipt));
      await this.blobs.put(address, content, { contentType: 'application/json', ifAbsent: true });
      return receipt;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'state-conflict') throw error;
      const { receipt: registered } = await this.read(name);
      return registered ?? receipt;
    }
  }

  /** All erasures of all tenants, in the order of their names, a hundred at a time. */
  async *pages(): AsyncGenerator<readonly RegisteredErasure[]> {
    for await (const page of this.blobs.pages(BLOB_CONTAINERS['erasure-register'], '', PAGE)) {
      yield await Promise.all(page.map(({ name }) => this.read(name)));
    }
  }

  private async read(name: string): Promise<RegisteredErasure> {
    const address = { container: BLOB_CONTAINERS['erasure-register'], name };
    const content = await this.blobs.readWhole(address, MAX_RECEIPT_BYTES);
    return { name, receipt: receiptOf(content.toString()) };
  }
}

/** The receipt that a text holds: as the API answers it, or as the register has it. Undefined when it is none. */
export function receiptOf(text: string): ErasureReceipt | undefined {
  try {
    return receiptSchema.safeParse(JSON.parse(text)).data as ErasureReceipt | undefined;
  } catch {
    return undefined;
  }
}
