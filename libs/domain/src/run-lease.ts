/**
 * Who works on a document at this moment. Written with the ETag, so only one run at a time can hold it; a second delivery of the
 * same message, or one that was lost and came again, finds it and waits.
 */
export interface RunLease {
  /** Random, one for each run. */
  readonly runId: string;
  /** RFC 3339 UTC. The run renews it while it works, and stops by then when it cannot. */
  readonly leaseUntil: string;
}

/** How long a run may go without renewing its lease: as long as the lock of a message. */
export const RUN_LEASE_MS = 60_000;

/**
 * How much later than the holder everybody else counts a lease as ended: the clocks of two workers may differ by some of it, and a
 * request that the holder sent in the last moment takes the rest to arrive.
 */
export const RUN_LEASE_MARGIN_MS = 10_000;

/** The lease of a run that starts or goes on now. */
export function leaseOf(runId: string, now: number): RunLease {
  return { runId, leaseUntil: new Date(now + RUN_LEASE_MS).toISOString() };
}

/** How long another run has to wait before it may take over, in milliseconds; 0 when nobody is at work. */
export function leaseRemainingMs(lease: RunLease | undefined, now: number): number {
  if (lease === undefined) return 0;
  return Math.max(0, Date.parse(lease.leaseUntil) + RUN_LEASE_MARGIN_MS - now);
}
