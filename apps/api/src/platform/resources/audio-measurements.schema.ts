import { z } from 'zod';
import { described } from '#intake';

const measured = (description: string, example: number) => described(z.number(), description, example);
/** Null: the recording does not allow the measurement. */
const measuredOrNull = (description: string, example: number) => described(z.number().nullable(), description, example);

const spanSchema = z
  .looseObject({ startMs: measured('Where it begins', 180), endMs: measured('Where it ends', 4_260) })
  .meta({ id: 'RecordingSpan', description: 'A part of a recording' });

const clippingRunSchema = z
  .looseObject({
    startMs: measured('Where it begins', 1_204),
    endMs: measured('Where it ends', 1_205),
    channel: described(z.int(), 'Index of the channel, from 0', 0),
    samples: described(z.int(), 'Number of clipped samples', 9),
  })
  .meta({ id: 'ClippingRun', description: 'Clipped samples in a row' });

/** What `AudioMeasurements` of libs/audio is. A report that an earlier release stored may lack what a later one measures. */
export const audioMeasurementsSchema = z
  .looseObject({
    durationMs: measured('Duration of what was decoded', 15_000),
    sampleRateHz: described(z.int(), 'Sample rate of the source', 48_000),
    channels: described(z.int(), 'Channels of the source', 1),
    effectiveBandwidthHz: measuredOrNull('Upper edge of the highest band with speech, at most 12000', 11_953),
    integratedLoudnessLufs: measuredOrNull('Integrated loudness', -23.1),
    loudnessRangeLu: measuredOrNull('Loudness range', 4.2),
    maxMomentaryLoudnessLufs: measuredOrNull('Maximum momentary loudness', -18.4),
    maxShortTermLoudnessLufs: measuredOrNull('Maximum short-term loudness', -20.6),
    truePeakDbtp: measured('True peak', -6.2),
    samplePeakDbfs: measured('Sample peak', -6.4),
    rmsDbfs: measured('RMS level', -26.8),
    dcOffsetPercent: measured('DC offset of the worst channel, of full scale', 0.01),
    clippedSamplesPercent: measured('Clipped samples', 0),
    clippingLevelDbfs: measuredOrNull('Level at which the waveform is cut off; null if it is not', -0.1),
    clippingRunCount: described(z.int(), 'Number of clipped runs', 0),
    clippingRuns: described(z.array(clippingRunSchema), 'The first runs, at most 200', []),
    signalToNoiseDb: measuredOrNull('Signal-to-noise ratio, the lower of two estimates', 38.5),
    steadySignalToNoiseDb: measuredOrNull('Signal-to-noise ratio against noise that is always there', 41.2),
    noiseFloorDbfs: measuredOrNull('Noise floor; null if the pauses are digital silence', -66.3),
    speechLevelDbfs: measuredOrNull('Level of the speech', -24.9),
    humFrequencyHz: measuredOrNull('Frequency of mains hum; null if there is none', 50),
    humLevelDbfs: measuredOrNull('Level of mains hum; -120 if there is none', -120),
    speechSegments: described(z.array(spanSchema), 'Parts with speech, at most 1000', [{ startMs: 180, endMs: 4_260 }]),
    speechSegmentCount: described(z.int(), 'Number of parts with speech', 1),
    netSpeechMs: measured('Duration of the parts with speech', 11_400),
    silencePercent: measured('Share of the recording without speech', 24),
    longestGapMs: measured('Longest pause between two parts with speech', 620),
    longestGapAtMs: measuredOrNull('Where the longest pause begins', 4_260),
    leadingSilenceMs: measured('Silence before the first speech', 180),
    trailingSilenceMs: measured('Silence after the last speech', 240),
    medianPitchHz: measuredOrNull('Median of the pitch', 118),
    lowPitchHz: measuredOrNull('10 % quantile of the pitch', 96),
    highPitchHz: measuredOrNull('90 % quantile of the pitch', 152),
    syllablesPerSecond: measuredOrNull('Syllables for each second of speech', 4.6),
    speechLikenessPercent: measuredOrNull('How much the active parts sound like someone speaking', 92),
    speakerDistance: measuredOrNull('Distance between the two most different groups of stretches', 1.4),
    speakerChangesMs: described(z.array(z.number()), 'Where the recording passes from one group to the other', []),
    channelCorrelation: measuredOrNull('Correlation of left and right; null for other than two channels', 1),
    channelImbalanceDb: measured('Level difference between the loudest and the quietest channel', 0),
    decodeErrorCount: described(z.int(), 'Packets that could not be decoded', 0),
    missingMs: measured('Sound that the file states but does not contain', 0),
  })
  .partial()
  .required({ durationMs: true, sampleRateHz: true, channels: true })
  .meta({
    id: 'AudioMeasurements',
    description:
      'Each name contains its unit, and null means that it could not be measured; docs/audio-measurements.md explains them',
  });
