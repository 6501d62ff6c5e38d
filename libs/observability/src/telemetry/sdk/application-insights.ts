import './no-egress-of-its-own.ts';
import {
  AzureMonitorBaseExporter,
  type AzureMonitorExporterOptions,
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter';
import type { TokenCredential } from '@azure/core-auth';
import type { ExportResult } from '@opentelemetry/core';
import { AnswerPolicy } from './answer-policy.ts';
import { EnvelopeSender } from './envelope-sender.ts';
import { EnvelopeText } from './envelope-text.ts';
import type { Exporters } from './exporter-set.ts';

export interface ApplicationInsightsOptions {
  readonly connectionString: string;
  readonly credential: TokenCredential;
}

/**
 * As the exporter that Microsoft's own statistics use: that one asks no server of Microsoft for settings, each hour, and counts no statistics of itself.
 * The constructor has this parameter, but those of its subclasses do not pass it on.
 */
class SilentExporter extends AzureMonitorBaseExporter {
  constructor(options: AzureMonitorExporterOptions) {
    super(options, true);
  }
}
for (const exporter of [AzureMonitorTraceExporter, AzureMonitorMetricExporter, AzureMonitorLogExporter]) {
  Object.setPrototypeOf(exporter, SilentExporter);
}

/** Exporters to Application Insights by Entra ID. Nothing is stored on disk, and nothing is sent but to the ingestion endpoint. */
export function applicationInsights({ connectionString, credential }: ApplicationInsightsOptions): Exporters {
  const options = (policy: AnswerPolicy): AzureMonitorExporterOptions => ({
    connectionString,
    credential,
    disableOfflineStorage: true,
    // What cannot be sent at once is dropped: there is more behind it.
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [{ position: 'perRetry', policy }],
  });
  const [ofSpans, ofMetrics, ofLogs] = [new AnswerPolicy(), new AnswerPolicy(), new AnswerPolicy()];
  const text = new EnvelopeText(instrumentationKeyOf(connectionString));
  return {
    name: 'application-insights',
    spans: new EnvelopeSender(text, new AzureMonitorTraceExporter(options(ofSpans)), ofSpans),
    metrics: truthful(new AzureMonitorMetricExporter(options(ofMetrics)), ofMetrics),
    logs: truthful(new AzureMonitorLogExporter(options(ofLogs)), ofLogs),
  };
}

/** The exporters refuse a connection string without one. */
function instrumentationKeyOf(connectionString: string): string {
  return /(?:^|;)\s*InstrumentationKey\s*=\s*([^;]*)/i.exec(connectionString)?.[1]?.trim() ?? '';
}

/** Has the exporter say what the ingestion has answered. */
function truthful<T, E extends Exporting<T>>(exporter: E & Exporting<T>, policy: AnswerPolicy): E {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) => policy.during((told) => send(items, told), done);
  return exporter;
}

interface Exporting<T> {
  export(items: T, done: (result: ExportResult) => void): unknown;
}
