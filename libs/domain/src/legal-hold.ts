import type { DocumentKind } from './aggregate.ts';
import { kindOfId } from './aggregate.ts';

/** What a legal hold can be set on: everything whose files a court may ask for. The hold of a voice is that of its samples and its consent. */
export const HOLDABLE_KINDS = ['upload', 'consent', 'synthesis'] as const satisfies readonly DocumentKind[];
export type HoldableKind = (typeof HOLDABLE_KINDS)[number];

export const LEGAL_HOLD_STATUSES = ['placing', 'placed', 'releasing'] as const;
export type LegalHoldStatus = (typeof LEGAL_HOLD_STATUSES)[number];

/** Keeps a document and its files, whatever retention or an erasure wants. See ADR 207. */
export interface LegalHold {
  /** As the administrator wrote it. */
  readonly reason: string;
  /** `oid` of the administrator. */
  readonly setBy: string;
  /** RFC 3339. From this write on the product deletes nothing of it. */
  readonly setAt: string;
  /** When each of its blobs carried the legal hold of Storage, RFC 3339. */
  readonly placedAt?: string | undefined;
  /** When an administrator cleared it, RFC 3339. It still holds until Storage has cleared its own. */
  readonly releasedAt?: string | undefined;
}

export interface MaybeHeld {
  readonly legalHold?: LegalHold | undefined;
}

export function holdableKindOf(id: string): HoldableKind | undefined {
  const kind = kindOfId(id);
  return HOLDABLE_KINDS.find((each) => each === kind);
}

export function isHeld({ legalHold }: MaybeHeld): boolean {
  return legalHold !== undefined;
}

export function legalHoldStatus({ placedAt, releasedAt }: LegalHold): LegalHoldStatus {
  if (releasedAt !== undefined) return 'releasing';
  return placedAt === undefined ? 'placing' : 'placed';
}

/** For how long the announcement of a removal counts. After that, a removal that nobody has finished needs another one. */
export const REMOVAL_ANNOUNCED_MS = 24 * 3_600_000;

/**
 * Whether a sweep has announced that it removes this document. Nothing new may be built on it.
 * @param now epoch milliseconds
 */
export function isBeingRemoved(removingSince: string | undefined, now: number): boolean {
  return removingSince !== undefined && now - Date.parse(removingSince) < REMOVAL_ANNOUNCED_MS;
}

/**
 * How long to wait until everything is written that was built on a document before its removal was announced: 0 when it can be removed, undefined
 * when the removal is yet to be announced.
 * @param settleMs how long requests take at most
 */
export function removalSettlesInMs(
  removingSince: string | undefined,
  now: number,
  settleMs: number,
): number | undefined {
  // With room for a removal that takes long: the announcement counts until it is over.
  if (removingSince === undefined || now - Date.parse(removingSince) >= REMOVAL_ANNOUNCED_MS / 2) return undefined;
  return Math.max(0, Date.parse(removingSince) + settleMs - now);
}
