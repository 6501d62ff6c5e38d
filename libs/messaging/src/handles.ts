import type { Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { MessageHandler } from './message-handler.ts';
import type { MessageType } from './message-table.ts';

/** What a class has declared with `@Handles`. */
export interface Handled {
  readonly type: MessageType;
  /** The type's names in earlier releases, as in the message table. */
  readonly formerly: readonly string[];
}

/** Marks a class for Nest's `DiscoveryService`. */
export const HANDLED = DiscoveryService.createDecorator<readonly Handled[]>();

/**
 * Declares a provider as the handler of a message type (ADR 100); may stand more than once on a class. A worker finds all of them when it
 * starts, and compares them with the message table.
 * @param formerly names of the type in earlier releases, of which there may be messages left
 */
export function Handles<T extends MessageType>(
  type: T,
  { formerly = [] }: { readonly formerly?: readonly string[] } = {},
): (handler: Type<MessageHandler<T>>) => void {
  return (handler) => HANDLED([...handledBy(handler), { type, formerly }])(handler);
}

/** What this class itself declares. */
export function handledBy(handler: object): readonly Handled[] {
  return (Reflect.getOwnMetadata(HANDLED.KEY, handler) ?? []) as readonly Handled[];
}
