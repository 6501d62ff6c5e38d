import { minutesOf } from '../../../scripts/cost/deployment.ts';
import { append, at, type Json, listAt, numberAt, put, textAt } from './json.ts';
import { LOG_TABLES, PLATFORM_METRICS, type PlatformMetric } from './metrics-table.ts';
import { type Policy, policy } from './policy.ts';
import type { JsonSnapshot } from './snapshot.ts';
import { isReplyQueue } from '#messaging';

const METRIC_ALERT = 'Insights/metricAlerts';
const LOG_ALERT = 'Insights/scheduledQueryRules';
const WORKBOOK = 'Insights/workbooks';
const CRITERION = 'properties.criteria.allOf.0';
/** How a workbook writes aggregations. */
const WORKBOOK_AGGREGATIONS: Readonly<Record<string, string>> = {
  1: 'Total',
  2: 'Minimum',
  3: 'Maximum',
  4: 'Average',
  7: 'Count',
};

/** One place where a platform metric is read. */
interface MetricUse {
  readonly by: string;
  readonly type: string;
  readonly name: string;
  readonly aggregation: string;
  readonly dimensions: readonly string[];
  /** Over how much time; undefined where the reader chooses. */
  readonly windowMinutes: number | undefined;
}

const usesOf = (snapshot: JsonSnapshot) => [
  ...alertUses(snapshot),
  ...workbookItems(snapshot).flatMap(workbookUses),
  ...scaleUses(snapshot),
];
const metricOf = ({ type, name }: MetricUse): PlatformMetric | undefined => PLATFORM_METRICS[type]?.[name];
/** The uses of metrics that the table has: those of others break a rule of their own. */
const knownUses = (snapshot: JsonSnapshot) =>
  usesOf(snapshot).flatMap((use) => {
    const metric = metricOf(use);
    return metric === undefined ? [] : [{ use, metric }];
  });

function alertUses(snapshot: JsonSnapshot): MetricUse[] {
  return snapshot.ofType(METRIC_ALERT).flatMap((alert) =>
    listAt(alert, 'properties.criteria.allOf').map((criterion) => ({
      by: alert.name,
      type: textAt(criterion, 'metricNamespace').toLowerCase(),
      name: textAt(criterion, 'metricName'),
      aggregation: textAt(criterion, 'timeAggregation'),
      dimensions: listAt(criterion, 'dimensions').map((one) => textAt(one, 'name')),
      windowMinutes: minutesOf(textAt(alert, 'properties.windowSize')),
    })),
  );
}

function workbookItems(snapshot: JsonSnapshot): Json[] {
  return snapshot
    .ofType(WORKBOOK)
    .flatMap((workbook) => listAt(JSON.parse(textAt(workbook, 'properties.serializedData')) as Json, 'items'));
}

function workbookUses(item: Json): MetricUse[] {
  return listAt(item, 'content.metrics').map((one) => ({
    by: `the workbook’s ${textAt(item, 'name')}`,
    type: textAt(one, 'namespace').toLowerCase(),
    name: textAt(one, 'metric').split('--')[1] ?? '',
    aggregation: WORKBOOK_AGGREGATIONS[numberAt(one, 'aggregation')] ?? 'unknown',
    dimensions: listAt(one, 'splitBy').map(String),
    windowMinutes: undefined,
  }));
}

/** KEDA rules that read a metric of Azure Monitor: https://keda.sh/docs/latest/scalers/azure-monitor/. */
function scaleUses(snapshot: JsonSnapshot): MetricUse[] {
  return snapshot.ofType('App/containerApps').flatMap((app) =>
    listAt(app, 'properties.template.scale.rules')
      .filter((rule) => at(rule, 'custom.type') === 'azure-monitor')
      .map((rule) => ({
        by: app.name,
        type: textAt(rule, 'custom.metadata.resourceURI').split('/').slice(0, 2).join('/').toLowerCase(),
        name: textAt(rule, 'custom.metadata.metricName'),
        aggregation: textAt(rule, 'custom.metadata.metricAggregationType'),
        dimensions: [],
        windowMinutes: undefined,
      })),
  );
}

