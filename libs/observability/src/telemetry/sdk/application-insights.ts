import './no-egress-of-its-own.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  AzureMonitorBaseExporter,
  type AzureMonitorExporterOptions,
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter';
import type { TokenCredential } from '@azure/core-auth';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { EXPORT_TIMEOUT_MS } from './export-queue.ts';
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
  return {
    name: 'application-insights',
    spans: truthful(new AzureMonitorTraceExporter(options(ofSpans)), ofSpans),
    metrics: truthful(new AzureMonitorMetricExporter(options(ofMetrics)), ofMetrics),
    logs: truthful(new AzureMonitorLogExporter(options(ofLogs)), ofLogs),
  };
}

type Policy = NonNullable<AzureMonitorExporterOptions['additionalPolicies']>[number]['policy'];

/** What came of the requests of one export. */
interface Answered {
  failure?: Error;
}

/** Notes what came of each export, and limits how long its requests take. An export that was given up may be answered while the next one waits. */
class AnswerPolicy implements Policy {
  readonly name = 'answer';
  readonly #exports = new AsyncLocalStorage<Answered>();

  during<T>(answered: Answered, send: () => T): T {
    return this.#exports.run(answered, send);
  }

  async sendRequest(...[request, next]: Parameters<Policy['sendRequest']>): ReturnType<Policy['sendRequest']> {
    request.timeout = EXPORT_TIMEOUT_MS;
    const answered = this.#exports.getStore() ?? {};
    delete answered.failure;
    try {
      const response = await next(request);
      const { status, bodyAsText } = response;
      if (status !== 200)
        answered.failure = Object.assign(new Error('refused'), { statusCode: status, ...lostOf(status, bodyAsText) });
      return response;
    } catch (error) {
      answered.failure = error instanceof Error ? error : new Error('failed');
      throw error;
    }
  }
}

/** Of a batch that was taken in part, how many items were not. */
function lostOf(status: number, body: string | null | undefined): { readonly lost?: number } {
  if (status !== 206) return {};
  const { itemsReceived, itemsAccepted } = JSON.parse(body ?? '{}') as {
    itemsReceived?: number;
    itemsAccepted?: number;
  };
  return itemsReceived === undefined || itemsAccepted === undefined ? {} : { lost: itemsReceived - itemsAccepted };
}

/** Without its storage the exporter says success for what it cannot send, for example after 403 and 429: what the ingestion has answered counts. */
function truthful<T, E extends Exporting<T>>(exporter: E & Exporting<T>, policy: AnswerPolicy): E {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) => {
    const answered: Answered = {};
    return policy.during(answered, () =>
      send(items, (result) => {
        const { failure } = answered;
        done(failure ? { code: ExportResultCode.FAILED, error: failure } : result);
      }),
    );
  };
  return exporter;
}

interface Exporting<T> {
  export(items: T, done: (result: ExportResult) => void): unknown;
}
