import type { AudioReport, CheckName } from '#audio';

type Reports = (name: string) => AudioReport | undefined;

/** An input of ../shared/cases/audio and its right value; `case.md` beside the inputs says how each was made. */
export interface RecordingCase {
  readonly what: string;
  readonly right: (reports: Reports) => boolean;
}

const snr = (report: AudioReport | undefined): number => report?.measurements?.signalToNoiseDb ?? Number.NaN;
const verdict = (report: AudioReport | undefined, name: CheckName) =>
  report?.checks.find(({ check }) => check === name)?.verdict;
const near = (a: number, b: number, tolerance: number): boolean => Math.abs(a - b) <= tolerance;

/** Complete, and nothing else claimed. */
function isComplete(report: AudioReport | undefined): boolean {
  return (
    report?.measurements?.missingMs === 0 &&
    report.format?.declaredDurationMs === undefined &&
    verdict(report, 'completeness') === 'accepted'
  );
}

export const cases: readonly RecordingCase[] = [
  {
    what: 'dither at the edges leaves the signal-to-noise ratio within 1.5 dB',
    right: (of) => near(snr(of('snr10-plain-2s.wav')), snr(of('snr10-dither-padded-3s.wav')), 1.5),
  },
  {
    what: 'so does the silence of Opus, and both are rejected as too noisy',
    right: (of) =>
      near(snr(of('snr10-plain.opus')), snr(of('snr10-padded.opus')), 1.5) &&
      ['snr10-plain.opus', 'snr10-padded.opus'].every((name) => of(name)?.rejection?.code === 'audio-too-noisy'),
  },
  {
    what: 'telephone speech has at most 4219 Hz, whole or cut in a vowel',
    right: (of) =>
      ['telephone-intact.flac', 'telephone-cut-in-a-vowel.flac'].every(
        (name) => (of(name)?.measurements?.effectiveBandwidthHz ?? Number.NaN) <= 4_219,
      ),
  },
  { what: 'ADTS after silence is complete', right: (of) => isComplete(of('complete-after-3s-silence.aac')) },
  { what: 'MP3 of variable bit rate is complete', right: (of) => isComplete(of('complete-vbr-without-xing.mp3')) },
  {
    what: 'float beyond full scale is not clipped, and lowered',
    right: (of) => {
      const report = of('float32-plus12dB-1.5s.wav');
      return (
        report?.measurements?.clippingRunCount === 0 &&
        of('same-at-0dBFS-1.5s.wav')?.measurements?.clippingRunCount === 0 &&
        verdict(report, 'true-peak') === 'autoFixed'
      );
    },
  },
  {
    what: 'an MP3 that begins within a frame is read and fixed',
    right: (of) => {
      const report = of('begins-within-a-frame.mp3');
      return (
        report?.format?.container === 'MP3' &&
        near(report.format.durationMs, 9_700, 100) &&
        report.verdict === 'autoFixed'
      );
    },
  },
  {
    what: 'rumble is not accepted',
    right: (of) => ['needsReview', 'autoRejected'].includes(of('no-speech-silero-test.opus')?.verdict ?? ''),
  },
];