/** Kusto queries of alerts and of the workbook. */
function queriesOf(snapshot: JsonSnapshot): { by: string; text: string }[] {
  const alerts = snapshot
    .ofType(LOG_ALERT)
    .flatMap((alert) =>
      listAt(alert, 'properties.criteria.allOf').map((one) => ({ by: alert.name, text: textAt(one, 'query') })),
    );
  const items = workbookItems(snapshot).map((item) => ({
    by: `the workbook’s ${textAt(item, 'name')}`,
    text: textAt(item, 'content.query'),
  }));
  return [...alerts, ...items.filter(({ text }) => text !== '')];
}

/** Words of a query that are neither tables nor columns: operators and functions of Kusto that queries here use. */
const KUSTO_WORDS = new Set(
  (
    'where and or not in by contains has startswith endswith between extend project summarize order take top asc desc ' +
    'count min max sum avg dcount ago bin now parse_json tostring toint toreal coalesce toscalar let print distinct ' +
    'sumif todouble todatetime isnotnull isnotempty contains_cs true iff min_of'
  )
    .split(' ')
    .filter(Boolean),
);

/** What of a query no table has: strings, numbers and the workbook’s parameters left out, names that the query makes known. */
export function unknownWords(query: string): string[] {
  const bare = query.replaceAll(/'[^']*'|"[^"]*"|\{\w+\}|\b\d\w*/g, ' ').replaceAll(/\.\w+/g, ' ');
  const words = bare.match(/\b[A-Za-z_]\w*/g) ?? [];
  const made = new Set([...bare.matchAll(/\b([A-Za-z_]\w*)\s*=(?![=~])/g)].map(([, name = '']) => name));
  const tables = words.filter((word) => word in LOG_TABLES);
  const columns = new Set(tables.flatMap((table) => LOG_TABLES[table]?.columns ?? []));
  const unknown = words.filter(
    (word) => !KUSTO_WORDS.has(word) && !made.has(word) && !columns.has(word) && !(word in LOG_TABLES),
  );
  return tables.length === 0 ? ['no table that is known', ...unknown] : unknown;
}

