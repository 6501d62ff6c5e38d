import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusClient } from '@azure/service-bus';

/** Makes a client of Service Bus with a connection of its own. It connects when it is first used. */
export type ConnectServiceBus = () => ServiceBusClient;

/** Token of `ConnectServiceBus`. */
export const CONNECT_SERVICE_BUS = Symbol('CONNECT_SERVICE_BUS');

/**
 * Waits for something of the SDK to close, or for `timeoutMs` to pass: after a connection broke, or when the broker does not answer, the
 * SDK may close for a minute or forever, and there is nothing left to wait for.
 */
export async function closedWithin(closing: Promise<unknown>, timeoutMs: number): Promise<void> {
  await Promise.race([Promise.allSettled([closing]), delay(timeoutMs, undefined, { ref: false })]);
}

/**
 * Keeps an unanswered close of the SDK from ending the process; other rejections end it as ever.
 *
 * When a link does not answer a drain, `@azure/service-bus` 7.9.5 closes it from a timer (`receiverHelper.js`, `drain`), and when nobody
 * answers the attach, `rhea-promise` 3.0.3 closes what it opened (`session.js`, `actionAfterTimeout`). Nobody handles it when these
 * closes are not answered either within a minute.
 * @returns what takes this back
 */
export function surviveUnansweredCloses(onUnanswered: (error: Error) => void): () => void {
  if (told.size === 0) process.on('unhandledRejection', onUnhandledRejection);
  told.add(onUnanswered);
  return () => {
    told.delete(onUnanswered);
    if (told.size === 0) process.off('unhandledRejection', onUnhandledRejection);
  };
}

const told = new Set<(error: Error) => void>();

/** Takes back every `surviveUnansweredCloses`: a simulated process ends without a chance to do so, and its listeners would keep it in memory. */
export function forgetUnansweredCloses(): void {
  told.clear();
  process.off('unhandledRejection', onUnhandledRejection);
}

function onUnhandledRejection(reason: unknown): void {
  if (!isUnansweredClose(reason)) throw reason;
  for (const tell of told) tell(reason);
}

function isUnansweredClose(reason: unknown): reason is Error {
  return (
    reason instanceof Error &&
    reason.name === 'OperationTimeoutError' &&
    /^Unable to close the (receiver|sender|amqp session) /.test(reason.message)
  );
}
