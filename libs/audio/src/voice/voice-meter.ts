import { Resampler, type ResamplerFilter } from '../convert/resampler.ts';
import { powerToDb, round } from '../measure/decibel.ts';
import type { AudioMeasurements, TimeSpan } from '../report/audio-report.ts';
import { BandTrack } from './band-track.ts';
import { effectiveBandwidthHz } from './bandwidth.ts';
import { binCount, FrameAnalyzer, type FrameSpan, msPerFrame, voiceSampleRateHz } from './frame-analyzer.ts';
import { HumDetector } from './hum-detector.ts';
import { LevelSpectra } from './level-spectra.ts';
import { pitchSampleRateHz, PitchTracker } from './pitch-tracker.ts';
import { SpeakerSpreadMeter } from './speaker-spread.ts';
import { speechLikenessPercent } from './speech-likeness.ts';
import { syllablesPerSecond } from './syllable-rate.ts';
import { findVoiceActivity, steadySignalToNoiseDb, type VoiceActivity } from './voice-activity.ts';
import { WaveformSnrMeter } from './waveform-snr.ts';

const maxReportedSegments = 1_000;
const maxReportedChanges = 50;
const firstLevelBin = 3;

/** Frames this far around the speech level are speech, frames this near the floor are noise. */
const speechBelowDb = 10;
const noiseAboveDb = 6;
const noiseClearOfSpeechDb = 15;

/** Clean recordings of compressed speech come down to 10 dB by their waveform; all others stay above this. */
const highestWaveformSnrDb = 16;

/** 1.2 kHz passes, what would be folded below 1 kHz does not. */
const pitchFilter: ResamplerFilter = { size: 12, share: 0.45, beta: 5 };

export type VoiceMeasurements = Pick<
  AudioMeasurements,
  | 'effectiveBandwidthHz'
  | 'speechLikenessPercent'
  | 'signalToNoiseDb'
  | 'steadySignalToNoiseDb'
  | 'noiseFloorDbfs'
  | 'speechLevelDbfs'
  | 'humFrequencyHz'
  | 'humLevelDbfs'
  | 'speechSegments'
  | 'speechSegmentCount'
  | 'netSpeechMs'
  | 'silencePercent'
  | 'longestGapMs'
  | 'longestGapAtMs'
  | 'leadingSilenceMs'
  | 'trailingSilenceMs'
  | 'medianPitchHz'
  | 'lowPitchHz'
  | 'highPitchHz'
  | 'syllablesPerSecond'
  | 'speakerDistance'
  | 'speakerChangesMs'
>;

export interface VoiceFindings {
  readonly measurements: VoiceMeasurements;
  /** All speech segments, for the fixes. */
  readonly segments: readonly TimeSpan[];
}

/** Everything that is measured on the voice: one channel at 24 kHz. */
export class VoiceMeter {
  private readonly track = new BandTrack();
  private readonly spectra = new LevelSpectra();
  private readonly speakers = new SpeakerSpreadMeter();
  private readonly hum = new HumDetector();
  private readonly pitch = new PitchTracker();
  private readonly waveform = new WaveformSnrMeter();
  private readonly slowed = new Resampler(voiceSampleRateHz, pitchSampleRateHz, pitchFilter);
  private readonly frames = new FrameAnalyzer((power, index) => this.frame(power, index));
  private samples = 0;

  push(samples: Float32Array): void {
    this.samples += samples.length;
    this.frames.push(samples);
    this.waveform.push(samples);
    const slow = this.slowed.push(samples);
    this.pitch.push(slow);
    this.hum.push(slow);
  }

