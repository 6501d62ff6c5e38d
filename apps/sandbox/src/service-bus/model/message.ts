import type { Deadline } from './deadlines.ts';

/** The encoded sections of a message as its sender wrote them, each with its descriptor. They are never changed. */
export interface MessageSections {
  readonly header?: Buffer;
  readonly messageAnnotations?: Buffer;
  readonly properties?: Buffer;
  readonly applicationProperties?: Buffer;
  /** The body sections, and the footer if there is one. */
  readonly body: Buffer;
}

/** The fields of the AMQP `properties` section that a correlation filter can name. */
export interface MessageProperties {
  readonly messageId?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly replyTo?: string;
  readonly correlationId?: string;
  readonly contentType?: string;
  readonly sessionId?: string;
  readonly replyToSessionId?: string;
}

/** What a sender wrote. Copies of a message (one for each subscription) share it. */
export interface MessageContent {
  readonly sections: MessageSections;
  readonly sizeBytes: number;
  readonly properties: MessageProperties;
  /** Whether the sender said when the message expires (`absolute-expiry-time`). */
  readonly namesExpiry: boolean;
  applicationProperties(): Readonly<Record<string, unknown>>;
}

/** A message on its way into an entity. */
export interface Submission {
  readonly content: MessageContent;
  /** Time to live asked for by the sender, in milliseconds. */
  readonly timeToLiveMs?: number;
  /** When it should become active, milliseconds since the Unix epoch. */
  readonly scheduledForMs?: number;
}

export type MessageState = 'active' | 'locked' | 'scheduled' | 'deferred' | 'gone';

export interface MessageLock {
  /** 32 hex digits: the lock token as `$management` requests carry it. */
  readonly token: string;
  /** Milliseconds since the Unix epoch. For a message of a session this is when the session's lock ends. */
  readonly untilMs: number;
}

/** What a `StoredMessage` calls back when its deadline is reached. */
export interface MessageOwner {
  onMessageDeadline(message: StoredMessage): void;
}

/** A message inside a queue, a subscription, a topic (while scheduled) or a dead-letter queue. Only its owner changes it. */
export class StoredMessage implements Deadline {
  state: MessageState = 'gone';
  /** How many deliveries came to nothing so far, deferring among them: 0 on the first delivery. It stays in a dead-letter queue. */
  deliveryCount = 0;
  lock: MessageLock | undefined;
  /** A deferred message stays deferred while and after it is locked. */
  deferred = false;
  enqueuedAtMs = 0;
  expiresAtMs = Infinity;
  /** Application properties set by abandon, defer and dead-letter, on top of those of the sender; with their AMQP types where a client set them. */
  modifiedProperties: Record<string, unknown> | undefined;
  deadLetterSource: string | undefined;
  /** How often it was forwarded on its way to here. */
  hops = 0;
  /** How many completions the fault plan turns into another delivery. */
  redeliveries = 0;

  deadlineMs = 0;
  deadlineIndex = -1;
  feedIndex = -1;

  constructor(
    public owner: MessageOwner,
    readonly content: MessageContent,
    /** Effective time to live in milliseconds, `Infinity` for none. */
    readonly timeToLiveMs: number,
    readonly scheduledForMs: number | undefined,
    public sequenceNumber: number,
    public enqueuedSequenceNumber: number,
  ) {}

  get sessionId(): string | undefined {
    return this.content.properties.sessionId;
  }

  onDeadline(): void {
    this.owner.onMessageDeadline(this);
  }
}
