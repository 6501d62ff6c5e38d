import {
  type EventName,
  type MetricName,
  type MetricSink,
  type RecordedAttributes,
  useMetricSink,
} from '../src/index.ts';

/** Keeps what this process records, until it is disposed of. */
export class RecordedMetrics implements MetricSink, Disposable {
  readonly metrics: { name: MetricName; value: number; attributes: RecordedAttributes }[] = [];
  readonly events: { name: EventName; attributes: RecordedAttributes }[] = [];
  readonly #end = useMetricSink(this);

  record(name: MetricName, value: number, attributes: RecordedAttributes): void {
    this.metrics.push({ name, value, attributes: present(attributes) });
  }

  event(name: EventName, attributes: RecordedAttributes): void {
    this.events.push({ name, attributes });
  }

  /** Of one metric, in order. */
  of(name: MetricName): readonly { readonly value: number; readonly attributes: RecordedAttributes }[] {
    return this.metrics.filter((each) => each.name === name).map(({ value, attributes }) => ({ value, attributes }));
  }

  [Symbol.dispose](): void {
    this.#end();
  }
}

function present(attributes: RecordedAttributes): RecordedAttributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
