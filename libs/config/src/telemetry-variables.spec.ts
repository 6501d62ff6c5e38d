import { describe, expect, it } from 'vitest';
import { TELEMETRY_VARIABLES } from './telemetry-variables.ts';

describe('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', () => {
  const variable = TELEMETRY_VARIABLES.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE;

  it('is read in any case, as OpenTelemetry does', () => {
    expect(['DELTA', 'LowMemory', 'cumulative', undefined].map((value) => variable.parse(value))).toEqual([
      'delta',
      'lowmemory',
      'cumulative',
      'cumulative',
    ]);
    expect(variable.safeParse('sometimes').success).toBe(false);
  });
});
