import type { AudioProfile } from '../judge/audio-profile.ts';
import type { AudioMeasurements, ClippingRun, FixName, TimeSpan } from '../report/audio-report.ts';

export interface KeptSpans {
  readonly spans: readonly TimeSpan[];
  readonly fixes: ReadonlySet<FixName>;
}

/** Places that the best window should not hold. */
interface Avoided {
  readonly clipping: readonly ClippingRun[];
  readonly changesMs: readonly number[];
}

/** Pauses longer than this are shortened when the recording as a whole is too silent. */
const gapWhenMostlySilentMs = 1_000;
/** A clipped place weighs as much as this much speech when the best window is chosen. */
const clippingPenaltyMs = 500;
const speakerChangePenaltyMs = 3_000;

/**
 * Decides which parts of the recording the canonical file holds: silence at the edges trimmed, long pauses shortened, and
 * where the profile asks for a prompt, the best window. Speech itself is never cut except to choose that window.
 */
export function chooseKeptSpans(
  measured: AudioMeasurements,
  segments: readonly TimeSpan[],
  profile: AudioProfile,
): KeptSpans {
  const fixes = new Set<FixName>();
  const whole = { startMs: 0, endMs: measured.durationMs };
  if (segments.length === 0) return { spans: [whole], fixes };
  const trimmed = trimEdges(whole, segments, profile, fixes);
  const collapsed = collapseGaps(trimmed, segments, maxGapMs(measured, profile), profile.output.collapsedGapMs);
  if (collapsed.length > 1) fixes.add('collapse-silence');
  const longest = profile.maxPromptMs.fix;
  if (longest === undefined || totalMs(collapsed) <= longest) return { spans: collapsed, fixes };
  fixes.add('select-window');
  const severalVoices =
    (measured.speakerDistance ?? 0) > (profile.maxSpeakerDistance.review ?? Number.POSITIVE_INFINITY);
  const avoided = { clipping: measured.clippingRuns, changesMs: severalVoices ? measured.speakerChangesMs : [] };
  return { spans: bestWindow(collapsed, segments, longest, avoided, profile.output.edgePadMs), fixes };
}

export function totalMs(spans: readonly TimeSpan[]): number {
  return spans.reduce((sum, span) => sum + span.endMs - span.startMs, 0);
}

function trimEdges(
  whole: TimeSpan,
  segments: readonly TimeSpan[],
  profile: AudioProfile,
  fixes: Set<FixName>,
): TimeSpan {
  const limit = profile.maxEdgeSilenceMs.fix;
  if (limit === undefined) return whole;
  const { edgePadMs } = profile.output;
  const first = segments[0] as TimeSpan;
  const last = segments.at(-1) as TimeSpan;
  const startMs = first.startMs > limit ? first.startMs - edgePadMs : 0;
  const endMs = whole.endMs - last.endMs > limit ? last.endMs + edgePadMs : whole.endMs;
  if (startMs > 0 || endMs < whole.endMs) fixes.add('trim-silence');
  return { startMs, endMs };
}

function maxGapMs(measured: AudioMeasurements, profile: AudioProfile): number {
  const limit = profile.maxLongestGapMs.fix ?? Number.POSITIVE_INFINITY;
  const tooSilent = measured.silencePercent > (profile.maxSilencePercent.fix ?? 100);
  return tooSilent ? Math.min(limit, gapWhenMostlySilentMs) : limit;
}

/** Leaves half of `leftMs` on each side of every pause longer than `maxMs`. */
function collapseGaps(
  span: TimeSpan,
  segments: readonly TimeSpan[],
  maxMs: number,
  leftMs: number,
): readonly TimeSpan[] {
  const spans: TimeSpan[] = [];
  let { startMs } = span;
  for (let i = 1; i < segments.length; i++) {
    const before = segments[i - 1] as TimeSpan;
    const after = segments[i] as TimeSpan;
    if (after.startMs - before.endMs <= maxMs) continue;
    spans.push({ startMs, endMs: before.endMs + leftMs / 2 });
    startMs = after.startMs - leftMs / 2;
  }
  return [...spans, { startMs, endMs: span.endMs }];
}

/**
 * The stretch of whole segments, at most `longestMs` after the pauses were shortened, with the most speech and the least
 * clipping and change of voice. Ties go to the earliest.
 */
function bestWindow(
  spans: readonly TimeSpan[],
  segments: readonly TimeSpan[],
  longestMs: number,
  avoided: Avoided,
  padMs: number,
): readonly TimeSpan[] {
  let best: { readonly window: TimeSpan; readonly score: number } | undefined;
  let last = 0;
  for (let first = 0; first < segments.length; first++) {
    last = Math.max(last, first);
    while (last + 1 < segments.length && keptMs(spans, windowOf(segments, first, last + 1, padMs)) <= longestMs) last++;
    const window = windowOf(segments, first, last, padMs);
    const score = scoreOf(window, segments.slice(first, last + 1), avoided);
    if (best === undefined || score > best.score) best = { window, score };
  }
  const chosen = best?.window ?? spans[0];
  return chosen === undefined ? spans : limitTotal(intersect(spans, chosen), longestMs);
}

function windowOf(segments: readonly TimeSpan[], first: number, last: number, padMs: number): TimeSpan {
  return {
    startMs: Math.max(0, (segments[first] as TimeSpan).startMs - padMs),
    endMs: (segments[last] as TimeSpan).endMs + padMs,
  };
}

function scoreOf(window: TimeSpan, speech: readonly TimeSpan[], avoided: Avoided): number {
  const inside = (atMs: number): boolean => atMs >= window.startMs && atMs < window.endMs;
  const clipped = avoided.clipping.filter((run) => inside(run.startMs)).length;
  const changes = avoided.changesMs.filter((atMs) => inside(atMs)).length;
  return totalMs(speech) - clipped * clippingPenaltyMs - changes * speakerChangePenaltyMs;
}

function keptMs(spans: readonly TimeSpan[], window: TimeSpan): number {
  return totalMs(intersect(spans, window));
}

function intersect(spans: readonly TimeSpan[], window: TimeSpan): readonly TimeSpan[] {
  return spans.flatMap((span) => {
    const startMs = Math.max(span.startMs, window.startMs);
    const endMs = Math.min(span.endMs, window.endMs);
    return endMs > startMs ? [{ startMs, endMs }] : [];
  });
}

/** One segment may alone be longer than the limit: then its end is cut. */
function limitTotal(spans: readonly TimeSpan[], longestMs: number): readonly TimeSpan[] {
  let left = longestMs;
  return spans.flatMap((span) => {
    const length = Math.min(left, span.endMs - span.startMs);
    left -= length;
    return length > 0 ? [{ startMs: span.startMs, endMs: span.startMs + length }] : [];
  });
}
