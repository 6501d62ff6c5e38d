import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace-base';
import type { Context } from '@opentelemetry/api';

/** The last 12 digits: also in ids that are made from UUIDs these are random. */
const DIGITS = 12;

/** Whether a trace is among the share that is kept: the same answer in every process. */
export function isInRatio(traceId: string, ratio: number): boolean {
  return ratio >= 1 || Number.parseInt(traceId.slice(-DIGITS), 16) < ratio * 16 ** DIGITS;
}

/**
 * Samples traces by their ids. The caller's flag is not used. Spans of other traces are recorded too:
 * whether their work fails or is slow shows at its end.
 */
export class RatioSampler implements Sampler {
  constructor(private readonly ratio: number) {}

  shouldSample(_context: Context, traceId: string): SamplingResult {
    return {
      decision: isInRatio(traceId, this.ratio) ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.RECORD,
    };
  }

  toString(): string {
    return `RatioSampler{${this.ratio}}`;
  }
}
