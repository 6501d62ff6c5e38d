import type { Logger as EventLogger } from '@opentelemetry/api-logs';
import type { Attributes, Meter } from '@opentelemetry/api';
import { BoundedAttributes } from '../../metrics/bounded-attributes.ts';
import type { EventName } from '../../metrics/event-table.ts';
import { type MetricDefinition, type MetricName, METRICS } from '../../metrics/metric-table.ts';
import { type MetricSink, observations, type RecordedAttributes } from '../../metrics/metrics.ts';

/** Makes an event of its own of a log record, in Application Insights. */
const CUSTOM_EVENT = 'microsoft.custom_event.name';

/** As long as what is counted now and then stays true: the counts of dead letters come every 10 minutes. */
export const MAX_GAUGE_AGE_MS = 15 * 60_000;

type RecordValue = (value: number, attributes: Attributes) => void;

/** Instruments of OpenTelemetry, one for each row of the table. */
export class MetricInstruments implements MetricSink {
  readonly #record = new Map<MetricName, RecordValue>();
  readonly #bounded = new BoundedAttributes();

  constructor(
    meter: Meter,
    private readonly events: EventLogger,
  ) {
    for (const name of Object.keys(METRICS) as MetricName[]) this.#record.set(name, this.#instrument(meter, name));
  }

  record(name: MetricName, value: number, attributes: RecordedAttributes): void {
    this.#record.get(name)?.(value, this.#bounded.of(name, attributes));
  }

  event(name: EventName, attributes: RecordedAttributes): void {
    this.events.emit({ eventName: name, attributes: { ...present(attributes), [CUSTOM_EVENT]: name } });
  }

  #instrument(meter: Meter, name: MetricName): RecordValue {
    const { kind, unit, meaning: description, buckets }: MetricDefinition = METRICS[name];
    if (kind === 'counter') {
      const counter = meter.createCounter(name, { unit, description });
      return (value, attributes) => counter.add(value, attributes);
    }
    if (kind === 'histogram') {
      const advice = buckets ? { advice: { explicitBucketBoundaries: [...buckets] } } : {};
      const histogram = meter.createHistogram(name, { unit, description, ...advice });
      return (value, attributes) => histogram.record(value, attributes);
    }
    // The last value of a gauge that is recorded rather than observed, by its attributes.
    const recorded = new Map<string, { value: number; attributes: Attributes; at: number }>();
    meter.createObservableGauge(name, { unit, description }).addCallback((result) => {
      for (const [key, { value, attributes, at }] of recorded) {
        if (performance.now() - at < MAX_GAUGE_AGE_MS) result.observe(value, attributes);
        else recorded.delete(key);
      }
      for (const { name: observed, observed: values } of observations()) {
        if (observed !== name) continue;
        for (const { value, attributes } of values) result.observe(value, this.#bounded.of(name, attributes));
      }
    });
    return (value, attributes) =>
      void recorded.set(JSON.stringify(attributes), { value, attributes, at: performance.now() });
  }
}

function present(attributes: RecordedAttributes): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
}
