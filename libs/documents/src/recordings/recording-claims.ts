import { createHash } from 'node:crypto';
import type { Container } from '@azure/cosmos';
import { type Consent, hasConsentEnded, isUnsuccessful, ServiceError } from '#domain';
import { createItem, readItem, removeItem, replaceItem } from '#storage';
import type { DocumentStore } from '../store/document-store.ts';

/**
 * `verifying`: its consent has not ended its verification. `active`: its consent is, or is about to be, active. `withdrawn`: the recording
 * no longer proves anything and is not taken again; this is what stays when the person was erased.
 */
export type RecordingClaimState = 'verifying' | 'active' | 'withdrawn';

/**
 * Which consent of a tenant a recording proves. Its id follows from the tenant and the SHA-256 of the recording, so that two consents with the
 * same recording meet in one create, whatever a query would have found. It holds neither the hash nor, once withdrawn, the consent.
 */
export interface RecordingClaim {
  readonly id: string;
  /** The tenant. */
  readonly partitionKey: string;
  readonly kind: 'recordingClaim';
  readonly tenantId: string;
  readonly state: RecordingClaimState;
  readonly consentId?: string | undefined;
  /** RFC 3339 UTC. */
  readonly updatedAt: string;
}

type StoredClaim = RecordingClaim & { readonly etag: string };

/** What stands against a recording: another consent of the tenant that it proves, or one that it proved and that was lost. */
export type RecordingUse =
  | { readonly outcome: 'withdrawn'; readonly consentId?: string | undefined }
  | { readonly outcome: 'used'; readonly consentId: string };

/** A consent as far as its recording is concerned. */
export type ClaimingConsent = Pick<Consent, 'id' | 'tenantId'>;

/** Each attempt begins with a read, which may be older than the write that it lost to. */
const WRITE_ATTEMPTS = 5;
const PAGE = 100;

/**
 * One recording proves one active consent of a tenant. Claims are items of the container `documents`; consents that were verified before there
 * were claims are found by their evidence. All methods throw ServiceError `dependency-unavailable`; those that write also `etag-mismatch`,
 * after which the same call may succeed.
 * See ADR 104 and ADR 106.
 */
export class RecordingClaims {
  constructor(
    private readonly container: Container,
    private readonly documents: Pick<DocumentStore, 'findLatest' | 'list'>,
  ) {}

  /**
   * What stands against this consent being proved by this recording, as far as it can be read now: `hold` decides.
   * @param sha256 hex, of the canonical form of the recording
   */
  async use(consent: ClaimingConsent, sha256: string): Promise<RecordingUse | undefined> {
    const claim = await this.find(consent.tenantId, sha256);
    const use = claim && (await this.useOf(claim, consent));
    return use ?? (await this.earlierUse(consent, sha256));
  }

  /**
   * Claims the recording for this consent. To be called with `verifying` before anything leaves for Azure and with `active` right before the
   * consent becomes active: the second call always writes, so that of two consents at most one gets there.
   * @returns undefined when the consent holds the recording, otherwise what stands against it
   */
  async hold(
    consent: ClaimingConsent,
    sha256: string,
    state: Exclude<RecordingClaimState, 'withdrawn'>,
  ): Promise<RecordingUse | undefined> {
    for (let attempt = 1; attempt <= WRITE_ATTEMPTS; attempt++) {
      const claim = await this.find(consent.tenantId, sha256);
      if (claim?.consentId === consent.id && state === 'verifying') return undefined;
      const use = claim ? await this.useOf(claim, consent) : undefined;
      if (use) return use;
      if (claim?.consentId !== consent.id) {
        const earlier = await this.earlierUse(consent, sha256);
        if (earlier) return earlier;
      }
      const next = claimOf(consent.tenantId, sha256, state, consent.id);
      if (await this.write(claim, next)) return undefined;
    }
    throw changed();
  }

  /** Gives the recording back: the consent was rejected or canceled, and another may be given with it. */
  async release({ id, tenantId }: ClaimingConsent, sha256: string): Promise<void> {
    const claim = await this.find(tenantId, sha256);
    if (claim?.consentId === id && claim.state !== 'withdrawn') await removeItem(this.container, claim, claim.etag);
  }

  /** Notes that the recording is not to be taken again, and forgets which consent it proved. */
  async withdraw(tenantId: string, sha256: string): Promise<void> {
    for (let attempt = 1; attempt <= WRITE_ATTEMPTS; attempt++) {
      const claim = await this.find(tenantId, sha256);
      if (claim?.state === 'withdrawn') return;
      const next = claimOf(tenantId, sha256, 'withdrawn');
      if (await this.write(claim, next)) return;
    }
    throw changed();
  }

  private async useOf(claim: StoredClaim, consent: ClaimingConsent): Promise<RecordingUse | undefined> {
    const { consentId, state } = claim;
    if (state === 'withdrawn' || consentId === undefined) return { outcome: 'withdrawn' };
    if (consentId === consent.id) return undefined;
    // Whether the holder is over decides about the other consent: not by a replica that is behind.
    const holder = await this.documents.findLatest('consent', claim.tenantId, consentId);
    if (holder && hasConsentEnded(holder, Date.now())) return { outcome: 'withdrawn', consentId };
    // One that an operator opens again has to hold the recording again before it becomes active.
    const isOver = holder !== undefined && isUnsuccessful(holder);
    return isOver && state === 'verifying' ? undefined : { outcome: 'used', consentId };
  }

  /** By consents that were verified before there were claims, or whose evidence lasted longer than their claim. */
  private async earlierUse({ id, tenantId }: ClaimingConsent, sha256: string): Promise<RecordingUse | undefined> {
    let used: RecordingUse | undefined;
    let after: string | undefined;
    do {
      const where = { 'evidence.sha256': sha256 };
      const page = await this.documents.list('consent', tenantId, { limit: PAGE, after, where });
      for (const other of page.data) {
        if (other.id === id) continue;
        if (hasConsentEnded(other, Date.now())) return { outcome: 'withdrawn', consentId: other.id };
        if (other.status === 'active') used = { outcome: 'used', consentId: other.id };
      }
      after = page.next;
    } while (after !== undefined);
    return used;
  }

  private async find(tenantId: string, sha256: string): Promise<StoredClaim | undefined> {
    const claim = await readItem<RecordingClaim>(this.container.item(claimId(tenantId, sha256), tenantId));
    return claim && { ...claim, etag: claim._etag };
  }

  /** @returns whether it was written; false when the claim was made, changed or removed since it was read */
  private async write(claim: StoredClaim | undefined, next: RecordingClaim): Promise<boolean> {
    const written = claim ? replaceItem(this.container, next, claim.etag) : createItem(this.container, next);
    return (await written) !== undefined;
  }
}

function claimOf(tenantId: string, sha256: string, state: RecordingClaimState, consentId?: string): RecordingClaim {
  return {
    id: claimId(tenantId, sha256),
    partitionKey: tenantId,
    kind: 'recordingClaim',
    tenantId,
    state,
    ...(consentId !== undefined && { consentId }),
    updatedAt: new Date().toISOString(),
  };
}

/** It does not reveal the hash of the recording; with the recording at hand one can tell that it was given. */
function claimId(tenantId: string, sha256: string): string {
  return createHash('sha256').update(`recording\n${tenantId}\n${sha256}`).digest('hex');
}

function changed(): ServiceError {
  return new ServiceError('etag-mismatch', 'Another consent with the same recording was changed at the same time.');
}
