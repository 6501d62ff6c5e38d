import {
  type AttributeDefinition,
  ATTRIBUTES,
  CUSTOM_EVENTS,
  type EventDefinition,
  type MetricDefinition,
  METRICS,
  OBJECTIVES,
} from '#observability';

/** docs/metrics.md: every metric and every custom event, from their tables in libs/observability. */
export function metricsPage(): string {
  return `# Metrics and events

Made from \`libs/observability/src/metrics\` by \`npm run generate\`; do not edit it here.

The API and the worker record these while telemetry is configured ([configuration.md](configuration.md)): in Application Insights as \`customMetrics\` and \`customEvents\`, by OTLP as
metrics and log records. Without telemetry nothing is recorded. No attribute of a metric has an id, a tenant, a name or a text as its value.

## Metrics

In Application Insights a histogram shows its sum, count, minimum and maximum of each minute; OTLP has the buckets too.

| Metric | Kind | Unit | Meaning | Recorded by | Attributes |
| --- | --- | --- | --- | --- | --- |
${Object.entries<MetricDefinition>(METRICS).map(metricRow).join('\n')}

## Attributes

A value that is not in its list is recorded as \`other\`, and so is every further one when there are more than the number given.

| Attribute | Meaning | Values |
| --- | --- | --- |
${Object.entries<AttributeDefinition>(ATTRIBUTES).map(attributeRow).join('\n')}

## Events

| Event | Meaning | Recorded by | Attributes |
| --- | --- | --- | --- |
${Object.entries<EventDefinition>(CUSTOM_EVENTS).map(eventRow).join('\n')}

## Objectives

95 of 100 should take no longer than this. \`voice.objective\` says of each whether it did.

| What | Seconds |
| --- | --- |
| First audio of live speech | ${OBJECTIVES.firstAudio} |
${Object.entries(OBJECTIVES.operation)
  .map(([type, seconds]) => `| From accepting to ending \`${type}\` | ${seconds.toLocaleString('en')} |`)
  .join('\n')}
`;
}

function metricRow([name, { kind, unit, meaning, emitters, attributes }]: [string, MetricDefinition]): string {
  return row([`\`${name}\``, kind, `\`${unit}\``, meaning, emitters.join(', '), listed(attributes)]);
}

function attributeRow([name, { meaning, values }]: [string, AttributeDefinition]): string {
  const text = 'max' in values ? `${values.source}; ${values.max} at most` : listed(values);
  return row([`\`${name}\``, meaning, text]);
}

function eventRow([name, { meaning, emitters, attributes }]: [string, EventDefinition]): string {
  const described = Object.entries(attributes).map(([attribute, what]) => `\`${attribute}\` (${what})`);
  return row([`\`${name}\``, meaning, emitters.join(', '), described.join(', ')]);
}

function listed(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(', ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}
