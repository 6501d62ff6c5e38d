import { setTimeout as delay } from 'node:timers/promises';
import { isServiceBusError, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import type { Settlement } from './message-processor.ts';

type Settler = Pick<ServiceBusReceiver, 'completeMessage' | 'abandonMessage' | 'deadLetterMessage'>;

export interface SettleTimes {
  /** How long the broker may take to answer. The SDK waits for the repair of a connection for a minute, or forever. */
  readonly attemptMs: number;
  /** Between two attempts: within it a receiver may have been replaced. */
  readonly pauseMs: number;
  /** In all: as long as a lock lives that nobody renews. */
  readonly totalMs: number;
}

export const SETTLE_TIMES: SettleTimes = { attemptMs: 5_000, pauseMs: 1_000, totalMs: 60_000 };

/** The broker has answered: the next attempt would have the same answer. */
const FINAL_CODES: ReadonlySet<string> = new Set(['MessageLockLost', 'MessageNotFound', 'UnauthorizedAccess']);
/** An `Error` without a code (`MessageAlreadySettled` of `@azure/service-bus` 7.9.5). */
const SETTLED = /already settled/;

class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * Settles a message, by another receiver when the one that there was does not answer: the broker knows a message by its lock token,
 * whichever connection that comes by.
 * @param receiverFor the receiver for an attempt, counted from 0. Undefined: its queue is no longer received from
 * @param stopping after which one attempt more is made
 * @throws Error when the lock is lost, or there is no answer within `totalMs`
 */
export async function settle(
  receiverFor: (attempt: number) => Settler | undefined,
  message: ServiceBusReceivedMessage,
  settlement: Settlement,
  stopping: AbortSignal,
  { attemptMs, pauseMs, totalMs }: SettleTimes = SETTLE_TIMES,
): Promise<void> {
  const endsAt = performance.now() + totalMs;
  for (let count = 0; ; count += 1) {
    const receiver = receiverFor(count);
    if (!receiver) return;
    const isLast = stopping.aborted;
    try {
      return await answeredWithin(attemptMs, attempt(receiver, message, settlement));
    } catch (error) {
      if (isLast || isFinal(error) || performance.now() + pauseMs >= endsAt) throw error;
    }
    await delay(pauseMs, undefined, { ref: false, signal: stopping }).catch(() => undefined);
  }
}

/**
 * Failures of the connection come as errors of several kinds: of the service bus client, of AMQP, of the socket, and as the collection of those
 * that the SDK's own retries had.
 */
function isFinal(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isFinal);
  if (isServiceBusError(error)) return FINAL_CODES.has(error.code);
  return error instanceof Error && SETTLED.test(error.message);
}

async function answeredWithin(timeoutMs: number, answer: Promise<void>): Promise<void> {
  const over = new AbortController();
  const timeout = delay(timeoutMs, undefined, { ref: false, signal: over.signal }).then(() => {
    throw new NoAnswerError(`The broker did not answer within ${timeoutMs} ms.`);
  });
  try {
    await Promise.race([answer, timeout]);
  } finally {
    over.abort();
    // The one that lost the race may still reject.
    void Promise.allSettled([answer, timeout]);
  }
}

function attempt(receiver: Settler, message: ServiceBusReceivedMessage, settlement: Settlement): Promise<void> {
  switch (settlement.kind) {
    case 'complete':
      return receiver.completeMessage(message);
    case 'abandon':
      return receiver.abandonMessage(message);
    case 'dead-letter':
      return receiver.deadLetterMessage(message, {
        deadLetterReason: settlement.reason,
        deadLetterErrorDescription: settlement.description,
      });
  }
}
