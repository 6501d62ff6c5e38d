import type { ErrorCode } from './errors.ts';
import type { Announcement } from './webhook-events.ts';

/** The kinds of documents, each with the prefix of its ids. */
export const ID_PREFIXES = {
  upload: 'upl',
  consent: 'cns',
  voice: 'vce',
  synthesis: 'syn',
  operation: 'op',
  webhookEndpoint: 'whe',
  delivery: 'dlv',
  hook: 'evt',
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
  readonly announced?: Announcement | undefined;
}

/** Why something ended badly, as it is shown to the caller. */
export interface Failure {
  readonly code: ErrorCode;
  readonly detail: string;
  /** The provider's own reason, for example `SpeakerVerificationFailed`. */
  readonly providerReason?: string | undefined;
}
