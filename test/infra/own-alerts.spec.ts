import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '#domain';
import { ATTRIBUTES, CUSTOM_EVENTS, METRICS, OBJECTIVES, recordMetric, useMetricSink } from '#observability';
import { traceQuery } from '../../apps/sandbox/src/cli/job-trace.ts';
import { INFRA } from './bicep.ts';
import {
  durationMs,
  EnvelopeRecorder,
  firings,
  type MetricEnvelope,
  OWN_ALERTS,
  type OwnAlert,
  queryOf,
  valueOf,
} from './own-alerts.ts';
import { unknownWords } from './policies/metrics.ts';
import { SNAPSHOTS } from './snapshots.ts';

const MINUTE_MS = 60_000;
const START = Date.parse('2026-11-22T00:00:00.000Z');
const MINUTES = 16 * 60;
const END = START + MINUTES * MINUTE_MS;
const FAULT_AT = 7 * 60;

/** What a system that is well records in a minute. */
function healthyMinute(): void {
  for (let request = 0; request < 20; request++) {
    recordMetric('http.server.request.duration', 0.04, {
      'http.route': '/v1/syntheses',
      'http.response.status_code': 202,
    });
    recordMetric('voice.speech.first_audio.duration', 0.3, { 'voice.objective': 'met' });
    recordMetric('voice.provider.request.duration', 0.5, { 'voice.provider': 'speech' });
  }
  for (let job = 0; job < 5; job++) {
    recordMetric('voice.queue.age', 2, { 'messaging.destination.name': 'speech-synthesis' });
    recordMetric('voice.outbox.age', 0.02, { 'messaging.destination.name': 'speech-synthesis' });
    recordMetric('voice.poll.lateness', 20, { 'voice.message.type': 'voice.poll' });
    recordMetric('voice.operations.finished', 1, {
      'voice.operation.type': 'speech.synthesis',
      'voice.operation.status': 'succeeded',
    });
    recordMetric('voice.operation.duration', 3, {
      'voice.operation.type': 'speech.synthesis',
      'voice.objective': 'met',
    });
  }
  // A caller's own mistake is no alarm.
  recordMetric('voice.operations.finished', 1, {
    'voice.operation.status': 'failed',
    'error.type': 'provider-rejected',
  });
  recordMetric('http.server.request.duration', 0.01, { 'http.response.status_code': 422 });
}

const times = (count: number, act: () => void) => Array.from({ length: count }).forEach(act);
const answered = (status: number) =>
  recordMetric('http.server.request.duration', 0.1, { 'http.response.status_code': status });
const called = (code: string) =>
  recordMetric('voice.provider.request.duration', 1, { 'voice.provider': 'speech', 'error.type': code });
const tookTooLong = () =>
  recordMetric('voice.operation.duration', 400, {
    'voice.operation.type': 'speech.synthesis',
    'voice.objective': 'missed',
  });
const spokeTooLate = () => recordMetric('voice.speech.first_audio.duration', 4, { 'voice.objective': 'missed' });

interface Fault {
  readonly minutes: number;
  /** In each minute, beside what a healthy system records. */
  readonly records: () => void;
}

/** The fault that each alert is for. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'queue-age': {
    minutes: 1,
    records: () => recordMetric('voice.queue.age', 901, { 'messaging.destination.name': 'speech-synthesis' }),
  },
  'outbox-age': {
    minutes: 1,
    records: () => recordMetric('voice.outbox.age', 601, { 'messaging.destination.name': 'notifications' }),
  },
  'polls-late': {
    minutes: 1,
    records: () => recordMetric('voice.poll.lateness', 1_801, { 'voice.message.type': 'batch.poll' }),
  },
  'jobs-lost': {
    minutes: 1,
    records: () =>
      recordMetric('voice.operations.finished', 1, {
        'voice.operation.status': 'failed',
        'error.type': 'attempts-exhausted',
      }),
  },
  'provider-throttled': { minutes: 15, records: () => times(4, () => called('provider-throttled')) },
  'provider-failing': { minutes: 15, records: () => times(10, () => called('provider-unavailable')) },
  'slo-availability-fast-burn': { minutes: 60, records: () => times(4, () => answered(503)) },
  'slo-availability-slow-burn': { minutes: 5 * 60, records: () => answered(500) },
  'slo-jobs-fast-burn': { minutes: 60, records: () => times(20, tookTooLong) },
  'slo-jobs-slow-burn': { minutes: 5 * 60, records: () => times(4, tookTooLong) },
  'slo-first-audio-fast-burn': { minutes: 60, records: () => times(70, spokeTooLate) },
  'slo-first-audio-slow-burn': { minutes: 5 * 60, records: () => times(12, spokeTooLate) },
};

/** What is recorded in the minutes after this one. */
function recorded(records: () => void, minutes: number, after = 0): readonly MetricEnvelope[] {
  const recorder = new EnvelopeRecorder();
  const stop = useMetricSink(recorder);
  for (let minute = after + 1; minute <= after + minutes; minute++) {
    records();
    recorder.export(START + minute * MINUTE_MS);
  }
  stop();
  return recorder.envelopes;
}

