import type { Container } from '@azure/cosmos';
import { type Consent, isOrWasActive, type Upload, type Voice } from '#domain';
import { queryItems } from '#storage';
import { type CosmosItem, fromItem, type Stored } from '../store/stored-document.ts';

/** Everything of a tenant that is, or was proved by, one recording. */
export interface SameRecording {
  /** Hex SHA-256 of its canonical form: what consents are proved by. Empty when the consent has no recording, or none that was examined. */
  readonly proofHashes: readonly string[];
  /** These, and those of the files that it was sent as. */
  readonly hashes: readonly string[];
  /** All uploads of it that go with the consent, its own among them, whatever they were for. */
  readonly uploads: readonly Stored<Upload>[];
  /** All other consents that were given with it and are revoked with the consent, whatever their status. */
  readonly consents: readonly Stored<Consent>[];
  /** Uploads and consents of other owners that the consent has no say about, because it was never active. */
  readonly ofOthers: readonly (Stored<Upload> | Stored<Consent>)[];
}

/**
 * Finds what belongs to one recording, however often it was uploaded: a person who revokes a consent means the recording, not a document
 * about it. All methods throw ServiceError `dependency-unavailable`.
 *
 * Only a consent that is or was active speaks for the person of its recording. Anyone who may enroll and has a copy of the file can submit it;
 * what that consent comes to, revoked, expired or erased, touches nothing but what the same owner made.
 * See ADR 89.
 */
export class SameRecordings {
  constructor(private readonly container: Container) {}

  async of(consent: Consent): Promise<SameRecording> {
    const { id, tenantId, ownerId, uploadId, evidence } = consent;
    const mayTouch = isOrWasActive(consent)
      ? () => true
      : (document: { readonly ownerId: string }) => document.ownerId === ownerId;
    const own = uploadId === undefined ? [] : await this.uploads(tenantId, 'c.id = @value', uploadId);
    const hashes = new Set([...own.flatMap(hashesOf), ...(evidence ? [evidence.sha256] : [])]);
    if (hashes.size === 0 && uploadId === undefined) return NOTHING;
    const found = await Promise.all(
      ['canonical', 'archived'].map((form) =>
        this.uploads(tenantId, `ARRAY_CONTAINS(@value, c.${form}.sha256)`, [...hashes]),
      ),
    );
    const allUploads = distinct([...own, ...found.flat()]);
    const uploads = allUploads.filter(mayTouch);
    for (const hash of uploads.flatMap(hashesOf)) hashes.add(hash);
    const uploadIds = [
      ...new Set([...uploads.map((upload) => upload.id), ...(uploadId === undefined ? [] : [uploadId])]),
    ];
    const foundConsents = await Promise.all([
      this.consents(tenantId, 'ARRAY_CONTAINS(@value, c.evidence.sha256)', [...hashes]),
      this.consents(tenantId, 'ARRAY_CONTAINS(@value, c.uploadId)', uploadIds),
    ]);
    const consents = distinct(foundConsents.flat()).filter((other) => other.id !== id);
    const proofs = [...uploads.map(({ canonical }) => canonical?.sha256), evidence?.sha256];
    return {
      proofHashes: [...new Set(proofs)].filter((hash) => hash !== undefined),
      hashes: [...hashes],
      uploads,
      consents: consents.filter(mayTouch),
      ofOthers: [...allUploads, ...consents].filter((document) => !mayTouch(document)),
    };
  }

  /** Uploads, consents and voices that hold one of these hashes outside of a receipt. */
  async holders(
    tenantId: string,
    hashes: readonly string[],
  ): Promise<readonly { readonly id: string; readonly ownerId: string }[]> {
    const properties = ['canonical.sha256', 'archived.sha256', 'evidence.sha256', 'consented.recordingSha256'];
    const found = await Promise.all(
      properties.map((property) =>
        this.query<Upload | Consent | Voice>(tenantId, `ARRAY_CONTAINS(@value, c.${property})`, hashes),
      ),
    );
    return distinct(found.flat());
  }

  /** Voices and consents that were erased before, and whose receipts list one of these hashes. No index leads to what a receipt holds. */
  async receipts(tenantId: string, hashes: readonly string[]): Promise<readonly Stored<Voice | Consent>[]> {
    if (hashes.length === 0) return [];
    const erased = await this.query<Voice | Consent | Upload>(tenantId, 'c.status = @value', 'deleted');
    return erased.filter((document): document is Stored<Voice | Consent> => {
      if (document.kind === 'upload') return false;
      const { consent = [], samples = [] } = document.receipt?.erased.recordingHashes ?? {};
      return hashes.some((hash) => consent.includes(hash) || samples.includes(hash));
    });
  }

  private uploads(tenantId: string, condition: string, value: unknown): Promise<Stored<Upload>[]> {
    return this.query<Upload>(tenantId, `c.kind = 'upload' AND ${condition}`, value);
  }

  private consents(tenantId: string, condition: string, value: unknown): Promise<Stored<Consent>[]> {
    return this.query<Consent>(tenantId, `c.kind = 'consent' AND ${condition}`, value);
  }

  /** Uploads, consents and voices are in the partition of their tenant. */
  private async query<D>(tenantId: string, condition: string, value: unknown): Promise<Stored<D>[]> {
    const query = `SELECT * FROM c WHERE c.tenantId = @tenantId AND ${condition}`;
    const values = { tenantId, value: value as string };
    const items = await queryItems<CosmosItem>(this.container, query, values, { partitionKey: tenantId });
    return items.map((item) => fromItem<D>(item));
  }
}

const NOTHING: SameRecording = { proofHashes: [], hashes: [], uploads: [], consents: [], ofOthers: [] };

function hashesOf({ canonical, archived }: Upload): string[] {
  return [canonical?.sha256, archived?.sha256].filter((hash) => hash !== undefined);
}

function distinct<D extends { readonly id: string }>(documents: readonly D[]): D[] {
  return [...new Map(documents.map((document) => [document.id, document])).values()];
}
