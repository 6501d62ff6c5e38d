import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childSpan, continueTrace, formatTraceparent, newTrace, parseTraceparent } from './trace-context.ts';
import { traceFields } from './context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const hex = (length: number) =>
  fc
    .uint8Array({ minLength: length / 2, maxLength: length / 2 })
    .map((bytes) => Buffer.from(bytes).toString('hex'))
    .filter((id) => !/^0+$/.test(id));

describe('W3C trace context', () => {
  it('reads the example of the specification', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({ traceId: TRACE, spanId: SPAN, sampled: true });
  });

  it('reads only the sampled flag of the flags', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`)).toMatchObject({ sampled: false });
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-fe`)).toMatchObject({ sampled: false });
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-03`)).toMatchObject({ sampled: true });
  });

  it('reads a later version, whatever it appends', () => {
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01`)).toMatchObject({ traceId: TRACE });
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-the-future-will-be`)).toMatchObject({ traceId: TRACE });
  });

  it.each([
    undefined,
    null,
    7,
    '',
    [`00-${TRACE}-${SPAN}-01`],
    `ff-${TRACE}-${SPAN}-01`,
    `0-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-extra`,
    `00-${TRACE}-${SPAN}-01 `,
    ` 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}a-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-0g`,
    `cc-${TRACE}-${SPAN}-01.later`,
    `cc-${TRACE}-${SPAN}-01-${'x'.repeat(600)}`,
    `00-${TRACE}-${SPAN}-01\n`,
  ])('does not take %j', (value) => {
    expect(parseTraceparent(value)).toBeUndefined();
  });

  it('writes what it reads', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
        expect(parseTraceparent(formatTraceparent({ traceId, spanId, sampled }))).toEqual({ traceId, spanId, sampled });
      }),
    );
  });

  it('makes traces that are valid and different', () => {
    const traces = Array.from({ length: 1_000 }, () => newTrace());
    expect(new Set(traces.map(({ traceId }) => traceId)).size).toBe(1_000);
    expect(new Set(traces.map(({ spanId }) => spanId)).size).toBe(1_000);
    for (const trace of traces) expect(parseTraceparent(formatTraceparent(trace))).toEqual(trace);
  });

  it('gives a child another span of the same trace, sampled as its parent', () => {
    const parent = newTrace(false);
    const child = childSpan(parent);
    expect(child).toMatchObject({ traceId: parent.traceId, sampled: false });
    expect(child.spanId).not.toBe(parent.spanId);
  });

  it('continues a good traceparent and begins again after a bad one', () => {
    expect(continueTrace(`00-${TRACE}-${SPAN}-00`)).toMatchObject({ traceId: TRACE, sampled: false });
    expect(continueTrace(`00-${TRACE}-${SPAN}-00`).spanId).not.toBe(SPAN);
    expect(continueTrace('nonsense').traceId).not.toBe(TRACE);
  });

  it('puts into the log context what the next message carries on', () => {
    const trace = newTrace();
    expect(traceFields(trace)).toEqual({
      traceId: trace.traceId,
      spanId: trace.spanId,
      traceparent: `00-${trace.traceId}-${trace.spanId}-01`,
    });
  });
});
