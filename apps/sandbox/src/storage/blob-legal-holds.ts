import type { IncomingHttpHeaders } from 'node:http';
import type { StateArea, StateStore } from '../data/state-store.ts';
import type { BlobCall } from '../event-grid/blob-operation.ts';
import { refusal, type StorageRefusal } from './storage-refusal.ts';

/**
 * What a legal hold forbids (learn.microsoft.com, "Version-level WORM policies for immutable blob data"). A blob that is overwritten becomes a
 * previous version, which keeps the hold.
 */
const FORBIDDEN: ReadonlySet<string> = new Set(['delete-blob', 'set-blob-metadata', 'put-page', 'append-block']);

/** What is held. */
type HeldBlob = Pick<BlobCall, 'container' | 'blob'>;

/** Which blobs have a legal hold: Azurite knows none. As in a container with immutable storage with versioning. */
export class BlobLegalHolds {
  readonly #held = new Map<string, true>();
  readonly #kept: StateArea<{ readonly isHeld: true }>;

  constructor(state: StateStore) {
    this.#kept = state.area('blob-legal-holds');
    for (const { key } of this.#kept.load()) this.#held.set(key, true);
  }

  /** @param versionId of a previous version; the current one if not given */
  isHeld(blob: HeldBlob, query: URLSearchParams, versionId?: string): boolean {
    return this.#held.has(keyOf(blob, query, versionId));
  }

  refuse(call: BlobCall, query: URLSearchParams, versionId?: string): StorageRefusal | undefined {
    if (!FORBIDDEN.has(call.operation) || !this.isHeld(call, query, versionId)) return undefined;
    return refusal(
      409,
      'BlobImmutableDueToLegalHold',
      'This operation is not permitted as the blob is immutable due to one or more legal holds.',
    );
  }

  /** Set Blob Legal Hold. @returns whether it is held then */
  set(
    call: BlobCall,
    query: URLSearchParams,
    headers: IncomingHttpHeaders,
    versionId?: string,
  ): boolean | StorageRefusal {
    const value = headers['x-ms-legal-hold'];
    if (value === undefined) {
      const message = 'An HTTP header that is mandatory for this request is not specified.';
      return refusal(400, 'MissingRequiredHeader', message, { HeaderName: 'x-ms-legal-hold' });
    }
    if (value !== 'true' && value !== 'false') {
      const message = 'The value for one of the HTTP headers is not in the correct format.';
      return refusal(400, 'InvalidHeaderValue', message, { HeaderName: 'x-ms-legal-hold', HeaderValue: String(value) });
    }
    this.#put(keyOf(call, query, versionId), value === 'true');
    return value === 'true';
  }

  /** The current blob has become a previous version. */
  move(blob: HeldBlob, versionId: string): void {
    const query = new URLSearchParams();
    if (!this.isHeld(blob, query)) return;
    this.#put(keyOf(blob, query, versionId), true);
    this.#put(keyOf(blob, query), false);
  }

  #put(key: string, isHeld: boolean): void {
    if (isHeld) {
      this.#kept.put(key, { isHeld: true });
      this.#held.set(key, true);
    } else {
      this.#kept.delete(key);
      this.#held.delete(key);
    }
  }
}

function keyOf({ container, blob }: HeldBlob, query: URLSearchParams, versionId?: string): string {
  const part = versionId === undefined ? (query.get('snapshot') ?? '') : `version ${versionId}`;
  return `${container}/${blob}/${part}`;
}