const HEALTHY = recorded(healthyMinute, MINUTES);

/** A healthy system that has a fault beside its other work. */
function withFault(id: string): readonly MetricEnvelope[] {
  const fault = faultOf(id);
  return [...HEALTHY, ...recorded(fault.records, fault.minutes, FAULT_AT)];
}

function faultOf(id: string): Fault {
  const fault = FAULTS[id];
  if (!fault) throw new Error(`there is no fault for ${id}`);
  return fault;
}

describe('alerts on metrics of the apps', () => {
  it('are silent while the system is well', () => {
    for (const alert of OWN_ALERTS) expect(firings(alert, HEALTHY, START, END), alert.id).toEqual([]);
  });

  it.each(OWN_ALERTS.map((alert) => [alert.id, alert] as const))('%s fires once for its fault', (id, alert) => {
    const fired = firings(alert, withFault(id), START, END);
    expect(fired).toHaveLength(1);
    const latest = START + (FAULT_AT + faultOf(id).minutes) * MINUTE_MS + durationMs(alert.frequency);
    expect(fired[0]).toBeGreaterThan(START + FAULT_AT * MINUTE_MS);
    expect(fired[0]).toBeLessThanOrEqual(latest);
  });

  it('tell a slow burn from a fast one', () => {
    const slow = withFault('slo-jobs-slow-burn');
    const fast = OWN_ALERTS.find(({ id }) => id === 'slo-jobs-fast-burn');
    expect(fast && firings(fast, slow, START, END)).toEqual([]);
  });

  it.each(OWN_ALERTS.filter(({ burn }) => burn).map((alert) => [alert.id, alert] as const))(
    '%s is over when the fault is, although the budget of its window is spent',
    (id, alert) => {
      const envelopes = withFault(id);
      const endedAt = START + (FAULT_AT + faultOf(id).minutes) * MINUTE_MS;
      const { short, ...long } = alert;
      if (short === undefined) throw new Error(`${id} has no short window`);
      const [firedAt = 0] = firings(alert, envelopes, START, END);
      const isFiring = (at: number, which: OwnAlert) => (valueOf(which, envelopes, at) ?? 0) > Number(alert.threshold);
      expect([isFiring(firedAt, alert), isFiring(firedAt, long)]).toEqual([true, true]);
      const after = Math.max(endedAt, firedAt) + durationMs(short);
      expect([isFiring(after, alert), isFiring(after, long)]).toEqual([false, true]);
    },
  );

  it.each([
    ['provider-failing', 'openai', 'provider-unavailable'],
    ['provider-throttled', 'translator', 'provider-throttled'],
  ] as const)('%s fires for one provider, however many requests of others succeed', (id, provider, code) => {
    const failing = recorded(
      () =>
        times(2, () =>
          recordMetric('voice.provider.request.duration', 1, { 'voice.provider': provider, 'error.type': code }),
        ),
      15,
      FAULT_AT,
    );
    const alert = OWN_ALERTS.find((each) => each.id === id);
    if (!alert) throw new Error(`there is no alert ${id}`);
    const { by: _, ...pooled } = alert;
    const all = [...HEALTHY, ...failing];
    expect([firings(alert, all, START, END).length, firings(pooled, all, START, END).length]).toEqual([1, 0]);
  });

  it('say nothing about a share of a few', () => {
    const [alert] = OWN_ALERTS.filter(({ id }) => id === 'slo-availability-fast-burn');
    const recorder = new EnvelopeRecorder();
    const stop = useMetricSink(recorder);
    times(19, () => answered(503));
    stop();
    recorder.export(START);
    expect(alert && valueOf(alert, recorder.envelopes, START)).toBeUndefined();
  });
});

