import { setTimeout as delay } from 'node:timers/promises';
import { isRetryable, isTerminal, type Operation, OPERATION_TRANSITIONS } from '#domain';
import { READ_EVERY_MS } from '../platform/operations/operation-watches.ts';

/** How long an EventSource waits before it connects again when a stream has ended. */
export const RECONNECT_AFTER_MS = 1_000;
/** So that proxies keep an idle stream open. */
const HEARTBEAT_EVERY_MS = 15_000;

/**
 * The server-sent events of an operation, as text: when to connect again, each change with its number as id, from the first one after
 * `lastEventId`, a comment every 15 s, until the operation has ended or the signal aborts.
 */
export async function* operationEvents(
  read: () => Promise<Operation>,
  lastEventId: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let sent = lastEventId;
  let quietSince = Date.now();
  yield `retry: ${RECONNECT_AFTER_MS}\n\n`;
  while (!signal.aborted) {
    const operation = await read().catch((error: unknown) => {
      // A moment without the database is no reason to break the stream.
      if (isRetryable(error)) return undefined;
      throw error;
    });
    if (operation) {
      for (const event of operation.events.filter(({ sequence }) => sequence > sent)) {
        sent = event.sequence;
        quietSince = Date.now();
        yield `id: ${event.sequence}\nevent: ${event.status}\ndata: ${JSON.stringify(event)}\n\n`;
      }
      if (isTerminal(OPERATION_TRANSITIONS, operation.status)) return;
    }
    if (Date.now() - quietSince >= HEARTBEAT_EVERY_MS) {
      quietSince = Date.now();
      yield ': still here\n\n';
    }
    await delay(READ_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether a listener who has seen `lastEventId` has seen all that there will ever be. */
export function isNothingLeft({ status, events }: Operation, lastEventId: number): boolean {
  return isTerminal(OPERATION_TRANSITIONS, status) && !events.some(({ sequence }) => sequence > lastEventId);
}
