import type { ErrorCode } from './errors.ts';
import type { ProducerOrder } from './producer-order.ts';
import type { Announcement } from './webhook-events.ts';

/** The kinds of documents, each with the prefix of its ids. */
export const ID_PREFIXES = {
  upload: 'upl',
  consent: 'cns',
  voice: 'vce',
  synthesis: 'syn',
  batch: 'bat',
  operation: 'op',
  webhookEndpoint: 'whe',
  delivery: 'dlv',
  hook: 'evt',
  notificationSubscription: 'nts',
} as const;

export type DocumentKind = keyof typeof ID_PREFIXES;

/** A prefixed ULID: Crockford base 32, 26 characters, the first at most 7. */
export function idPattern(kind: DocumentKind): RegExp {
  return new RegExp(`^${ID_PREFIXES[kind]}_[0-7][0-9A-HJKMNP-TV-Z]{25}$`);
}

export function isId(kind: DocumentKind, value: string): boolean {
  return idPattern(kind).test(value);
}

/** The kind that an id belongs to, from its prefix. */
export function kindOfId(id: string): DocumentKind | undefined {
  return (Object.keys(ID_PREFIXES) as DocumentKind[]).find((kind) => isId(kind, id));
}

/** A message that a state change causes; it waits in the document until it is published. */
export interface OutboxMessage {
  readonly type: string;
  /** `{subjectId}:{type}:{attempt}`: publishing the same message twice is harmless, the queue drops the second. */
  readonly id: string;
  readonly tenantId: string;
  readonly subjectId: string;
  readonly attempt: number;
  /** How many times in a row handling it has failed. */
  readonly failures: number;
  /** How often in a row its subject was not found; absent: it was found, or not looked for yet. */
  readonly misses?: number | undefined;
  /** The revision of its subject when it was sent; absent in messages of earlier releases. */
  readonly revision?: number | undefined;
  readonly occurredAt: string;
  readonly traceparent?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  /** Not to be delivered before this time (RFC 3339 UTC). */
  readonly scheduledFor?: string | undefined;
}

export function messageId(subjectId: string, type: string, attempt: number): string {
  return `${subjectId}:${type}:${attempt}`;
}

/** What every document has. One write of it is the commit: the state and the messages that the state causes. */
export interface Aggregate {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly tenantId: string;
  /** `oid` of the user or application that created it. */
  readonly ownerId: string;
  /** RFC 3339 UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly outbox: readonly OutboxMessage[];
  /** Counts the writes of the document; absent in one that only earlier releases have written. Set by the store. */
  readonly revision?: number | undefined;
  /** The version of its shape that the release had which wrote it last; absent: 1. Set by the store. */
  readonly schemaVersion?: number | undefined;
  /** The lowest version of its shape that a release must know to read and write it; absent: 1. Set by the store. */
  readonly readableFrom?: number | undefined;
  /** Messages that Service Bus will never accept: kept for operators. */
  readonly undeliverable?: readonly OutboxMessage[] | undefined;
  /** When work that only waits looked last whether it can go on: it is waiting, not lost. */
  readonly heartbeatAt?: string | undefined;
  /** How often lost work was started again. */
  readonly redrives?: Requeues | undefined;
  /** How often an operator had failed work started again. */
  readonly reopened?: number | undefined;
  readonly announced?: Announcement | undefined;
  /** Requests of producers, sent by message, that this document is about. */
  readonly orders?: readonly ProducerOrder[] | undefined;
}

/** How often lost work was started again; only those of the present step count towards giving up. */
export interface Requeues {
  /** In all: part of the message ids, which must never repeat. */
  readonly total: number;
  /** Message type of the step that was started again last. */
  readonly step: string;
  readonly ofStep: number;
}

/** Why something ended badly, as it is shown to the caller. */
export interface Failure {
  readonly code: ErrorCode;
  readonly detail: string;
  /** The provider's own reason, for example `SpeakerVerificationFailed`. */
  readonly providerReason?: string | undefined;
}
