import type { SampleSpool } from '../convert/sample-spool.ts';
import { Decoder } from '../decode/decoder.ts';
import type { InputFile } from '../decode/input-file.ts';
import type { SniffedContainer } from '../decode/sniff-container.ts';
import { stripTags } from '../metadata/strip-tags.ts';
import type { AudioFormatInfo, AudioMeasurements, AudioMetadata } from '../report/audio-report.ts';
import { RejectedAudio } from '../report/rejection.ts';
import type { JobLimits } from './job-limits.ts';
import { type MeasuredSignal, RecordingMeter } from './recording-meter.ts';

/** What one pass over the recording leaves behind. */
export interface MeasuredRecording extends Omit<MeasuredSignal, 'measurements'> {
  readonly format: AudioFormatInfo;
  readonly measurements: AudioMeasurements;
  readonly metadata: AudioMetadata;
}

export interface MeasurePass {
  readonly file: InputFile;
  readonly sniffed: SniffedContainer;
  readonly limits: JobLimits;
  readonly longestMs: number;
  /** Takes the mono signal at 24 kHz. */
  readonly spool: SampleSpool | undefined;
  /** The one channel that is heard; undefined: the mean of all. */
  readonly channel: number | undefined;
}

/** A little over the limit is decoded before a recording is called too long. */
const toleranceMs = 100;

/**
 * Decodes and measures in one pass.
 * @throws RejectedAudio where the content cannot be used
 */
export function measureRecording(pass: MeasurePass): MeasuredRecording {
  const decoder = new Decoder(pass.file, pass.sniffed);
  let meter: RecordingMeter | undefined;
  try {
    const { format } = decoder;
    const fineSteps = isLinearPcm(format.codec) && (format.bitsPerSample ?? 0) >= 16;
    const unbounded = !isLinearPcm(format.codec) || format.codec.startsWith('pcm_f');
    const meters = new RecordingMeter({ ...format, fineSteps, unbounded }, pass.spool, pass.channel);
    meter = meters;
    decoder.decode((channels, frames) => {
      pass.limits.checkDecoded(frames * channels.length);
      meters.push(channels, frames);
      if (meters.durationMs > pass.longestMs + toleranceMs) {
        throw new RejectedAudio('audio-too-long', `It is longer than ${Math.round(pass.longestMs / 1000)} s.`);
      }
    });
    const { measurements, ...rest } = meters.finish();
    const { declaredDurationMs = 0 } = format;
    return {
      ...rest,
      format: formatInfo(pass.sniffed, decoder, measurements.durationMs),
      measurements: {
        ...measurements,
        decodeErrorCount: decoder.decodeErrorCount,
        missingMs: Math.round(
          Math.max(0, declaredDurationMs - measurements.durationMs, lostMs(decoder, measurements.durationMs)),
        ),
      },
      metadata: stripTags(format.tags, { id3Bytes: pass.sniffed.skipBytes, hasVideo: format.hasVideo }),
    };
  } finally {
    meter?.close();
    decoder.close();
  }
}

/** Sound inside packets that could not be decoded, where every packet holds about as much as the others. */
function lostMs({ decodeErrorCount, packetCount }: Decoder, durationMs: number): number {
  return packetCount === 0 ? 0 : (durationMs * decodeErrorCount) / packetCount;
}

function isLinearPcm(codec: string): boolean {
  return (codec.startsWith('pcm_') && !codec.endsWith('law')) || codec === 'flac' || codec === 'alac';
}

function formatInfo(sniffed: SniffedContainer, decoder: Decoder, durationMs: number): AudioFormatInfo {
  const { codec, sampleRateHz, channels, bitsPerSample, bitRateBps, declaredDurationMs } = decoder.format;
  const hasSampleSize = isLinearPcm(codec) || codec.startsWith('pcm_') || codec.startsWith('adpcm_');
  return {
    container: sniffed.container,
    codec,
    sampleRateHz,
    channels,
    ...(bitsPerSample === undefined || !hasSampleSize ? {} : { bitsPerSample }),
    ...(bitRateBps === undefined ? {} : { bitRateBps }),
    durationMs,
    ...(declaredDurationMs === undefined ? {} : { declaredDurationMs }),
    lossy: !isLinearPcm(codec),
  };
}
