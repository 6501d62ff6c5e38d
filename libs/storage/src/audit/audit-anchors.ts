import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { ServiceError } from '#domain';
import { BLOB_CONTAINERS } from '../blobs/blob-containers.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { entryId } from './audit-chain.ts';
import { canonicalJson } from './canonical-json.ts';

const READS_AT_ONCE = 16;

const anchorSchema = z.strictObject({
  version: z.literal(1),
  /** So that nothing else that this key signs can pass for an anchor. */
  type: z.literal('audit-anchor'),
  tenantId: z.string().min(1),
  /** Of the entry that is anchored. */
  sequence: z.number().int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** RFC 3339 UTC. */
  anchoredAt: z.iso.datetime(),
  /** That of the anchor before; 0 for the first. */
  previousSequence: z.number().int().min(0),
  signature: z.strictObject({
    algorithm: z.literal('Ed25519'),
    keyId: z.string(),
    publicKey: z.string(),
    /** Over the canonical JSON of everything else here. */
    value: z.string(),
  }),
});

/** The head of a tenant's chain at one time, signed. */
export type AuditAnchor = z.infer<typeof anchorSchema>;

export interface FoundAnchor {
  /** As the name of its blob says. */
  readonly sequence: number;
  /** Undefined when the blob is not an anchor. */
  readonly anchor: AuditAnchor | undefined;
}

/**
 * The container `audit-anchors`: heads of chains, each in a blob of its own, `{tenant}/{sequence}.json`, that is created once. Write access to the database
 * is not enough to change what is here. All methods throw ServiceError `dependency-unavailable`.
 * See ADR 110.
 */
export class AuditAnchors {
  constructor(private readonly blobs: Pick<BlobStore, 'pages' | 'put' | 'read'>) {}

  /** @returns false when there is an anchor for this entry already */
  async add(anchor: AuditAnchor): Promise<boolean> {
    try {
      await this.blobs.put(addressOf(anchor.tenantId, anchor.sequence), Buffer.from(JSON.stringify(anchor)), {
        contentType: 'application/json',
        ifAbsent: true,
      });
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'state-conflict') return false;
      throw error;
    }
  }

  /** The last anchor of a tenant that `accepts` takes; undefined if there is none. What others have put there is passed over. */
  async latest(tenantId: string, accepts: (anchor: AuditAnchor) => boolean): Promise<AuditAnchor | undefined> {
    for (const sequence of (await this.sequences(tenantId)).toReversed()) {
      const anchor = await this.read(tenantId, sequence);
      if (anchor?.tenantId === tenantId && anchor.sequence === sequence && accepts(anchor)) return anchor;
    }
    return undefined;
  }

  /** All anchors of a tenant, in the order of their entries. */
  async list(tenantId: string): Promise<readonly FoundAnchor[]> {
    const sequences = await this.sequences(tenantId);
    const found: FoundAnchor[] = [];
    for (let start = 0; start < sequences.length; start += READS_AT_ONCE) {
      const part = sequences.slice(start, start + READS_AT_ONCE);
      found.push(
        ...(await Promise.all(
          part.map(async (sequence) => ({ sequence, anchor: await this.read(tenantId, sequence) })),
        )),
      );
    }
    return found;
  }

  /** The tenants that have an anchor, in the order of their ids. */
  async tenants(): Promise<readonly string[]> {
    const tenants = new Set<string>();
    for await (const page of this.blobs.pages(BLOB_CONTAINERS['audit-anchors'], '')) {
      for (const { name } of page) tenants.add(name.split('/', 1)[0] ?? '');
    }
    return [...tenants].toSorted();
  }

  private async sequences(tenantId: string): Promise<number[]> {
    const sequences: number[] = [];
    for await (const page of this.blobs.pages(BLOB_CONTAINERS['audit-anchors'], `${tenantId}/`)) {
      for (const { name } of page) {
        const [, digits] = /\/(\d{16})\.json$/.exec(name) ?? [];
        if (Number.isSafeInteger(Number(digits))) sequences.push(Number(digits));
      }
    }
    return sequences.toSorted((one, other) => one - other);
  }

  private async read(tenantId: string, sequence: number): Promise<AuditAnchor | undefined> {
    const { stream } = await this.blobs.read(addressOf(tenantId, sequence));
    const parsed = anchorSchema.safeParse(parseJson((await buffer(stream)).toString()));
    return parsed.data;
  }
}

/** What the signature of an anchor is over. */
export function anchorContent(anchor: Omit<AuditAnchor, 'signature'>): Buffer {
  const { signature: _, ...content } = anchor as AuditAnchor;
  return Buffer.from(canonicalJson(content));
}

function addressOf(tenantId: string, sequence: number) {
  return { container: BLOB_CONTAINERS['audit-anchors'], name: `${tenantId}/${entryId(sequence)}.json` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
