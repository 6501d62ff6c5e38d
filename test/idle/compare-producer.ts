import { setTimeout as delay } from 'node:timers/promises';
import { Control } from '../chaos/control.ts';
import { HOUR_MS, type IdleCounts, idleCounts, passHour, probe, SETTLE_MS, startAndSpeak } from './idle-system.ts';
import { START_MS, untilNoScheduleIsDue } from './leave-alone.ts';

const PRODUCER = 'silent';

/** For an hour of the sandbox's clock to pass. */
const MAX_PASSING_MS = 300_000;

type Log = (line: string) => void;

/**
 * A system with a producer that is configured and sends nothing, beside the same system without one, for the same hour of the sandbox's clock.
 * @returns what must not be
 */
export async function compareProducer({ log }: { readonly log: Log }): Promise<readonly string[]> {
  // The clock moves by an hour, in some minutes.
  await untilNoScheduleIsDue(START_MS + HOUR_MS + MAX_PASSING_MS, log);
  log('a system with a silent producer and one without are left alone for an hour of the sandbox’s clock');
  const [without, having] = await Promise.all([hourOf([]), hourOf([PRODUCER])]);
  for (const line of differences(without, having)) log(`  ${line}`);
  const own = having.counters.filter(({ resource }) => resource.endsWith(`-${PRODUCER}`));
  const ofProducer = own
    .filter(({ operation }) => operation === 'send' || operation === 'receive')
    .reduce((sum, { calls }) => sum + calls, 0);
  log(`messages on its queues: ${ofProducer} (at most 0)`);
  return [
    // The worker asks an idle queue now and then whether its receiver still delivers.
    ...(own.length === 0 ? ['no worker has served the queue of the silent producer'] : []),
    ...(ofProducer > 0 ? [`${ofProducer} messages were on the queues of the silent producer`] : []),
    ...(['messagesSent', 'cosmosCalls'] as const).flatMap((what) => {
      const line = `${what}: ${without[what]} without a producer, ${having[what]} with one`;
      log(line);
      return having[what] > without[what] ? [line] : [];
    }),
  ];
}

/** The calls that the two systems did not make equally often. */
function differences(without: IdleCounts, having: IdleCounts): readonly string[] {
  const countsOf = ({ counters }: IdleCounts) =>
    new Map(
      counters.map(
        ({ service, operation, resource, calls }) => [`${service} ${operation} ${resource}`, calls] as const,
      ),
    );
  const [before, after] = [countsOf(without), countsOf(having)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((call) => before.get(call) !== after.get(call))
    .map((call) => `${call}: ${before.get(call) ?? 0} without a producer, ${after.get(call) ?? 0} with one`);
}

async function hourOf(producers: readonly string[]): Promise<IdleCounts> {
  const system = await startAndSpeak({ apis: 1, workers: 1, producers });
  try {
    const control = new Control(system.endpoint('control'));
    using _probing = probe(system);
    await delay(SETTLE_MS);
    await control.countAgain();
    await passHour(system);
    return idleCounts(await control.counters());
  } finally {
    await system.stop();
  }
}
