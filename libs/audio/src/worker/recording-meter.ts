import { canonicalFilter, canonicalSampleRateHz, Downmixer, Resampler } from '../convert/resampler.ts';
import type { SampleSpool } from '../convert/sample-spool.ts';
import { round } from '../measure/decibel.ts';
import { MonoLevelMeter, type MonoLevels } from '../measure/mono-level-meter.ts';
import { type SourceFormat, SourceMeter } from '../measure/source-meter.ts';
import type { AudioMeasurements, TimeSpan, WaveformData } from '../report/audio-report.ts';
import { EnvelopeMeter } from '../voice/envelope.ts';
import { VoiceMeter } from '../voice/voice-meter.ts';
import { encodeWaveform } from '../waveform/waveform-data.ts';

const envelopeBucketSamples = canonicalSampleRateHz / 100;

export interface MeasuredSignal {
  readonly measurements: Omit<AudioMeasurements, 'decodeErrorCount' | 'missingMs'>;
  readonly waveform: WaveformData;
  /** All speech segments, also those beyond what the report lists. */
  readonly segments: readonly TimeSpan[];
  /** Of the mono signal at 24 kHz. */
  readonly levels: MonoLevels;
  readonly channelPowers: readonly number[];
}

/** Takes decoded blocks and measures everything in one pass: the source as it is, and the voice in mono at 24 kHz. */
export class RecordingMeter {
  private readonly format: SourceFormat;
  private readonly spool: SampleSpool | undefined;
  private readonly channel: number | undefined;
  private readonly source: SourceMeter;
  private readonly downmixer: Downmixer;
  private readonly resampler: Resampler;
  private readonly mono = new MonoLevelMeter(canonicalSampleRateHz);
  private readonly voice = new VoiceMeter();
  private readonly envelope = new EnvelopeMeter(envelopeBucketSamples);

  /** `spool` takes the mono signal at 24 kHz; `channel`: the one that is heard, undefined for the mean of all. */
  constructor(format: SourceFormat, spool?: SampleSpool, channel?: number) {
    this.format = format;
    this.spool = spool;
    this.channel = channel;
    this.source = new SourceMeter(format);
    const { sampleRateHz, channels } = format;
    this.downmixer = new Downmixer(channels, channel);
    this.resampler = new Resampler(sampleRateHz, canonicalSampleRateHz, canonicalFilter(sampleRateHz));
  }

  get durationMs(): number {
    return (this.source.frames * 1000) / this.format.sampleRateHz;
  }

  push(channels: readonly Float32Array[], frames: number): void {
    this.source.push(channels, frames);
    this.keep(this.resampler.push(this.downmixer.push(channels, frames)));
  }

  finish(): MeasuredSignal {
    this.keep(this.resampler.flush());
    const { measurements, channelPowers } = this.source.finish();
    const levels = this.mono.finish();
    const found = this.voice.finish();
    const nyquistHz = this.format.sampleRateHz / 2;
    const bandwidthHz = found.measurements.effectiveBandwidthHz;
    return {
      measurements: {
        ...measurements,
        ...found.measurements,
        // The band that holds the edge may reach beyond what the sample rate can carry.
        effectiveBandwidthHz: bandwidthHz === null ? null : Math.min(bandwidthHz, nyquistHz),
        channelCorrelation: this.channel === undefined ? correlationOf(channelPowers, levels.meanSquare) : null,
      },
      waveform: encodeWaveform(this.envelope.finish(), canonicalSampleRateHz),
      segments: found.segments,
      levels,
      channelPowers,
    };
  }

  close(): void {
    this.downmixer.close();
    this.resampler.close();
    this.voice.close();
  }

  private keep(samples: Float32Array): void {
    this.mono.push(samples);
    this.voice.push(samples);
    this.envelope.push(samples);
    this.spool?.append(samples);
  }
}

/** From the power of the mean of both: E[m²] = (E[l²] + E[r²] + 2·E[l·r]) / 4. */
function correlationOf(powers: readonly number[], mixedPower: number): number | null {
  const [left, right] = powers;
  if (left === undefined || right === undefined || powers.length > 2) return null;
  if (left < 1e-10 || right < 1e-10) return null;
  const correlation = (4 * mixedPower - left - right) / (2 * Math.sqrt(left * right));
  return round(Math.max(-1, Math.min(1, correlation)), 3);
}
