import { type AttributeDefinition, type AttributeName, ATTRIBUTES } from './attributes.ts';
import { METRICS, type MetricDefinition, type MetricName } from './metric-table.ts';
import type { RecordedAttributes } from './metrics.ts';

/** In place of a value that its attribute does not have. */
export const OTHER = 'other';
/** Routes, queues, message types, error codes, statuses. */
const PLAIN_VALUE = /^[\w.:/{}*-]{1,120}$/;
/** What our ids look like (`syn_01…`): a value of an attribute is never one. */
const LIKE_AN_ID = /[0-9A-HJKMNP-TV-Z]{26}|[\da-f]{8}-[\da-f]{4}-/i;

/** Keeps the values of attributes within what the table allows, so that no metric has an unbounded number of series. */
export class BoundedAttributes {
  readonly #seen = new Map<AttributeName, Set<string>>();

  /** Those of the metric's row; other names are left out. */
  of(name: MetricName, given: RecordedAttributes): Record<string, string | number> {
    const row: MetricDefinition = METRICS[name];
    const attributes: Record<string, string | number> = {};
    for (const attribute of row.attributes) {
      const value = given[attribute];
      if (value !== undefined) attributes[attribute] = this.bounded(attribute, value);
    }
    return attributes;
  }

  private bounded(attribute: AttributeName, value: string | number): string | number {
    const { values }: AttributeDefinition = ATTRIBUTES[attribute];
    const text = String(value);
    if (!('max' in values)) return values.includes(text) ? value : OTHER;
    const seen = this.#seen.get(attribute) ?? new Set();
    this.#seen.set(attribute, seen);
    if (seen.has(text)) return value;
    if (seen.size >= values.max || !PLAIN_VALUE.test(text) || LIKE_AN_ID.test(text)) return OTHER;
    seen.add(text);
    return value;
  }
}
