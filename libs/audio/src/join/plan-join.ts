import type { SpeechEdges } from './speech-edges.ts';

export interface JoinPart extends Pick<SpeechEdges, 'samples' | 'leadingSilence' | 'trailingSilence'> {
  /** The pause to the next part: its natural length, but within these limits in milliseconds. */
  readonly gap: { readonly minMs: number; readonly maxMs: number };
  /** Silence that was asked for, beyond the pause. */
  readonly pauseAfterMs: number;
}

export interface JoinSpan {
  /** Samples of the part that are kept, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** Where they begin in the whole. */
  readonly at: number;
  /** Samples of silence after them. */
  readonly silenceAfter: number;
  readonly fadeIn: boolean;
  readonly fadeOut: boolean;
}

export interface JoinPlan {
  readonly sampleRateHz: number;
  readonly spans: readonly JoinSpan[];
  readonly totalSamples: number;
}

/** Of a pause that is too long, how much stays at the end of the first part: voices fade out more slowly than they begin. */
const TAIL_SHARE = 0.6;

/** What is kept of each part and how much silence lies between them; the outer edges of the whole stay as they are. */
export function planJoin(parts: readonly JoinPart[], sampleRateHz: number): JoinPlan {
  const samplesOf = (ms: number): number => Math.round((ms * sampleRateHz) / 1000);
  const spans: JoinSpan[] = [];
  let at = 0;
  let from = 0;
  parts.forEach((part, index) => {
    const next = parts[index + 1];
    let to = part.samples;
    let silenceAfter = 0;
    let nextFrom = 0;
    if (next !== undefined) {
      const natural = part.trailingSilence + next.leadingSilence;
      const gap = Math.min(samplesOf(part.gap.maxMs), Math.max(samplesOf(part.gap.minMs), natural));
      const tail = Math.min(part.trailingSilence, Math.max(Math.ceil(gap * TAIL_SHARE), gap - next.leadingSilence));
      const head = Math.min(next.leadingSilence, gap - tail);
      to = Math.max(from, part.samples - part.trailingSilence + tail);
      nextFrom = next.leadingSilence - head;
      silenceAfter = gap - tail - head + samplesOf(part.pauseAfterMs);
    }
    spans.push({ from, to, at, silenceAfter, fadeIn: index > 0, fadeOut: next !== undefined });
    at += to - from + silenceAfter;
    from = nextFrom;
  });
  return { sampleRateHz, spans, totalSamples: at };
}
