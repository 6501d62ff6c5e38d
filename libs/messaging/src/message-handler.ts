import type { ServiceError } from '#domain';
import type { Message } from './message.ts';
import type { MessageType } from './message-table.ts';

/**
 * How handling a message ended: done, or to be handled again after a while (what it waits for is not there yet). Waiting is not a
 * failure and is not counted as one.
 */
export type HandlerOutcome =
  | { readonly done: true }
  | {
      readonly againAfterMs: number;
      /** Of the next message, when part of the work is done and it goes on from there. */
      readonly data?: Readonly<Record<string, unknown>>;
    };

export const DONE: HandlerOutcome = { done: true };

export interface HandlerContext {
  /** Aborts when the worker has to stop and its grace time is over: give up, the message is delivered again. */
  readonly signal: AbortSignal;
}

/**
 * Acts on one type of message. It may run twice, late, or next to itself: it reads the document, checks the state machine, acts
 * with repeatable ids, and writes with the ETag.
 */
export interface MessageHandler<T extends MessageType = MessageType> {
  readonly type: T;
  handle(message: Message<T>, context: HandlerContext): Promise<HandlerOutcome>;
  /** The message will not be retried: brings its subject to a failed end with the error's code. May run twice too. */
  giveUp(message: Message<T>, error: ServiceError): Promise<void>;
}

/** Token under which a worker provides the list of its handlers. */
export const MESSAGE_HANDLERS = Symbol('MESSAGE_HANDLERS');