  finish(): VoiceFindings {
    this.frames.finish();
    const durationMs = (this.samples * 1000) / voiceSampleRateHz;
    const activity = findVoiceActivity(this.track);
    const segments = activity.segments.map((segment) => toSpan(segment, durationMs));
    const netSpeechMs = segments.reduce((sum, segment) => sum + segment.endMs - segment.startMs, 0);
    const pitch = segments.length === 0 ? undefined : this.pitch.statistics();
    const hum = this.hum.finish();
    const steadyDb = steadySignalToNoiseDb(activity);
    const rate = syllablesPerSecond(this.track, activity.segments);
    const spread = this.speakers.finish();
    const likeness = speechLikenessPercent(this.track, activity.segments, rate, this.pitch.course());
    return {
      segments,
      measurements: {
        effectiveBandwidthHz: this.bandwidthHz(activity),
        speechLikenessPercent: likeness === undefined ? null : round(likeness, 0),
        signalToNoiseDb: steadyDb === null ? null : round(this.lowerSnrDb(steadyDb, activity), 1),
        steadySignalToNoiseDb: steadyDb === null ? null : round(steadyDb, 1),
        noiseFloorDbfs: activity.noisePower === undefined ? null : round(powerToDb(activity.noisePower), 1),
        speechLevelDbfs: activity.speechPower === undefined ? null : round(powerToDb(activity.speechPower), 1),
        humFrequencyHz: hum?.frequencyHz ?? null,
        humLevelDbfs: hum === undefined ? null : round(hum.levelDbfs, 1),
        speechSegments: segments.slice(0, maxReportedSegments),
        speechSegmentCount: segments.length,
        netSpeechMs: Math.round(netSpeechMs),
        silencePercent: durationMs === 0 ? 100 : round(100 * Math.max(0, 1 - netSpeechMs / durationMs), 1),
        ...gapsOf(segments, durationMs),
        medianPitchHz: pitch?.medianHz ?? null,
        lowPitchHz: pitch?.lowHz ?? null,
        highPitchHz: pitch?.highHz ?? null,
        syllablesPerSecond: rate === null ? null : round(rate, 2),
        speakerDistance: spread === undefined ? null : round(spread.distance, 2),
        speakerChangesMs: (spread?.changes ?? []).slice(0, maxReportedChanges).map((frame) => frame * msPerFrame),
      },
    };
  }

  close(): void {
    this.slowed.close();
    this.hum.close();
  }

  private frame(power: Float64Array, index: number): void {
    let sum = 1e-12;
    for (let bin = firstLevelBin; bin < binCount; bin++) sum += power[bin] as number;
    const levelDb = 10 * Math.log10(sum);
    this.track.add(power);
    this.spectra.add(power, levelDb);
    this.speakers.add(power, levelDb, index);
  }

  /** The waveform's distribution shows noise of any kind, but does not tell little noise from none. */
  private lowerSnrDb(steadyDb: number, { loudSpan }: VoiceActivity): number {
    const waveformDb = this.waveform.within(loudSpan);
    return waveformDb === undefined || waveformDb > highestWaveformSnrDb ? steadyDb : Math.min(steadyDb, waveformDb);
  }

  private bandwidthHz({ speechPower, noisePower }: VoiceActivity): number | null {
    if (speechPower === undefined) return null;
    const speechDb = powerToDb(speechPower);
    const speech = this.spectra.between(speechDb - speechBelowDb, 0);
    if (speech === undefined) return null;
    const noiseDb = noisePower === undefined ? -120 : powerToDb(noisePower) + noiseAboveDb;
    return effectiveBandwidthHz(speech, this.spectra.between(-120, Math.min(noiseDb, speechDb - noiseClearOfSpeechDb)));
  }
}

/** Frame i is centred on i · 16 ms and stands for the 16 ms around its center. */
function toSpan({ from, to }: FrameSpan, durationMs: number): TimeSpan {
  return {
    startMs: Math.max(0, (from - 0.5) * msPerFrame),
    endMs: Math.round(Math.min(durationMs, (to - 0.5) * msPerFrame)),
  };
}

function gapsOf(segments: readonly TimeSpan[], durationMs: number) {
  const first = segments[0];
  const last = segments.at(-1);
  if (first === undefined || last === undefined) {
    const whole = Math.round(durationMs);
    return { longestGapMs: 0, longestGapAtMs: null, leadingSilenceMs: whole, trailingSilenceMs: whole };
  }
  let longestGapMs = 0;
  let longestGapAtMs: number | null = null;
  for (let i = 1; i < segments.length; i++) {
    const before = segments[i - 1] as TimeSpan;
    const gap = (segments[i] as TimeSpan).startMs - before.endMs;
    if (gap <= longestGapMs) continue;
    longestGapMs = gap;
    longestGapAtMs = before.endMs;
  }
  return {
    longestGapMs: Math.round(longestGapMs),
    longestGapAtMs,
    leadingSilenceMs: Math.round(first.startMs),
    trailingSilenceMs: Math.round(durationMs - last.endMs),
  };
}
