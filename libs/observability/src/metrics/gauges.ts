import type { Logger } from '../logging/logger.ts';

export type GaugeAttributes = Readonly<Record<string, string>>;

export interface GaugeValue {
  readonly name: string;
  readonly value: number;
  /** UCUM, as OpenTelemetry writes it: `{message}`, `s`, `By`. */
  readonly unit: string;
  readonly attributes: GaugeAttributes;
}

/**
 * What is measured from time to time rather than counted. Each measurement is a log line with the fields `metric`, `value`, `unit` and the
 * attributes, from which a log-based metric or an alert can be made; the last values stay to be observed by an exporter.
 */
export class Gauges {
  readonly #values = new Map<string, GaugeValue>();

  constructor(private readonly logger: Logger) {}

  record(name: string, value: number, unit: string, attributes: GaugeAttributes = {}): void {
    this.#values.set(JSON.stringify([name, attributes]), { name, value, unit, attributes });
    this.logger.info({ metric: name, value, unit, ...attributes }, 'measured');
  }

  /** The last value for each name and set of attributes. */
  values(): readonly GaugeValue[] {
    return [...this.#values.values()];
  }
}
