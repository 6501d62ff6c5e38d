import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MAX_GAUGE_AGE_MS, MetricInstruments } from './metric-instruments.ts';

class Reader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

function instruments() {
  // As the exporter of Application Insights has it.
  const reader = new Reader({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
  const sink = new MetricInstruments(meter, new LoggerProvider().getLogger('test'));
  const values = async () => {
    const { resourceMetrics } = await reader.collect();
    return resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .filter(({ descriptor }) => descriptor.name === 'voice.dead_letters')
      .flatMap(({ dataPoints }) =>
        dataPoints.map(({ value, attributes }) => [attributes['messaging.destination.name'], value]),
      );
  };
  return { sink, values };
}

describe(MetricInstruments.name, () => {
  afterEach(() => vi.useRealTimers());

  it('tells a recorded gauge until its value is too old', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { sink, values } = instruments();
    const count = (queue: string, value: number) =>
      sink.record('voice.dead_letters', value, { 'messaging.destination.name': queue });
    count('webhooks', 5);
    count('webhooks', 4);
    vi.advanceTimersByTime(MAX_GAUGE_AGE_MS - 1);
    count('maintenance', 1);
    expect(await values()).toEqual([
      ['webhooks', 4],
      ['maintenance', 1],
    ]);
    vi.advanceTimersByTime(1);
    expect(await values()).toEqual([['maintenance', 1]]);
  });
});
