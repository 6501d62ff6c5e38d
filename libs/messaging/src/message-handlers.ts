import { Inject, Injectable, Optional } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { HANDLED, handledBy } from './handles.ts';
import { MESSAGE_INTERCEPTORS, type MessageHandler, type MessageInterceptor } from './message-handler.ts';
import { formerNames, MESSAGE_TYPES, MESSAGES, type MessageType } from './message-table.ts';
import type { QueueName } from './queue-table.ts';

/** The handlers of a worker: all providers with `@Handles`, each within the interceptors. */
@Injectable()
export class MessageHandlers {
  readonly #interceptors: readonly MessageInterceptor[];
  #handlers: ReadonlyMap<MessageType, MessageHandler> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    @Optional() @Inject(MESSAGE_INTERCEPTORS) interceptors?: readonly MessageInterceptor[],
  ) {
    this.#interceptors = interceptors ?? [];
  }

  /** Only once all providers exist: from `onModuleInit` on. */
  get(type: MessageType): MessageHandler | undefined {
    this.#handlers ??= this.found();
    return this.#handlers.get(type);
  }

  /**
   * Compares the handlers with the message table.
   * @throws Error that names each message type of these queues without a handler, each type with two, and each whose former names differ
   */
  check(queues: readonly QueueName[]): void {
    const declared = this.declared();
    const problems = MESSAGE_TYPES.flatMap((type) => {
      const handlers = declared.filter((each) => each.type === type);
      const names = handlers.map(({ name }) => name).join(' and ');
      if (handlers.length > 1) return [`${type} has ${handlers.length} handlers: ${names}`];
      if (handlers.length === 0) return queues.includes(MESSAGES[type].queue) ? [`${type} has no handler`] : [];
      const inTable = formerNames(type).join(', ');
      const inHandler = handlers.flatMap(({ formerly }) => formerly).join(', ');
      if (inTable === inHandler) return [];
      return [`${type} was formerly named [${inTable}] by the message table, but [${inHandler}] by ${names}`];
    });
    if (problems.length > 0) throw new Error(`The handlers do not fit the message table: ${problems.join('; ')}.`);
  }

  private found(): ReadonlyMap<MessageType, MessageHandler> {
    return new Map(this.declared().map(({ type, handler }) => [type, this.intercepted(handler)]));
  }

  private declared() {
    const providers = new Set(this.discovery.getProviders({ metadataKey: HANDLED.KEY }));
    return [...providers].flatMap(({ metatype, instance, name }) =>
      metatype
        ? handledBy(metatype).map((handled) => ({
            ...handled,
            name: String(name),
            handler: instance as MessageHandler,
          }))
        : [],
    );
  }

  private intercepted(handler: MessageHandler): MessageHandler {
    return {
      handle: (message, context) =>
        this.#interceptors.reduceRight(
          (next, interceptor) => () => interceptor.intercept(message, next),
          () => handler.handle(message, context),
        )(),
      onFailed: async (message, error) => handler.onFailed?.(message, error),
    };
  }
}
