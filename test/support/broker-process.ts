/**
 * The sandbox's broker in a process of its own, for tests that keep their own event loop busy:
 *
 *   fork('broker-process.ts', [JSON.stringify(configuration of the emulator)], …)
 *
 * Sends its port when it listens, and answers each message `look` with `BrokerState`. Ends with its parent.
 */
import { Clock } from '../../apps/sandbox/src/faults/clock.ts';
import { FaultPlan } from '../../apps/sandbox/src/faults/fault-plan.ts';
import { type EmulatorConfigInput, readEmulatorConfig } from '../../apps/sandbox/src/service-bus/config.ts';
import type { QueueSummary } from '../../apps/sandbox/src/service-bus/model/broker.ts';
import { startServiceBus } from '../../apps/sandbox/src/service-bus/service-bus.ts';

export interface BrokerState {
  readonly queues: readonly QueueSummary[];
  /** How often the lock of a message was renewed since the look before. */
  readonly renewals: number;
}

const clock = new Clock();
const faults = new FaultPlan();
faults.observe();
const bus = await startServiceBus({
  host: '127.0.0.1',
  port: 0,
  clock,
  faults,
  log: () => undefined,
  config: readEmulatorConfig(JSON.parse(process.argv[2] ?? '') as EmulatorConfigInput),
});
process.once('disconnect', () => process.exit());
process.on('message', () => {
  const renewals = faults.endObserving().filter(({ operation }) => operation === 'renew-lock').length;
  faults.observe();
  process.send?.({ queues: bus.queues(), renewals } satisfies BrokerState);
});
process.send?.(bus.port);
