import type { AttributeValue } from './attributes.ts';

/**
 * How long what callers wait for may take, in seconds. 95 of 100 should meet it. Durations are compared with these where they are measured: in
 * Application Insights a metric has no percentiles.
 */
export const OBJECTIVES = {
  firstAudio: 1,
  operation: {
    'speech.synthesis': 60,
    'consent.verification': 300,
    'voice.enrollment': 4 * 3_600,
    'speech.batch': 24 * 3_600,
  },
} as const satisfies {
  readonly firstAudio: number;
  readonly operation: { readonly [T in AttributeValue<'voice.operation.type'>]?: number };
};

/** @param seconds that it took @param objective in seconds; undefined: none */
export function objectiveMet(seconds: number, objective: number | undefined): AttributeValue<'voice.objective'> {
  if (objective === undefined) return 'none';
  return seconds <= objective ? 'met' : 'missed';
}
