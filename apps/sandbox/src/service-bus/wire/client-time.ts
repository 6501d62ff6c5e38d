import type { Clock } from '../../faults/clock.ts';

/*
 * Every moment on the wire is in the client's own time. Clients do not know that a test has moved the sandbox's clock: they schedule
 * messages by their own clock and compute from it how long they may wait with the renewal of a lock. What has to stay right is the time
 * that is left, so the broker adds or takes off what its clock is ahead.
 */

/** A moment of the sandbox's clock as the client is told it. Milliseconds since the Unix epoch. */
export function toClientTime(clock: Clock, sandboxMs: number): number {
  return sandboxMs - clock.now() + Date.now();
}

/** A moment that a client named, on the sandbox's clock. */
export function fromClientTime(clock: Clock, clientMs: number): number {
  return clientMs - Date.now() + clock.now();
}
