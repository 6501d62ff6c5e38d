/**
 * Makes the spans of requests and exports them, and does nothing else: node span-loop.ts {sdk|own} {connection string}. `sdk` is OpenTelemetry's
 * SDK with Microsoft's exporter as they come, which compresses as it does to Microsoft's hosts; `own` is what the API has. Told how many requests, and
 * how many calls each makes, it answers with the milliseconds of a processor that each took.
 */
import { Agent } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { type AzureMonitorExporterOptions, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { inSpan, runInContext, runWithin, startSpan, traceFields } from '#observability';
import { telemetrySdk } from '#observability/testing';

export interface LoopQuestion {
  readonly requests: number;
  /** Calls to Cosmos DB for each request. */
  readonly calls: number;
}

/** As many as fill a batch of 512 spans, and some time in which they are sent, as while an API waits. */
const REQUESTS_AT_ONCE = 128;
const PAUSE_MS = 25;
/** A host of Microsoft, so that the exporter does what it does for those. What it sends goes to this machine. */
const MICROSOFT = 'bench.in.applicationinsights.azure.com';
const ADDRESS = { address: '127.0.0.1', family: 4 };

const [kind = '', connectionString = ''] = process.argv.slice(2);
const credential = {
  getToken: () => Promise.resolve({ token: 'token-of-the-bench', expiresOnTimestamp: Date.now() + 86_400_000 }),
};
const OF_REQUEST = { 'http.request.method': 'POST', 'http.route': '/v1/syntheses' };
const OF_CALL = { 'db.system.name': 'azure.cosmosdb', 'db.operation.name': 'read', 'server.address': '127.0.0.1' };
const makeSpans = kind === 'sdk' ? spansOfSdk() : await ownSpans();

process.on('message', (question: LoopQuestion) => void measure(question));
process.send?.({ url: kind });

async function measure({ requests, calls }: LoopQuestion): Promise<void> {
  const before = process.cpuUsage();
  for (let done = 0; done < requests; done += REQUESTS_AT_ONCE) {
    for (let each = 0; each < Math.min(REQUESTS_AT_ONCE, requests - done); each++) await makeSpans(calls);
    await delay(PAUSE_MS);
  }
  const { user, system } = process.cpuUsage(before);
  process.send?.({ cpuMs: (user + system) / 1_000 / requests });
}

function spansOfSdk(): (calls: number) => Promise<void> {
  process.once('disconnect', () => process.exit(0));
  const agent = new Agent({
    keepAlive: true,
    lookup: (_host, { all }, found) => (all ? found(null, [ADDRESS]) : found(null, ADDRESS.address, ADDRESS.family)),
    checkServerIdentity: () => undefined,
  });
  const policy: NonNullable<AzureMonitorExporterOptions['additionalPolicies']>[number]['policy'] = {
    name: 'to-this-machine',
    sendRequest: (request, next) => next(Object.assign(request, { agent })),
  };
  const exporter = new AzureMonitorTraceExporter({
    connectionString: connectionString.replace(ADDRESS.address, MICROSOFT),
    credential,
    disableOfflineStorage: true,
    additionalPolicies: [{ policy, position: 'perRetry' }],
  });
  const tracer = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'bench', 'service.instance.id': 'one' }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  }).getTracer('bench');
  return (calls) => {
    const request = tracer.startSpan('POST /v1/syntheses', { kind: SpanKind.SERVER, attributes: OF_REQUEST });
    const context = trace.setSpan(ROOT_CONTEXT, request);
    for (let each = 0; each < calls; each++) {
      const call = tracer.startSpan('Cosmos DB read', { kind: SpanKind.CLIENT, attributes: OF_CALL }, context);
      call.setAttribute('db.response.status_code', '200');
      call.end();
    }
    request.setAttribute('http.response.status_code', 202);
    request.end();
    return Promise.resolve();
  };
}

async function ownSpans(): Promise<(calls: number) => Promise<void>> {
  const { SdkTelemetry, applicationInsights } = await telemetrySdk();
  const telemetry = new SdkTelemetry({
    service: 'bench',
    instance: 'one',
    ratio: 1,
    slowMs: 60_000,
    metricsIntervalMs: 60_000,
    exporters: [applicationInsights({ connectionString, credential })],
    logger: { warn: (...said: readonly unknown[]) => console.warn(...said) },
  });
  process.once('disconnect', () => void telemetry.close(1_000).then(() => process.exit(0)));
  return async (calls) => {
    const request = startSpan('POST /v1/syntheses', { kind: 'server', parent: null, attributes: OF_REQUEST });
    const serve = async () => {
      for (let each = 0; each < calls; each++) {
        await inSpan('Cosmos DB read', { kind: 'client', attributes: OF_CALL }, (span) => {
          span.set({ 'db.response.status_code': '200' });
          return Promise.resolve();
        });
      }
    };
    await runInContext(traceFields(request.trace), () => runWithin(request, serve));
    request.set({ 'http.response.status_code': 202 });
    request.end();
  };
}
