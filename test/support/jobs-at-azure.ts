import { expect } from 'vitest';
import type { CallCount } from '../../apps/sandbox/src/faults/call-counters.ts';
import type { SystemUnderTest } from './global-system.ts';
import { control } from './system.ts';

/** On a machine that is busy with other systems a recording takes its time before a job begins. */
const SEEN = { timeout: 90_000, interval: 250 };

/**
 * Ends a job at the sandbox's Azure AI Speech after the second call that asks about it: by then the first was answered that the job runs.
 * @param operation of the calls, such as `Consents_Get`
 * @param jobMs how long such a job takes on the sandbox's clock, which is moved by as much
 */
export async function endJobSeenRunning(system: SystemUnderTest, operation: string, jobMs: number): Promise<void> {
  const calls = async () => {
    const { counters } = await control<{ counters: CallCount[] }>(system, 'GET', '/counters');
    return counters.find((count) => count.operation === operation)?.calls ?? 0;
  };
  await expect.poll(calls, SEEN).toBeGreaterThanOrEqual(2);
  await control(system, 'POST', '/clock', { advanceMs: jobMs });
}
