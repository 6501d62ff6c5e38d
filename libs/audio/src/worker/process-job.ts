import { canonicalSampleRateHz } from '../convert/resampler.ts';
import { SampleSpool } from '../convert/sample-spool.ts';
import { identify } from '../decode/identify.ts';
import { InputFile } from '../decode/input-file.ts';
import { renderCanonical } from '../fix/render-canonical.ts';
import { judge, worst } from '../judge/judge.ts';
import { isMarkedSynthetic, SYNTHETIC_CHECK } from '../judge/synthetic-mark.ts';
import type { AudioFix, AudioReport } from '../report/audio-report.ts';
import { RejectedAudio } from '../report/rejection.ts';
import { JobLimits } from './job-limits.ts';
import { type MeasuredRecording, measureRecording } from './measure-recording.ts';
import type { JobMessage } from './messages.ts';

/** Below this the mean of both channels cancels speech. */
const minCorrelation = -0.3;

/** Decodes, measures, judges and converts one file. Synchronous: for the child process only. */
export function processJob(job: JobMessage): AudioReport {
  const limits = new JobLimits(job.limits);
  const file = new InputFile(job.inputPath);
  try {
    const base = { profile: job.profileName, sha256: file.sha256(), sizeBytes: file.sizeBytes };
    try {
      limits.checkInput(file.sizeBytes);
      return { ...base, ...warned(measureAndConvert(job, file, limits), file) };
    } catch (error) {
      if (!(error instanceof RejectedAudio)) throw error;
      return { ...base, verdict: 'autoRejected', rejection: error.rejection, checks: [], fixes: [] };
    }
  } finally {
    file.close();
  }
}

type Outcome = Omit<AudioReport, 'profile' | 'sha256' | 'sizeBytes'>;

function measureAndConvert(job: JobMessage, file: InputFile, limits: JobLimits): Outcome {
  const channelFix = measureOnce(job, file, limits, undefined, (measured, spool) => {
    const channel = channelToHear(measured, job);
    return channel === undefined ? { outcome: conclude(job, measured, spool, undefined) } : { channel };
  });
  if (channelFix.outcome !== undefined) return channelFix.outcome;
  const { channel } = channelFix;
  // A dead or inverted channel would spoil the mean, which is known only now: the recording is decoded again.
  const again = new InputFile(job.inputPath);
  try {
    return measureOnce(job, again, limits, channel, (measured, spool) => conclude(job, measured, spool, channel));
  } finally {
    again.close();
  }
}

/** A file that says that a model made it is not refused, but the report warns about it. */
function warned(outcome: Outcome, file: InputFile): Outcome {
  if (!isMarkedSynthetic(file)) return outcome;
  const checks = [...outcome.checks, SYNTHETIC_CHECK];
  return { ...outcome, checks, verdict: worst([outcome.verdict, SYNTHETIC_CHECK.verdict]) };
}

function measureOnce<T>(
  job: JobMessage,
  file: InputFile,
  limits: JobLimits,
  channel: number | undefined,
  use: (measured: MeasuredRecording, spool: SampleSpool | undefined) => T,
): T {
  const sniffed = identify(file);
  const spool = job.outputPath === undefined ? undefined : new SampleSpool(`${job.outputPath}.samples`);
  try {
    const longestMs = job.profile.maxDurationMs.reject ?? Number.POSITIVE_INFINITY;
    return use(measureRecording({ file, sniffed, limits, longestMs, spool, channel }), spool);
  } finally {
    spool?.close();
  }
}

/** The one channel to use where the mean of all would lose level; undefined where the mean is right. */
function channelToHear(measured: MeasuredRecording, job: JobMessage): number | undefined {
  const { channelPowers, measurements } = measured;
  const limit = job.profile.maxChannelImbalanceDb.fix;
  if (channelPowers.length < 2 || limit === undefined) return undefined;
  const cancels = (measurements.channelCorrelation ?? 1) < minCorrelation;
  const dead = measurements.channelImbalanceDb > limit;
  return cancels || dead ? channelPowers.indexOf(Math.max(...channelPowers)) : undefined;
}

function conclude(
  job: JobMessage,
  measured: MeasuredRecording,
  spool: SampleSpool | undefined,
  channel: number | undefined,
): Outcome {
  const { format, measurements, metadata, waveform } = measured;
  const judgement = judge(measurements, job.profile);
  const base = { ...judgement, format, measurements, metadata, waveform };
  if (judgement.verdict === 'autoRejected' || job.outputPath === undefined || spool === undefined)
    return { ...base, fixes: [] };
  const { outputPath, profile } = job;
  const { levels, segments } = measured;
  const rendered = renderCanonical({ outputPath, spool, levels, measurements, segments, profile });
  return { ...base, fixes: [...conversionFixes(measured, channel), ...rendered.fixes], canonical: rendered.canonical };
}

function conversionFixes({ format }: MeasuredRecording, channel: number | undefined): readonly AudioFix[] {
  const fixes: AudioFix[] = [];
  if (channel !== undefined) {
    fixes.push({ fix: 'select-channel', detail: `Only channel ${channel + 1} of ${format.channels} was used.` });
  } else if (format.channels > 1) {
    fixes.push({ fix: 'downmix', detail: `${format.channels} channels averaged to one.` });
  }
  if (format.sampleRateHz !== canonicalSampleRateHz) {
    fixes.push({ fix: 'resample', detail: `${format.sampleRateHz} Hz converted to ${canonicalSampleRateHz} Hz.` });
  }
  return fixes;
}
