import type { EventAttributes, EventName } from './event-table.ts';
import type { MetricAttributes, MetricName, NameOfKind } from './metric-table.ts';

/** Values of a gauge at one moment, one for each set of attributes. */
export type Observation<N extends MetricName = MetricName> = readonly {
  readonly value: number;
  readonly attributes: MetricAttributes<N>;
}[];

/** Attributes as a sink gets them: one that was left out may stand there as undefined. */
export type RecordedAttributes = Readonly<Record<string, string | number | undefined>>;

/** Takes what is recorded. There is none until telemetry is configured and its modules are loaded. */
export interface MetricSink {
  record(name: MetricName, value: number, attributes: RecordedAttributes): void;
  event(name: EventName, attributes: RecordedAttributes): void;
}

type Observer = () => Observation;

let sink: MetricSink | undefined;
const observers = new Map<Observer, NameOfKind<'gauge'>>();

/** Counts, or adds to a distribution. Does nothing, and costs next to nothing, while no telemetry is configured. */
export function recordMetric<N extends MetricName>(name: N, value: number, attributes: MetricAttributes<N>): void {
  sink?.record(name, value, attributes);
}

/** Notes something that has happened to a document. */
export function recordEvent<N extends EventName>(name: N, attributes: EventAttributes<N>): void {
  sink?.event(name, attributes);
}

/**
 * Has a gauge observed whenever metrics are exported.
 * @returns what ends that
 */
export function observeMetric<N extends NameOfKind<'gauge'>>(name: N, observe: () => Observation<N>): () => void {
  // A new function for each call: the same one may be registered twice.
  const observer = () => observe();
  observers.set(observer, name);
  return () => void observers.delete(observer);
}

/** What all gauges show now. */
export function observations(): readonly { readonly name: MetricName; readonly observed: Observation }[] {
  return [...observers].map(([observe, name]) => ({ name, observed: observe() }));
}

/**
 * Gives to this sink what is recorded from now on, in the whole process.
 * @returns what puts the sink of before in its place
 */
export function useMetricSink(next: MetricSink | undefined): () => void {
  const before = sink;
  sink = next;
  return () => {
    sink = before;
  };
}
