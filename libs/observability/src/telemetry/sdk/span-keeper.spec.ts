import { context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { isInRatio, RatioSampler } from './ratio-sampler.ts';
import { MAX_HELD_OF_ROOT, MAX_HELD_SPANS, MAX_OPEN_SPANS, SAMPLE_RATE, SpanKeeper } from './span-keeper.ts';

const IN = '4bf92f3577b34da6a3ce1000000000ff';
const OUT = '4bf92f3577b34da6a3ceffffffffffff';
const RATIO = 0.25;
const SLOW_MS = 10_000;

function keeperWith(ratio = RATIO) {
  const kept: ReadableSpan[] = [];
  const keeper = new SpanKeeper({ ratio, slowMs: SLOW_MS, keep: (span) => kept.push(span) });
  const provider = new BasicTracerProvider({ sampler: new RatioSampler(ratio), spanProcessors: [keeper] });
  const tracer = provider.getTracer('test');
  const below = (parent: Span | undefined, name: string, startTime?: number) =>
    tracer.startSpan(
      name,
      { ...(startTime !== undefined && { startTime }) },
      parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT,
    );
  const consumer = (sender: Span): Span => {
    const remote = { ...sender.spanContext(), isRemote: true };
    return tracer.startSpan('handle', { kind: SpanKind.CONSUMER }, trace.setSpanContext(ROOT_CONTEXT, remote));
  };
  const root = (traceId: string, startTime?: number): Span => {
    const remote = { traceId, spanId: '00f067aa0ba902b7', traceFlags: 0, isRemote: true };
    return tracer.startSpan(
      'root',
      { ...(startTime !== undefined && { startTime }) },
      trace.setSpanContext(ROOT_CONTEXT, remote),
    );
  };
  const rates = () => Object.fromEntries(kept.map(({ name, attributes }) => [name, attributes[SAMPLE_RATE] ?? 100]));
  return { keeper, below, consumer, root, kept, rates };
}

describe(SpanKeeper.name, () => {
  it('keeps the share of traces that the ratio says, each with its rate', () => {
    const { below, root, rates } = keeperWith();
    for (const traceId of [IN, OUT]) {
      const request = root(traceId);
      below(request, 'call').end();
      request.end();
    }
    expect(rates()).toEqual({ call: 25, root: 25 });
  });

  it('keeps all spans of this process when the work has failed, and counts them as themselves', () => {
    for (const traceId of [IN, OUT]) {
      const { below, root, rates } = keeperWith();
      const request = root(traceId);
      below(request, 'call').end();
      request.setStatus({ code: SpanStatusCode.ERROR });
      request.end();
      expect(rates()).toEqual({ call: 100, root: 100 });
    }
  });

  it('decides by itself for a message that comes back to the process that is still sending it', () => {
    const { below, consumer, root, kept } = keeperWith();
    const request = root(OUT, Date.now() - SLOW_MS - 1_000);
    const send = below(request, 'send');
    consumer(send).end();
    send.end();
    request.end();
    expect(kept.map(({ name }) => name)).toEqual(['send', 'root']);
  });

  it('keeps what was slow, unless it is meant to last', () => {
    const { keeper, root, kept } = keeperWith();
    root(OUT, Date.now() - SLOW_MS - 1_000).end();
    const stream = root(OUT, Date.now() - SLOW_MS - 1_000);
    keeper.noteLong(stream);
    stream.end();
    expect(kept).toHaveLength(1);
  });

  it('decides for spans that outlive their work as for the work', () => {
    const { below, root, rates } = keeperWith();
    const request = root(OUT);
    const late = below(request, 'late');
    request.setStatus({ code: SpanStatusCode.ERROR });
    request.end();
    below(late, 'later').end();
    late.end();
    expect(rates()).toEqual({ root: 100, later: 100, late: 100 });
  });

  it('keeps everything at once with all traces', () => {
    const { keeper, below, root, rates } = keeperWith(1);
    const request = root(OUT);
    below(request, 'call').end();
    expect(rates()).toEqual({ call: 100 });
    expect(keeper.held).toBe(0);
    request.end();
  });

  it('holds a bounded number of spans', () => {
    const { keeper, below, root } = keeperWith();
    const roots = Array.from({ length: 40 }, () => root(OUT));
    for (const request of roots) {
      for (let each = 0; each < MAX_HELD_OF_ROOT + 50; each++) below(request, 'call').end();
    }
    expect(keeper.held).toBe(MAX_HELD_SPANS);
    for (const request of roots) request.end();
    expect(keeper.held).toBe(0);
  });
});

describe('spans that never end', () => {
  it('are forgotten, the oldest first, and what waits for them is decided by their traces', () => {
    const { keeper, below, root, kept, rates } = keeperWith();
    for (const traceId of [IN, OUT]) below(root(traceId), 'call').end();
    expect(keeper.held).toBe(2);
    for (let each = 0; each < MAX_OPEN_SPANS + 10; each++) root(OUT);
    expect(keeper.open).toBe(MAX_OPEN_SPANS);
    expect([keeper.held, kept.length, rates()]).toEqual([0, 1, { call: 25 }]);
  });

  it('count by themselves if they end after all', () => {
    const { root, kept } = keeperWith();
    const [failed, good] = [root(OUT), root(OUT)];
    for (let each = 0; each < MAX_OPEN_SPANS; each++) root(OUT);
    failed.setStatus({ code: SpanStatusCode.ERROR });
    failed.end();
    good.end();
    expect(kept).toHaveLength(1);
  });

  it('are not noted with all traces', () => {
    const { keeper, root } = keeperWith(1);
    for (let each = 0; each < 10; each++) root(OUT);
    expect(keeper.open).toBe(0);
  });
});

describe(isInRatio, () => {
  it('keeps about that share of random ids, and the same ones each time', () => {
    const ids = Array.from({ length: 4_000 }, () => crypto.randomUUID().replaceAll('-', ''));
    const kept = ids.filter((id) => isInRatio(id, RATIO));
    expect(kept.length / ids.length).toBeGreaterThan(RATIO - 0.05);
    expect(kept.length / ids.length).toBeLessThan(RATIO + 0.05);
    expect(ids.filter((id) => isInRatio(id, RATIO))).toEqual(kept);
    expect(ids.every((id) => isInRatio(id, 1))).toBe(true);
    expect(ids.some((id) => isInRatio(id, 0))).toBe(false);
  });
});

it('leaves no context behind', () => expect(context.active()).toBe(ROOT_CONTEXT));
