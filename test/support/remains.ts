/** How an item of a batch ended, as the blob with the states of its chunk says. */
export interface CheckedItemState {
  readonly speech?: { readonly hash: string; readonly sizeBytes: number } | undefined;
  readonly failure?: { readonly code: string } | undefined;
}

/** What the blobs of one batch say. */
export interface CheckedBatchFiles {
  /** What was to be said, item by item. */
  readonly texts: readonly string[];
  /** Hashes under which the speech of its items was to be stored. */
  readonly planned: ReadonlySet<string>;
  /** By the name of the blob. */
  readonly states: ReadonlyMap<string, readonly CheckedItemState[]>;
}

/** A job that was created at Azure; once for each time. */
export interface CheckedBatchJob {
  readonly id: string;
  readonly deletedAt?: number | undefined;
}

/** A webhook as an endpoint got it; once for each time. */
export interface CheckedWebhook {
  /** `webhook-id`. */
  readonly id: string;
  readonly body: string;
  /** Whether it was answered 2xx. */
  readonly acknowledged: boolean;
}

export const VIOLATION_KINDS = ['lost', 'doubled', 'stuck', 'orphan', 'unrecorded'] as const;
export type ViolationKind = (typeof VIOLATION_KINDS)[number];

export interface Violation {
  readonly kind: ViolationKind;
  readonly what: string;
}

/** What a client was told. */
export interface AcceptedJob {
  readonly operationId: string;
  readonly subjectId: string;
  /** Of a synthesis: what it has to say, different for each job. */
  readonly text?: string | undefined;
  /** Of a batch: what its items have to say, each different from all others. */
  readonly itemTexts?: readonly string[] | undefined;
  /** Its cancellation was confirmed. */
  readonly canceled?: boolean | undefined;
}

export interface CheckedDocument {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly tenantId: string;
  readonly outbox: readonly {
    readonly id: string;
    readonly type: string;
    /** Before which it is not sent, RFC 3339. */
    readonly scheduledFor?: string | undefined;
  }[];
  readonly [property: string]: unknown;
}

export interface CheckedMessage {
  readonly queue: string;
  readonly type: string;
  readonly subjectId: string;
  /** Epoch milliseconds; not to be delivered before. */
  readonly dueAt: number;
}

export interface CheckedTurn {
  readonly text: string;
  readonly startedAt: number;
  /** Undefined when it was not spoken to its end. */
  readonly completedAt?: number | undefined;
}

/** What is checked of the container `documents`: claims of recordings are no documents of their own, they have neither status nor outbox. */
export function isChecked(document: Readonly<Record<string, unknown>>): boolean {
  return document['kind'] !== 'recordingClaim';
}

/** All stores, when everything has been healed and nothing goes on any longer. Plain data: it may come from twins or from real stores. */
export interface Remains {
  /** Epoch milliseconds, when they were read. */
  readonly at: number;
  readonly accepted: readonly AcceptedJob[];
  readonly documents: readonly CheckedDocument[];
  /** Names of blobs, by container. */
  readonly blobs: Readonly<Record<string, readonly string[]>>;
  /** When each blob of `results` was stored, each time it was. */
  readonly resultsStored: ReadonlyMap<string, readonly number[]>;
  readonly provider: {
    readonly consents: readonly string[];
    readonly projects: readonly string[];
    readonly voices: readonly string[];
    readonly turns: readonly CheckedTurn[];
    readonly batchJobs: readonly CheckedBatchJob[];
  };
  /** By the id of the batch. */
  readonly batches: ReadonlyMap<string, CheckedBatchFiles>;
  /** What webhook endpoints got. All endpoints are of one receiver, and there from the beginning. */
  readonly webhooks: readonly CheckedWebhook[];
  readonly messages: readonly CheckedMessage[];
  /** Messages of one meaning that the broker took twice within its duplicate window. */
  readonly doubledMessages: readonly string[];
  /** Documents that had ended and changed their end. */
  readonly regressions: readonly string[];
}

export type Report = (kind: ViolationKind, what: string) => void;
