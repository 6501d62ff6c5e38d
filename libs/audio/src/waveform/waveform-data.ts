import type { WaveformData } from '../report/audio-report.ts';
import type { EnvelopeBuckets } from '../voice/envelope.ts';

/** One stretch of a waveform; amplitudes relative to full scale. */
export interface WaveformBucket {
  readonly low: number;
  readonly high: number;
  readonly rms: number;
}

const steps = 127;

/** Packs an envelope into three signed bytes a bucket, scaled so that the loudest one uses the whole range. */
export function encodeWaveform(envelope: EnvelopeBuckets, sampleRateHz: number): WaveformData {
  const bucketCount = envelope.lows.length;
  let scaleAmplitude = 1e-6;
  for (let i = 0; i < bucketCount; i++) {
    scaleAmplitude = Math.max(scaleAmplitude, -(envelope.lows[i] as number), envelope.highs[i] as number);
  }
  const bytes = new Int8Array(bucketCount * 3);
  const toStep = (amplitude: number): number => Math.round((amplitude / scaleAmplitude) * steps);
  for (let i = 0; i < bucketCount; i++) {
    bytes[i * 3] = toStep(envelope.lows[i] as number);
    bytes[i * 3 + 1] = toStep(envelope.highs[i] as number);
    bytes[i * 3 + 2] = toStep(envelope.rms[i] as number);
  }
  return {
    bucketMs: (envelope.bucketSamples * 1000) / sampleRateHz,
    bucketCount,
    scaleAmplitude,
    data: Buffer.from(bytes.buffer).toString('base64'),
  };
}

/** Unpacks what `encodeWaveform` made. @throws Error when the data do not fit the bucket count */
export function decodeWaveform(waveform: WaveformData): readonly WaveformBucket[] {
  const bytes = Buffer.from(waveform.data, 'base64');
  if (bytes.length !== waveform.bucketCount * 3) throw new Error('the waveform data are incomplete');
  const amplitude = (at: number): number => (bytes.readInt8(at) * waveform.scaleAmplitude) / steps;
  return Array.from({ length: waveform.bucketCount }, (_, i) => ({
    low: amplitude(i * 3),
    high: amplitude(i * 3 + 1),
    rms: amplitude(i * 3 + 2),
  }));
}
