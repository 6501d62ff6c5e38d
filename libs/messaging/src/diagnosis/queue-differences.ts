import { type AnyQueue, propertiesOf } from '../producers/producer-queues.ts';

/**
 * How the description of a queue, as Service Bus answers it, differs from the table: a sentence for each property.
 * @param document Atom entry with a `QueueDescription`
 * @throws Error when there is no description in it
 */
export function queueDifferences(queue: AnyQueue, document: string): readonly string[] {
  if (!/<QueueDescription\b/.test(document)) throw new Error(`The answer describes no queue ${queue}`);
  const found = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(document)?.[1]?.trim();
  const { lockDuration, timeToLive, duplicateWindow, maxDeliveries, deadLettersExpired } = propertiesOf(queue);
  const wanted: readonly (readonly [name: string, value: string])[] = [
    ['LockDuration', lockDuration],
    ['DefaultMessageTimeToLive', timeToLive],
    ['RequiresDuplicateDetection', 'true'],
    ['DuplicateDetectionHistoryTimeWindow', duplicateWindow],
    ['MaxDeliveryCount', String(maxDeliveries)],
    ['DeadLetteringOnMessageExpiration', String(deadLettersExpired)],
    ['RequiresSession', 'false'],
  ];
  return wanted.flatMap(([name, value]) => {
    const other = found(name);
    return other !== undefined && comparable(other) === comparable(value)
      ? []
      : [`The queue ${queue} has ${name} ${other ?? 'nowhere'}; docs/queues.md has ${value}.`];
  });
}

/** Durations in milliseconds, since `PT30M` and `PT0H30M` are the same; everything else as it is. */
function comparable(value: string): string {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(value);
  if (!match) return value;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  return String((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000);
}
