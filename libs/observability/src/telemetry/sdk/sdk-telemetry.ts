import { context, trace } from '@opentelemetry/api';
import { useInstrumenter } from '@azure/core-tracing';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../../logging/logger.ts';
import { useMetricSink } from '../../metrics/metrics.ts';
import { useSpanSource } from '../spans.ts';
import { azureInstrumenter } from './azure-instrumenter.ts';
import { LogContextManager } from './context-manager.ts';
import { countedMetrics } from './counted-metrics.ts';
import { Drops } from './drops.ts';
import { ExportQueue } from './export-queue.ts';
import type { Exporters, ReadableLogRecord, ReadableSpan } from './exporter-set.ts';
import { MetricInstruments } from './metric-instruments.ts';
import { OtelSpans } from './otel-spans.ts';
import { RatioSampler } from './ratio-sampler.ts';
import { SpanKeeper } from './span-keeper.ts';

const SCOPE = 'voice-cloning-backend';

export interface SdkTelemetryOptions {
  /** Name of the role in Application Insights, `service.name` in OpenTelemetry. */
  readonly service: string;
  /** Name of this process among those of its role. */
  readonly instance: string;
  readonly ratio: number;
  readonly slowMs: number;
  readonly metricsIntervalMs: number;
  readonly exporters: readonly Exporters[];
  readonly logger: Pick<Logger, 'warn'>;
}

/** Telemetry by the SDK of OpenTelemetry: from its start until `close`, what this process records goes to the exporters. */
export class SdkTelemetry {
  readonly drops: Drops;
  readonly keeper: SpanKeeper;
  readonly #spans: readonly ExportQueue<unknown>[];
  readonly #events: readonly ExportQueue<ReadableLogRecord>[];
  readonly #meters: MeterProvider;
  readonly #ends: readonly (() => unknown)[];

  constructor({ service, instance, ratio, slowMs, metricsIntervalMs, exporters, logger }: SdkTelemetryOptions) {
    this.drops = new Drops(logger);
    const { drops } = this;
    const resource = resourceFromAttributes({ 'service.name': service, 'service.instance.id': instance });
    const queues = exporters.map(({ name, spans }) => ({
      spans,
      queue: new ExportQueue<unknown>(spans, { signal: 'spans', exporter: name, drops }),
    }));
    this.#spans = queues.map(({ queue }) => queue);
    this.#events = exporters.map(
      ({ name, logs }) => new ExportQueue<ReadableLogRecord>(logs, { signal: 'events', exporter: name, drops }),
    );
    const keep = (span: ReadableSpan) => queues.forEach(({ spans, queue }) => queue.add(spans.of(span)));
    this.keeper = new SpanKeeper({ ratio, slowMs, keep });
    // For the Azure SDKs.
    const tracers = new BasicTracerProvider({
      resource,
      sampler: new RatioSampler(ratio),
      spanProcessors: [this.keeper],
    });
    const logs = new LoggerProvider({ resource, processors: [this.#eventProcessor()] });
    this.#meters = new MeterProvider({
      resource,
      readers: exporters.map(
        ({ name, metrics }) =>
          new PeriodicExportingMetricReader({
            exporter: countedMetrics(metrics, { name, drops }),
            exportIntervalMillis: metricsIntervalMs,
            exportTimeoutMillis: Math.min(metricsIntervalMs, 30_000),
          }),
      ),
    });
    context.setGlobalContextManager(new LogContextManager());
    trace.setGlobalTracerProvider(tracers);
    useInstrumenter(azureInstrumenter());
    const instruments = new MetricInstruments(this.#meters.getMeter(SCOPE), logs.getLogger(SCOPE));
    this.#ends = [
      useMetricSink(instruments),
      useSpanSource(new OtelSpans({ scope: SCOPE, resource, ratio, keeper: this.keeper })),
      () => trace.disable(),
      () => context.disable(),
    ];
  }

  /** Sends what is there and ends, within `timeoutMs`. Never rejects. */
  async close(timeoutMs: number): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMs);
    const late = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([
      late,
      Promise.allSettled([
        this.#meters.shutdown(),
        ...[...this.#spans, ...this.#events].map((queue) => queue.close(signal)),
      ]),
    ]);
    for (const end of this.#ends) end();
    this.drops.say();
  }

  #eventProcessor(): LogRecordProcessor {
    return {
      onEmit: (record) => this.#events.forEach((queue) => queue.add(record)),
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
  }
}
