import type { AudioReport, TimeSpan } from '../report/audio-report.ts';
import { decodeWaveform, type WaveformBucket } from './waveform-data.ts';

export interface WaveformSize {
  readonly width: number;
  readonly height: number;
}

export const defaultWaveformSize: WaveformSize = { width: 800, height: 200 };

/** Colors chosen to differ in lightness as well as in hue, so that the picture can be read without color vision. */
export const waveformColors = {
  background: '#ffffff',
  speech: '#dceefb',
  gap: '#f4f0e6',
  peak: '#7fa8c9',
  rms: '#1f5f8b',
  clipping: '#d62728',
  axis: '#555555',
  grid: '#c8c8c8',
} as const;

export interface WaveformColumn extends WaveformBucket {
  readonly x: number;
}

export interface WaveformMark {
  readonly x: number;
  readonly width: number;
}

export interface WaveformTick {
  readonly x: number;
  readonly label: string;
}

/** The waveform laid out in pixels, for any kind of output. Amplitudes of columns are relative to the tallest one. */
export interface WaveformPicture extends WaveformSize {
  /** Height of the plot; the time axis takes the rest. */
  readonly plotHeight: number;
  readonly columns: readonly WaveformColumn[];
  readonly speech: readonly WaveformMark[];
  /** Pauses that a check complained about or that are longer than 1 s. */
  readonly gaps: readonly WaveformMark[];
  readonly clipping: readonly WaveformMark[];
  readonly ticks: readonly WaveformTick[];
  /** What the top of the plot stands for. */
  readonly topDbfs: string;
}

export const axisHeight = 18;
/** Shorter pauses are not worth a mark. */
const markedGapMs = 1_000;
const minMarkWidth = 2;
const tickStepsMs = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
] as const;
const minTickSpacing = 70;

/**
 * Lays out the waveform of a report.
 * @throws Error when the report holds no waveform (nothing was decoded)
 */
export function layOutWaveform(report: AudioReport, size: WaveformSize = defaultWaveformSize): WaveformPicture {
  const { waveform, measurements } = report;
  if (waveform === undefined || measurements === undefined) throw new Error('the report contains no waveform');
  const durationMs = Math.max(1, measurements.durationMs);
  const toX = (ms: number): number => (Math.min(ms, durationMs) / durationMs) * size.width;
  const mark = ({ startMs, endMs }: TimeSpan, minWidth: number): WaveformMark => {
    const width = Math.max(minWidth, toX(endMs) - toX(startMs));
    return { x: Math.min(toX(startMs), size.width - width), width };
  };
  return {
    ...size,
    plotHeight: size.height - axisHeight,
    columns: columnsOf(decodeWaveform(waveform), waveform.bucketMs, durationMs, waveform.scaleAmplitude, size.width),
    speech: measurements.speechSegments.map((span) => mark(span, 0)),
    gaps: gapsOf(measurements.speechSegments, durationMs).map((span) => mark(span, 0)),
    clipping: measurements.clippingRuns.map((run) => mark(run, minMarkWidth)),
    ticks: ticksOf(durationMs, toX, size.width),
    topDbfs: `${(20 * Math.log10(waveform.scaleAmplitude)).toFixed(1)} dBFS`,
  };
}

/** One column a pixel: extremes and power of the stretches that fall on it, or the nearest one where there are fewer. */
function columnsOf(
  buckets: readonly WaveformBucket[],
  bucketMs: number,
  durationMs: number,
  scale: number,
  width: number,
): readonly WaveformColumn[] {
  return Array.from({ length: width }, (_, x) => {
    const first = Math.min(buckets.length - 1, Math.floor((x * durationMs) / width / bucketMs));
    const last = Math.min(
      buckets.length - 1,
      Math.max(first, Math.ceil(((x + 1) * durationMs) / width / bucketMs) - 1),
    );
    const shown = buckets.slice(Math.max(0, first), last + 1);
    const squares = shown.reduce((sum, bucket) => sum + bucket.rms * bucket.rms, 0);
    return {
      x,
      low: Math.min(0, ...shown.map((bucket) => bucket.low)) / scale,
      high: Math.max(0, ...shown.map((bucket) => bucket.high)) / scale,
      rms: shown.length === 0 ? 0 : Math.sqrt(squares / shown.length) / scale,
    };
  });
}

function gapsOf(segments: readonly TimeSpan[], durationMs: number): readonly TimeSpan[] {
  const edges = [{ startMs: 0, endMs: 0 }, ...segments, { startMs: durationMs, endMs: durationMs }];
  return edges.slice(1).flatMap((segment, i) => {
    const startMs = (edges[i] as TimeSpan).endMs;
    return segment.startMs - startMs > markedGapMs ? [{ startMs, endMs: segment.startMs }] : [];
  });
}

function ticksOf(durationMs: number, toX: (ms: number) => number, width: number): readonly WaveformTick[] {
  const stepMs = tickStepsMs.find((step) => toX(step) >= minTickSpacing) ?? durationMs;
  const ticks: WaveformTick[] = [];
  for (let ms = 0; toX(ms) <= width - minTickSpacing / 2; ms += stepMs)
    ticks.push({ x: toX(ms), label: timeLabel(ms, stepMs) });
  return ticks;
}

function timeLabel(ms: number, stepMs: number): string {
  const seconds = ms / 1000;
  if (stepMs < 1_000) return `${seconds.toFixed(1)}s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const clock = `${hours > 0 ? two(minutes) : minutes}:${two(Math.floor(seconds % 60))}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}