/** Names of metrics and events that a query asks for. */
const namesIn = (query: string) =>
  [...query.matchAll(/\bName (?:==|in) \(?((?:'[^']+'(?:, )?)+)/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/'([^']+)'/g)].map(([, name = '']) => name),
  );
const attributesIn = (query: string) => [...query.matchAll(/Properties\['([^']+)'\]/g)].map(([, name = '']) => name);
const workbook = JSON.parse(readFileSync(join(INFRA, 'workbook.json'), 'utf8')) as {
  items: readonly { name: string; content: { query?: string } }[];
};
const workbookQueries = workbook.items.flatMap(({ name, content: { query } }) =>
  query === undefined ? [] : [{ name, query }],
);
const ownQueries = [
  ...OWN_ALERTS.map((alert) => ({ name: alert.id, query: queryOf(alert) })),
  ...workbookQueries.filter(({ query }) => /\bApp(Metrics|Events)\b/.test(query)),
];

const isMetric = (name: string): name is keyof typeof METRICS => Object.hasOwn(METRICS, name);

describe('the names of alerts and workbook', () => {
  it.each(OWN_ALERTS.map((alert) => [alert.id, alert] as const))(
    '%s is about what the tables have',
    (_, alert: OwnAlert) => {
      const { metric, where = {}, among = {}, aggregation, measure } = alert;
      if (!isMetric(metric)) throw new Error(`${metric} is not in the table of metrics`);
      const { kind, attributes } = METRICS[metric];
      if (alert.by) expect(attributes).toContain(alert.by);
      for (const [name, values] of Object.entries({ ...among, ...where })) {
        expect(attributes, name).toContain(name);
        const known =
          name === 'error.type' ? Object.keys(ERROR_CODES) : ATTRIBUTES[name as keyof typeof ATTRIBUTES].values;
        if (Array.isArray(known)) expect(known).toEqual(expect.arrayContaining([...values]));
      }
      // Only a distribution has a largest value, and counts its measurements.
      if (aggregation === 'Maximum') expect(kind).toBe('histogram');
      if (aggregation === 'Share') expect(measure).toBe(kind === 'histogram' ? 'ItemCount' : 'Sum');
      if (alert.burn) expect(Number(alert.threshold)).toBeCloseTo(alert.burn.rate * (1 - alert.burn.objective), 6);
    },
  );

  it('are the same in the query that the template makes of an alert', () => {
    for (const snapshot of SNAPSHOTS) {
      const rules = new Map(
        snapshot
          .ofType('Microsoft.Insights/scheduledQueryRules')
          .map(({ properties }) => [properties['displayName'], properties]),
      );
      for (const alert of OWN_ALERTS) {
        expect(rules.get(alert.id), alert.id).toMatchObject({
          evaluationFrequency: alert.frequency,
          windowSize: alert.window,
          criteria: {
            allOf: [
              {
                query: queryOf(alert),
                metricMeasureColumn: 'Value',
                operator: alert.operator,
                threshold: Number(alert.threshold),
                dimensions: alert.by ? [{ name: 'By', operator: 'Include', values: ['*'] }] : [],
              },
            ],
          },
        });
      }
    }
  });

  it('lead from each metric and event to a query, and back', () => {
    const named = ownQueries.flatMap(({ query }) => namesIn(query));
    const defined = [...Object.keys(METRICS), ...Object.keys(CUSTOM_EVENTS)];
    expect([...new Set(named)].toSorted()).toEqual(defined.toSorted());
  });

  it.each(ownQueries.map(({ name, query }) => [name, query] as const))(
    '%s asks for attributes that its metrics have',
    (_, query) => {
      const known = new Set(
        namesIn(query).flatMap((name): readonly string[] =>
          isMetric(name)
            ? METRICS[name].attributes
            : Object.keys(CUSTOM_EVENTS[name as keyof typeof CUSTOM_EVENTS].attributes),
        ),
      );
      expect(attributesIn(query).filter((name) => !known.has(name))).toEqual([]);
    },
  );

  it('have the objectives of the runbook', () => {
    const runbook = readFileSync(join(INFRA, '..', 'docs', 'runbook.md'), 'utf8');
    const written = Object.entries(OBJECTIVES.operation).map(([type, seconds]) => `| \`${type}\` | ${seconds} s |`);
    for (const row of [...written, `| first audio of live speech | ${OBJECTIVES.firstAudio} s |`]) {
      expect(runbook.replaceAll(/ +/g, ' ')).toContain(row);
    }
  });

  it('are columns of the tables in the query of npm run trace', () => {
    const query = traceQuery('syn_01M8MJENYQ2BTP429WTB3ZZTYV').replaceAll(/^\/\/.*$/gm, '');
    expect(unknownWords(query)).toEqual([]);
  });
});
