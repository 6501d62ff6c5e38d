import './no-egress-of-its-own.ts';
import {
  AzureMonitorBaseExporter,
  type AzureMonitorExporterOptions,
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter';
import type { TokenCredential } from '@azure/core-auth';
import { EXPORT_TIMEOUT_MS } from './export-queue.ts';
import type { Exporters } from './exporters.ts';

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
  const options = {
    connectionString,
    credential,
    disableOfflineStorage: true,
    // What cannot be sent at once is dropped: there is more behind it.
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [{ position: 'perRetry' as const, policy: TIMEOUT_POLICY }],
  };
  return {
    name: 'application-insights',
    spans: new AzureMonitorTraceExporter(options),
    metrics: new AzureMonitorMetricExporter(options),
    logs: new AzureMonitorLogExporter(options),
  };
}

type AdditionalPolicy = NonNullable<AzureMonitorExporterOptions['additionalPolicies']>[number];

/** Requests have no limit of their own. */
const TIMEOUT_POLICY: AdditionalPolicy['policy'] = {
  name: 'timeout',
  sendRequest: (request, next) => {
    request.timeout = EXPORT_TIMEOUT_MS;
    return next(request);
  },
};