/** `ActiveMessages` of `AzureMetrics | where MetricName == 'ActiveMessages'`. */
const metricsInLogs = (query: string) =>
  [...query.matchAll(/\bMetricName\s*(?:==|=~)\s*["'](\w+)["']/g)].map(([, name = '']) => name);

function isExported(name: string): boolean {
  return Object.values(PLATFORM_METRICS).some((metrics) => metrics[name]?.isExported === true);
}

/** Every queue that a worker empties; those of replies may be left out. */
function watchesEachQueue(dimension: Json | undefined): boolean {
  const values = listAt(dimension, 'values').map(String);
  if (at(dimension, 'operator') === 'Exclude') return values.every((queue) => isReplyQueue(queue));
  return values.includes('*');
}

/**
 * That alerts, scale rules and the workbook read what Azure has. Azure checks neither names of metrics nor queries when it takes the template
 * (`skipMetricValidation`, `skipQueryValidation`): the parts do not exist yet. An alert on a name that is wrong never fires.
 */
export const METRIC_POLICIES: readonly Policy[] = [
  policy({
    id: 'metrics/known',
    reason: 'Azure takes an alert on a metric that does not exist, and it never fires.',
    subjects: usesOf,
    finding: (use) =>
      metricOf(use) === undefined ? `${use.by} reads ${use.name} of ${use.type}, which is not in the table` : undefined,
    mutation: {
      what: 'misspells the metric of an alert',
      change: (snapshot) => put(snapshot.first(METRIC_ALERT), `${CRITERION}.metricName`, 'DeadLetteredMessages'),
    },
  }),
  policy({
    id: 'metrics/aggregations',
    reason:
      'Each metric has its own aggregations: the sum of a level, or the level of a sum, is no number that Azure keeps.',
    subjects: knownUses,
    finding: ({ use, metric }) =>
      metric.aggregations.some((one) => one === use.aggregation)
        ? undefined
        : `${use.by} reads the ${use.aggregation} of ${use.name}`,
    mutation: {
      what: 'adds up the messages of an alert that asks for the most',
      change: (snapshot) => put(snapshot.first(METRIC_ALERT), `${CRITERION}.timeAggregation`, 'Total'),
    },
  }),
  policy({
    id: 'metrics/dimensions',
    reason: 'An alert that is split by a dimension that the metric lacks looks at nothing.',
    subjects: knownUses,
    finding: ({ use, metric }) =>
      use.dimensions
        .filter((dimension) => !metric.dimensions.includes(dimension))
        .map((dimension) => `${use.by}: ${use.name} has no dimension ${dimension}`),
    mutation: {
      what: 'splits an alert by the dimension `QueueName`',
      change: (snapshot) =>
        put(
          snapshot.first(METRIC_ALERT, (alert) => listAt(alert, `${CRITERION}.dimensions`).length > 0),
          `${CRITERION}.dimensions.0.name`,
          'QueueName',
        ),
    },
  }),
  policy({
    id: 'metrics/windows',
    reason: 'A window that is shorter than the time over which Azure counts the metric has no value.',
    subjects: knownUses,
    finding: ({ use, metric }) =>
      use.windowMinutes === undefined || use.windowMinutes >= metric.grainMinutes
        ? undefined
        : `${use.by}: ${use.name} is counted over ${metric.grainMinutes} minutes`,
    mutation: {
      what: 'asks every 5 minutes for the availability of an hour',
      change: (snapshot) =>
        put(
          snapshot.first(METRIC_ALERT, (alert) => textAt(alert, `${CRITERION}.metricName`) === 'ServiceAvailability'),
          'properties.windowSize',
          'PT5M',
        ),
    },
  }),
  policy({
    id: 'metrics/work-without-worker',
    reason:
      'Each queue for itself, whatever the layout of the workers: the least of an hour is above 0 only where the queue was never empty.',
    subjects: (snapshot) => [
      snapshot.ofType(METRIC_ALERT).filter((alert) => alert.name.startsWith('messages-without-worker-')),
    ],
    finding: ([alert]) =>
      textAt(alert, `${CRITERION}.metricName`) === 'ActiveMessages' &&
      textAt(alert, `${CRITERION}.timeAggregation`) === 'Minimum' &&
      textAt(alert, `${CRITERION}.dimensions.0.name`) === 'EntityName' &&
      watchesEachQueue(at(alert, `${CRITERION}.dimensions.0`)) &&
      minutesOf(textAt(alert, 'properties.windowSize')) >= 30
        ? undefined
        : 'no alert watches each queue for work that stays',
    mutation: {
      what: 'alerts on the most messages of an hour rather than the least',
      change: (snapshot) =>
        put(
          snapshot.first(METRIC_ALERT, ({ name }) => name.startsWith('messages-without-worker-')),
          `${CRITERION}.timeAggregation`,
          'Maximum',
        ),
    },
  }),
  policy({
    id: 'logs/tables-and-columns',
    reason: 'Azure takes a query with a column that does not exist, and it finds nothing.',
    subjects: queriesOf,
    finding: ({ by, text }) => unknownWords(text).map((word) => `${by}: ${word}`),
    mutation: {
      what: 'misspells a column in the query of an alert',
      change: (snapshot) => {
        const alert = snapshot.first(LOG_ALERT, (one) => textAt(one, `${CRITERION}.query`).includes('Reason'));
        put(alert, `${CRITERION}.query`, textAt(alert, `${CRITERION}.query`).replaceAll('Reason', 'Reason_s'));
      },
    },
  }),
  policy({
    id: 'logs/metrics-that-are-exported',
    reason:
      'Service Bus, for example, does not export the messages that wait: a query for them in AzureMetrics finds nothing.',
    subjects: queriesOf,
    finding: ({ by, text }) =>
      metricsInLogs(text)
        .filter((name) => !isExported(name))
        .map((name) => `${by} looks for ${name}, which Azure does not export`),
    mutation: {
      what: 'looks for waiting messages in the workspace',
      change: (snapshot) =>
        append(snapshot.first(LOG_ALERT), 'properties.criteria.allOf', {
          query: "AzureMetrics | where MetricName == 'ActiveMessages' | summarize min(Minimum)",
        }),
    },
  }),
];
