import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricSink } from '#observability';
import { METRICS } from '#observability';
import { INFRA } from './bicep.ts';

type Values = Readonly<Record<string, readonly string[]>>;

/** An alert on a metric of the API or the worker, of `own` in infra/alerts.json. */
export interface OwnAlert {
  readonly id: string;
  readonly severity: number;
  readonly metric: string;
  readonly aggregation: 'Maximum' | 'Total' | 'Share';
  readonly where?: Values;
  readonly among?: Values;
  readonly measure?: 'ItemCount' | 'Sum';
  readonly minimum?: number;
  readonly operator: 'GreaterThan' | 'LessThan';
  readonly threshold: string;
  /** ISO 8601, of hours or minutes. */
  readonly window: string;
  /** The share must be above the threshold in the last part of the window too: the fault is still there. */
  readonly short?: string;
  /** An attribute; each of its values is an alert of its own. */
  readonly by?: string;
  readonly frequency: string;
  /** A burn rate of the error budget that the objective leaves. */
  readonly burn?: { readonly objective: number; readonly rate: number };
  readonly description: string;
}

export const OWN_ALERTS = (JSON.parse(readFileSync(join(INFRA, 'alerts.json'), 'utf8')) as { own: readonly OwnAlert[] })
  .own;

/** As much of `Microsoft.ApplicationInsights.Metric` as alerts read: a row of AppMetrics is made of each. */
export interface MetricEnvelope {
  readonly name: 'Microsoft.ApplicationInsights.Metric';
  readonly time: string;
  readonly data: {
    readonly baseType: 'MetricData';
    readonly baseData: {
      readonly metrics: readonly [
        {
          readonly name: string;
          readonly value: number;
          readonly count: number;
          readonly min?: number;
          readonly max?: number;
        },
      ];
      readonly properties: Readonly<Record<string, string>>;
    };
  };
}

const MINUTE_MS = 60_000;

