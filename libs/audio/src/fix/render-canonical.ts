import { rmSync } from 'node:fs';
import { canonicalSampleRateHz } from '../convert/resampler.ts';
import type { SampleSpool } from '../convert/sample-spool.ts';
import { type SampleSpan, splicedBlocks, splicedLength } from '../convert/spliced-reader.ts';
import { WavFileWriter } from '../convert/wav-file-writer.ts';
import type { AudioProfile } from '../judge/audio-profile.ts';
import { amplitudeToDb, dbToAmplitude, round } from '../measure/decibel.ts';
import { MonoLevelMeter, type MonoLevels } from '../measure/mono-level-meter.ts';
import type { AudioFix, AudioMeasurements, CanonicalAudio, FixName, TimeSpan } from '../report/audio-report.ts';
import { dcFilter, humFilter, type SectionFilter } from './high-pass.ts';
import { chooseKeptSpans, totalMs } from './kept-spans.ts';

export interface RenderRequest {
  readonly outputPath: string;
  readonly spool: SampleSpool;
  /** Of everything in the spool. */
  readonly levels: MonoLevels;
  readonly measurements: AudioMeasurements;
  readonly segments: readonly TimeSpan[];
  readonly profile: AudioProfile;
}

export interface Rendered {
  readonly canonical: CanonicalAudio;
  readonly fixes: readonly AudioFix[];
}

/** Writes the canonical file: cuts, filter, linear gain, in this order. Nothing is compressed, denoised or made up. */
export function renderCanonical(request: RenderRequest): Rendered {
  const { measurements, profile, spool } = request;
  const fixes: AudioFix[] = [];
  const kept = chooseKeptSpans(measurements, request.segments, profile);
  const spans = kept.spans.map((span) => toSamples(span, spool.length));
  for (const fix of kept.fixes) fixes.push({ fix, detail: cutDetail(fix, kept.spans, measurements.durationMs) });
  const filter = chooseFilter(measurements, profile, fixes);
  const changed = filter !== undefined || kept.fixes.size > 0;
  const levels = changed ? measureSpliced(spool, spans, filter?.()) : request.levels;
  const gainDb = chooseGain(levels, profile, fixes);
  const written = write(request.outputPath, spool, spans, filter?.(), dbToAmplitude(gainDb));
  return {
    fixes,
    canonical: {
      ...written,
      integratedLoudnessLufs: levels.lufs === null ? null : round(levels.lufs + gainDb, 2),
      truePeakDbtp: round(amplitudeToDb(levels.truePeak) + gainDb, 2),
      keptSpans: kept.spans.map(({ startMs, endMs }) => ({ startMs: Math.round(startMs), endMs: Math.round(endMs) })),
    },
  };
}

function toSamples(span: TimeSpan, length: number): SampleSpan {
  const at = (ms: number): number => Math.min(length, Math.round((ms * canonicalSampleRateHz) / 1000));
  return { from: at(span.startMs), to: at(span.endMs) };
}

function cutDetail(fix: FixName, spans: readonly TimeSpan[], durationMs: number): string {
  const kept = `${seconds(totalMs(spans))} of ${seconds(durationMs)} kept`;
  const first = spans[0]?.startMs ?? 0;
  const last = spans.at(-1)?.endMs ?? durationMs;
  switch (fix) {
    case 'select-window':
      return `The best part, from ${seconds(first)} to ${seconds(last)}: ${kept}.`;
    case 'collapse-silence':
      return `${spans.length - 1} long pauses shortened: ${kept}.`;
    default:
      return `Silence at the edges cut: ${kept}.`;
  }
}

function seconds(ms: number): string {
  return `${round(ms / 1000, 1)} s`;
}

function chooseFilter(
  measured: AudioMeasurements,
  profile: AudioProfile,
  fixes: AudioFix[],
): (() => SectionFilter) | undefined {
  const beyond = (value: number | null, limit: number | undefined): boolean =>
    limit !== undefined && value !== null && value > limit;
  const offset = beyond(measured.dcOffsetPercent, profile.maxDcOffsetPercent.fix);
  if (offset) fixes.push({ fix: 'remove-dc', detail: `A constant offset of ${measured.dcOffsetPercent} % removed.` });
  if (beyond(measured.humLevelDbfs, profile.maxHumLevelDbfs.fix)) {
    fixes.push({ fix: 'high-pass', detail: `High-pass at 80 Hz against hum at ${measured.humFrequencyHz} Hz.` });
    return () => humFilter(canonicalSampleRateHz);
  }
  return offset ? () => dcFilter(canonicalSampleRateHz) : undefined;
}

function* filtered(
  spool: SampleSpool,
  spans: readonly SampleSpan[],
  filter: SectionFilter | undefined,
): Generator<Float32Array> {
  for (const block of splicedBlocks(spool, spans)) yield filter === undefined ? block : filter.process(block.slice());
}

function measureSpliced(
  spool: SampleSpool,
  spans: readonly SampleSpan[],
  filter: SectionFilter | undefined,
): MonoLevels {
  const meter = new MonoLevelMeter(canonicalSampleRateHz);
  for (const block of filtered(spool, spans, filter)) meter.push(block);
  return meter.finish();
}

/** Gain in dB: to the target loudness where it is missed by more than the tolerance, but never past the true-peak limit. */
function chooseGain(levels: MonoLevels, profile: AudioProfile, fixes: AudioFix[]): number {
  const { targetLoudnessLufs, loudnessToleranceLu, maxTruePeakDbtp } = profile.output;
  const headroomDb = maxTruePeakDbtp - amplitudeToDb(levels.truePeak);
  const missingLu = levels.lufs === null ? 0 : targetLoudnessLufs - levels.lufs;
  const wanted = Math.abs(missingLu) > loudnessToleranceLu ? missingLu : 0;
  const gainDb = Math.min(wanted, headroomDb);
  if (Math.abs(gainDb) < 0.05) return 0;
  const why = wanted > headroomDb ? `a true peak of ${maxTruePeakDbtp} dBTP` : `${targetLoudnessLufs} LUFS`;
  fixes.push({
    fix: 'gain',
    detail: `${gainDb > 0 ? 'Raised' : 'Lowered'} by ${round(Math.abs(gainDb), 1)} dB to reach ${why}.`,
  });
  return gainDb;
}

function write(
  path: string,
  spool: SampleSpool,
  spans: readonly SampleSpan[],
  filter: SectionFilter | undefined,
  gain: number,
) {
  const writer = new WavFileWriter(path, canonicalSampleRateHz, splicedLength(spans), gain);
  try {
    for (const block of filtered(spool, spans, filter)) writer.write(block);
    return writer.finish();
  } catch (error) {
    writer.abandon();
    rmSync(path, { force: true });
    throw error;
  }
}
