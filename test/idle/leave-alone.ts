import { setTimeout as delay } from 'node:timers/promises';
import { Control } from '../chaos/control.ts';
import { isScheduledAt, SLOT_MS } from './schedules.ts';
import { idleCounts, passHour, probe, rates, SETTLE_MS, startAndSpeak } from './idle-system.ts';

const MINUTE_MS = 60_000;
const MAX_CONNECTIONS = 2;
const MAX_COSMOS_CALLS = 4;
/** Of a replica that Azure bills at the idle price: https://learn.microsoft.com/azure/container-apps/billing. */
const MAX_PROCESSORS = 0.01;
const MAX_BYTES_PER_SECOND = 1_000;
/** For a system to start and to speak. */
export const START_MS = 2 * MINUTE_MS;

type Log = (line: string) => void;

/** One API and one worker, in real time. @returns what must not be */
export async function leaveAlone({ minutes, log }: { minutes: number; log: Log }): Promise<readonly string[]> {
  await untilNoScheduleIsDue(START_MS + minutes * MINUTE_MS, log);
  const system = await startAndSpeak({ apis: 1, workers: 1 });
  try {
    const control = new Control(system.endpoint('control'));
    using _probing = probe(system);
    await delay(SETTLE_MS);
    await control.countAgain();
    log(`one API and one worker are left alone for ${minutes} minutes`);
    await delay(minutes * MINUTE_MS);
    const { counters, messagesSent, amqpConnections, amqpLinks, cosmosCalls } = idleCounts(await control.counters());
    for (const { service, operation, resource, calls } of counters)
      log(`  ${service} ${operation} ${resource} ${calls}`);
    log(`messages sent: ${messagesSent} (at most 0)`);
    log(`AMQP connections opened: ${amqpConnections} (at most ${MAX_CONNECTIONS}), links attached: ${amqpLinks}`);
    log(`Cosmos calls: ${cosmosCalls} (at most ${MAX_COSMOS_CALLS})`);
    return [
      ...(messagesSent > 0 ? [`${messagesSent} messages were sent`] : []),
      ...(amqpConnections > MAX_CONNECTIONS ? [`${amqpConnections} connections were opened`] : []),
      ...(cosmosCalls > MAX_COSMOS_CALLS ? [`Cosmos DB was called ${cosmosCalls} times`] : []),
    ];
  } finally {
    await system.stop();
  }
}

/** Two of each, for an hour of the sandbox's clock, in steps that leave the timers of the processes their time. @returns what must not be */
export async function letAnHourPass({ log }: { log: Log }): Promise<readonly string[]> {
  const system = await startAndSpeak({ apis: 2, workers: 2 });
  try {
    const control = new Control(system.endpoint('control'));
    using _probing = probe(system);
    await delay(SETTLE_MS);
    await control.countAgain();
    const before = await Promise.all(system.apis.map((api) => system.usageOf(api)));
    const since = performance.now();
    log('two APIs and two workers are left alone for an hour of the sandbox’s clock');
    await passHour(system);
    const elapsedMs = performance.now() - since;
    const after = await Promise.all(system.apis.map((api) => system.usageOf(api)));
    const counts = idleCounts(await control.counters());
    log(
      `messages sent: ${counts.messagesSent}, Cosmos calls: ${counts.cosmosCalls}, AMQP connections: ${counts.amqpConnections}`,
    );
    return before.flatMap((usage, index) => {
      const used = rates(usage, after[index] ?? usage, elapsedMs);
      const { processors, receivedBytesPerSecond } = used;
      log(
        `API ${index + 1}: ${processors.toFixed(4)} of a processor (less than ${MAX_PROCESSORS}), ${receivedBytesPerSecond.toFixed(0)} bytes a second received (less than ${MAX_BYTES_PER_SECOND}), over ${(elapsedMs / 1_000).toFixed(0)} s of real time`,
      );
      return [
        ...(processors >= MAX_PROCESSORS ? [`API ${index + 1} used ${processors.toFixed(4)} of a processor`] : []),
        ...(receivedBytesPerSecond >= MAX_BYTES_PER_SECOND
          ? [`API ${index + 1} received ${receivedBytesPerSecond.toFixed(0)} bytes a second`]
          : []),
      ];
    });
  } finally {
    await system.stop();
  }
}

/** Waits until no schedule is due for so long. */
export async function untilNoScheduleIsDue(forMs: number, log: Log): Promise<void> {
  for (;;) {
    const now = Date.now();
    const slots = Array.from({ length: Math.ceil(forMs / SLOT_MS) + 1 }, (_, index) => now + index * SLOT_MS);
    const due = slots.findLast((at) => at - now < forMs && isScheduledAt(at));
    if (due === undefined) return;
    const waitMs = Math.floor(due / SLOT_MS) * SLOT_MS + SLOT_MS - now;
    log(`a schedule is due meanwhile: this begins in ${Math.ceil(waitMs / MINUTE_MS)} minutes`);
    await delay(waitMs);
  }
}
