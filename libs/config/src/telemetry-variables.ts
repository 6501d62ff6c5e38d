import { z } from 'zod';

const milliseconds = z.coerce.number().int().min(1);

/** Where traces, metrics and events are sent. Those of OpenTelemetry have its names. */
export const TELEMETRY_VARIABLES = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: z
    .string()
    .regex(
      /(?:^|;)InstrumentationKey=[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?:;|$)/i,
      'must contain InstrumentationKey={guid}, as Azure shows it under Connection string',
    )
    .optional()
    .describe(
      'Application Insights that traces, metrics and events are sent to, with the managed identity; nothing is sent if not set',
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be a URL with https or http' })
    .optional()
    .describe('OTLP receiver (HTTP, JSON) that traces, metrics and events are sent to; nothing is sent if not set'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,]+=[^,]*(?:,[^=,]+=[^,]*)*$/, 'must be name=value pairs, separated by commas')
    .transform((text) =>
      Object.fromEntries(
        text.split(',').map((pair): [string, string] => {
          const at = pair.indexOf('=');
          return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())];
        }),
      ),
    )
    .optional()
    .describe('Headers for the OTLP receiver, for example authorization=Bearer%20…, separated by commas'),
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: z
    .string()
    // As OpenTelemetry reads it.
    .toLowerCase()
    .pipe(z.enum(['cumulative', 'delta', 'lowmemory']))
    .default('cumulative')
    .describe(
      'What the OTLP receiver gets of counters and histograms: sums since the start, or differences since the export before. Application Insights always gets differences',
    ),
  OTEL_SERVICE_NAME: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'must be a name of letters, digits, periods, dashes and underscores')
    .optional()
    .describe('Name of this role in traces and metrics; `api` or `worker` if not set'),
  OTEL_METRIC_EXPORT_INTERVAL: milliseconds
    .min(1_000)
    .default(60_000)
    .describe('Milliseconds between two exports of metrics'),
  TELEMETRY_RATIO: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      'Share of traces that is sent, by trace id; it must be the same in all processes. Requests and messages that fail or are slow are sent in any case',
    ),
  TELEMETRY_SLOW_MS: milliseconds
    .default(10_000)
    .describe('Requests and messages that take at least this long are slow, except for streams'),
  CONTAINER_APP_REPLICA_NAME: z
    .string()
    .optional()
    .describe('Set by the platform; name of this process in traces and metrics, the host name if not set'),
};

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // As OpenTelemetry does it: what is no encoding is meant as it stands.
  }
}
