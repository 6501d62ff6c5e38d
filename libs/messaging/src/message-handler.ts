import type { OutboxMessage, ServiceError } from '#domain';
import type { Message } from './message.ts';
import type { MessageType } from './message-table.ts';

/**
 * How handling a message ended: done, or to be handled again after a while (what it waits for is not there yet). Waiting is not a
 * failure and is not counted as one.
 */
export type HandlerOutcome =
  | { readonly done: true }
  | {
      readonly retryAfterMs: number;
      /** Of the next message, when part of the work is done and it goes on from there. */
      readonly data?: Readonly<Record<string, unknown>>;
    };

export const DONE: HandlerOutcome = { done: true };

export interface HandlerContext {
  /** Aborts when the worker has to stop and its grace time is over: stop, the message is delivered again. */
  readonly signal: AbortSignal;
}

/** The document that a message is about: all that handlers of most types need. */
export type MessageSubject = Pick<OutboxMessage, 'tenantId' | 'subjectId'>;

/**
 * Acts on one type of message, which its class names with `@Handles`. It may run twice, late, or next to itself: it reads the document, checks
 * the state machine, acts with repeatable ids, and writes with the ETag.
 */
export interface MessageHandler<T extends MessageType = MessageType> {
  handle(message: Message<T>, context: HandlerContext): Promise<HandlerOutcome>;
  /**
   * The message has failed and is not retried: brings its subject to a failed end with the error's code. May run twice too. Missing where
   * nothing is left undone: the next tick does the work, or the dead letter can be resubmitted. The failure itself is logged for all of them.
   */
  onFailed?(message: Message<T>, error: ServiceError): Promise<void>;
}

/** Runs around every handler of a worker. */
export interface MessageInterceptor {
  /** @param next the handler, or the next interceptor */
  intercept(message: Message, next: () => Promise<HandlerOutcome>): Promise<HandlerOutcome>;
}

/** Token under which a worker may provide its interceptors, the outermost first. */
export const MESSAGE_INTERCEPTORS = Symbol('MESSAGE_INTERCEPTORS');
