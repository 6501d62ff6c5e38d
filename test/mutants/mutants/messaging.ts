import type { Mutant } from '../mutant.ts';

/** Queues, retries, outboxes and dead letters. */
export const MESSAGING: readonly Mutant[] = [
  {
    rule: 'a message that the release before does not understand is not sent',
    file: 'libs/messaging/src/message.ts',
    anchor: `if (early !== undefined) throw`,
    replacement: `if (early === '') throw`,
    spec: 'test/upgrade/contract.spec.ts',
  },
  {
    rule: 'the one app that takes the place of the table serves every queue',
    file: 'libs/messaging/src/worker-apps.ts',
    anchor: `queues: QUEUE_NAMES,`,
    replacement: `queues: QUEUE_NAMES.slice(1),`,
    spec: 'libs/messaging/src/queue-table.spec.ts',
  },
  {
    rule: 'a message that this process works on is no reason to doubt the receiver',
    file: 'libs/messaging/src/waiting-messages.ts',
    anchor: `if (own.has(number)) continue;`,
    replacement: `if (own.has('')) continue;`,
    spec: 'libs/messaging/src/waiting-messages.spec.ts',
  },
  {
    rule: 'a message that stays has receivers opened less and less often',
    file: 'libs/messaging/src/waiting-messages.ts',
    anchor: `sighting.backoffMs = Math.min(sighting.backoffMs * 2, this.times.maxBackoffMs);`,
    replacement: `sighting.backoffMs = this.times.firstBackoffMs;`,
    spec: 'libs/messaging/src/waiting-messages.spec.ts',
  },
  {
    rule: 'only active messages wait: neither scheduled nor deferred ones',
    file: 'libs/messaging/src/waiting-messages.ts',
    anchor: `found.push(...messages.filter(({ state }) => state === 'active'));`,
    replacement: `found.push(...messages);`,
    spec: 'libs/messaging/src/waiting-messages.spec.ts',
  },
  {
    rule: 'a connection that works is not replaced after failures that were not in a row',
    file: 'libs/messaging/src/publisher.ts',
    anchor: `this.#failures = 0;
      this.#hasFailed = false;`,
    replacement: `this.#hasFailed = false;`,
    spec: 'libs/messaging/src/publisher.spec.ts',
  },
  {
    rule: 'only an unanswered close of the SDK is survived',
    file: 'libs/messaging/src/connections.ts',
    anchor: `if (!isUnansweredClose(reason)) throw reason;`,
    replacement: `if (!(reason instanceof Error)) throw reason;`,
    spec: 'libs/messaging/src/connections.spec.ts',
  },
  {
    rule: 'a message lives for 14 days',
    file: 'libs/messaging/src/queue-table.ts',
    anchor: `timeToLive: 'P14D',`,
    replacement: `timeToLive: 'PT1H',`,
    spec: 'libs/messaging/src/queue-table.spec.ts',
  },
  {
    rule: 'a queue knows the id of a message for 30 minutes',
    file: 'libs/messaging/src/queue-table.ts',
    anchor: `duplicateWindow: 'PT30M',`,
    replacement: `duplicateWindow: 'PT5M',`,
    spec: 'libs/messaging/src/queue-table.spec.ts',
  },
  {
    rule: 'every queue is served by a worker app',
    file: 'libs/messaging/src/worker-apps.ts',
    anchor: `['voice-enrollment', 'webhook-events', 'notifications', 'maintenance']`,
    replacement: `['voice-enrollment', 'webhook-events', 'maintenance']`,
    spec: 'libs/messaging/src/queue-table.spec.ts',
  },
  {
    rule: 'a back-off grows to 15 minutes at most',
    file: 'libs/messaging/src/retry-policy.ts',
    anchor: `Math.min(FIRST_BACKOFF_MS * 2 ** failures,`,
    replacement: `Math.max(FIRST_BACKOFF_MS * 2 ** failures,`,
    spec: 'libs/messaging/src/retry-policy.spec.ts',
  },
  {
    rule: 'what is not transient is not tried again',
    file: 'libs/messaging/src/retry-policy.ts',
    anchor: `if (!isRetryable(error) || failures + 1 >= maxFailures)`,
    replacement: `if (failures + 1 >= maxFailures)`,
    spec: 'libs/messaging/src/retry-policy.spec.ts',
  },
  {
    rule: 'a message is not tried before the provider’s Retry-After',
    file: 'libs/messaging/src/retry-policy.ts',
    anchor: `retryAfterMs > 0 ? retryAfterMs + Math.ceil(jitteredMs / 4) : jitteredMs`,
    replacement: `retryAfterMs < 0 ? retryAfterMs + Math.ceil(jitteredMs / 4) : jitteredMs`,
    spec: 'libs/messaging/src/retry-policy.spec.ts',
  },
];
