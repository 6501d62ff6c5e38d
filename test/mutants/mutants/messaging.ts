import type { Mutant } from '../mutant.ts';

/** Queues, retries, outboxes and dead letters. */
export const MESSAGING: readonly Mutant[] = [
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
    } catch (cause) {`,
    replacement: `} catch (cause) {`,
    spec: 'libs/messaging/src/publisher.spec.ts',
  },
  {
    rule: 'only an unanswered close of the SDK is survived',
    file: 'libs/messaging/src/connections.ts',
    anchor: `if (!isUnansweredClose(reason)) throw reason;`,
    replacement: `if (!(reason instanceof Error)) throw reason;`,
    spec: 'libs/messaging/src/connections.spec.ts',
  },
];