/** `PT1H`, `PT15M` */
export function durationMs(text: string): number {
  const [, hours, minutes] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(text) ?? [];
  return (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
}

/** What the alert compares with its threshold at this moment, of the worst value of `by`; undefined where nothing was measured, or too little. */
export function valueOf(alert: OwnAlert, envelopes: readonly MetricEnvelope[], now: number): number | undefined {
  const since = (window: string) => now - durationMs(window);
  const rows = envelopes.filter(({ time, data }) => {
    const at = Date.parse(time);
    return at > since(alert.window) && at <= now && data.baseData.metrics[0].name === alert.metric;
  });
  if (alert.aggregation === 'Share') {
    const groups = Map.groupBy(rows, ({ data }) => alert.by && data.baseData.properties[alert.by]);
    const { short } = alert;
    const values = [...groups.values()].flatMap((group) => {
      const long = shareOf(alert, group, alert.minimum);
      if (short === undefined || long === undefined) return long ?? [];
      const recent = group.filter(({ time }) => Date.parse(time) > since(short));
      return Math.min(long, shareOf(alert, recent) ?? -Infinity);
    });
    const worst = Math.max(...values);
    return Number.isFinite(worst) ? worst : undefined;
  }
  const found = those(rows, alert.where);
  if (found.length === 0) return undefined;
  if (alert.aggregation === 'Total') return counted(alert, found);
  return Math.max(...found.map(({ data }) => data.baseData.metrics[0].max ?? -Infinity));
}

function shareOf(alert: OwnAlert, rows: readonly MetricEnvelope[], minimum = 0): number | undefined {
  const among = those(rows, alert.among);
  const all = counted(alert, among);
  if (all < minimum || all === 0) return undefined;
  return counted(alert, those(among, alert.where)) / all;
}

function those(rows: readonly MetricEnvelope[], values: Values = {}): readonly MetricEnvelope[] {
  return rows.filter(({ data: { baseData } }) =>
    Object.entries(values).every(([name, allowed]) => allowed.includes(baseData.properties[name] ?? '')),
  );
}

function counted({ measure }: OwnAlert, rows: readonly MetricEnvelope[]): number {
  return rows.reduce((sum, { data: { baseData } }) => {
    const [{ value, count }] = baseData.metrics;
    return sum + (measure === 'ItemCount' ? count : value);
  }, 0);
}

/** When the alert fires (see ADR 167), as often as its frequency looks: it fires again only after it was resolved. */
export function firings(
  alert: OwnAlert,
  envelopes: readonly MetricEnvelope[],
  from: number,
  to: number,
): readonly number[] {
  const ofMetric = envelopes.filter(({ data }) => data.baseData.metrics[0].name === alert.metric);
  const times: number[] = [];
  let isFiring = false;
  for (let now = from; now <= to; now += durationMs(alert.frequency)) {
    const value = valueOf(alert, ofMetric, now);
    const limit = Number(alert.threshold);
    const isOver = value !== undefined && (alert.operator === 'GreaterThan' ? value > limit : value < limit);
    if (isOver && !isFiring) times.push(now);
    isFiring = isOver;
  }
  return times;
}

/** The query that the template makes of the alert: it says the same as `valueOf`. */
export function queryOf({ metric, aggregation, where, among, measure, minimum, short, by }: OwnAlert): string {
  const rows = (values: Values = {}): string =>
    Object.entries(values)
      .map(([name, allowed]) => `tostring(Properties['${name}']) in (${allowed.map((each) => `'${each}'`).join(', ')})`)
      .join(' and ') || 'true';
  const ofMetric = `AppMetrics | where Name == '${metric}' and`;
  if (aggregation === 'Share') {
    const isNow = `TimeGenerated > ago(${short?.slice(2).toLowerCase()})`;
    const now = `AmongNow = todouble(sumif(${measure}, ${isNow})), ThoseNow = todouble(sumif(${measure}, ${isNow} and ${rows(where)}))`;
    const sums = `Among = todouble(sum(${measure})), Those = todouble(sumif(${measure}, ${rows(where)}))`;
    const [enough, value] = short
      ? [' and AmongNow > 0', 'min_of(Those / Among, ThoseNow / AmongNow)']
      : ['', 'Those / Among'];
    const [split, column] = by ? [` by By = tostring(Properties['${by}'])`, ', By'] : ['', ''];
    return `${ofMetric} ${rows(among)} | summarize ${sums}${short ? `, ${now}` : ''}${split} | where Among >= ${minimum}${enough} | project Value = ${value}${column}`;
  }
  const value = aggregation === 'Maximum' ? 'max(Max)' : 'sum(Sum)';
  return `${ofMetric} ${rows(where)} | summarize Value = ${value} | where isnotnull(Value)`;
}

/**
 * Takes what `recordMetric` records, and gives it out as the exporter does: for each minute, metric and set of attributes an envelope with the sum, and for a
 * distribution the number of measurements, the smallest and the largest.
 */
export class EnvelopeRecorder implements MetricSink {
  #minute = new Map<string, MetricEnvelope['data']['baseData']>();
  readonly envelopes: MetricEnvelope[] = [];

  record: MetricSink['record'] = (name, value, attributes) => {
    const properties = Object.fromEntries(
      Object.entries(attributes).flatMap(([key, each]) => (each === undefined ? [] : [[key, String(each)] as const])),
    );
    const key = JSON.stringify([name, properties]);
    const before = this.#minute.get(key)?.metrics[0];
    const isDistribution = METRICS[name].kind === 'histogram';
    const metric = {
      name,
      value: (before?.value ?? 0) + value,
      count: isDistribution ? (before?.count ?? 0) + 1 : 1,
      ...(isDistribution && {
        min: Math.min(before?.min ?? value, value),
        max: Math.max(before?.max ?? value, value),
      }),
    };
    this.#minute.set(key, { metrics: [metric], properties });
  };

  event: MetricSink['event'] = () => undefined;

  /** At the end of a minute. @param now epoch milliseconds */
  export(now: number): void {
    for (const baseData of this.#minute.values()) {
      const time = new Date(now).toISOString();
      this.envelopes.push({
        name: 'Microsoft.ApplicationInsights.Metric',
        time,
        data: { baseType: 'MetricData', baseData },
      });
    }
    this.#minute = new Map();
  }
}
