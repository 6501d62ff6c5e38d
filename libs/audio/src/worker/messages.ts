import type { AudioProfile } from '../judge/audio-profile.ts';
import type { AudioProfileName, AudioReport } from '../report/audio-report.ts';

/** Ceilings of one job. The child checks them between packets; the parent enforces time and memory from outside as well. */
export interface AudioLimits {
  /** Wall-clock milliseconds. */
  readonly wallMs: number;
  /** CPU seconds, user and system. */
  readonly cpuSeconds: number;
  /** Resident memory of the child in MiB. */
  readonly memoryMb: number;
  /** Decoded samples over all channels. */
  readonly decodedSamples: number;
  /** Bytes of the file submitted. */
  readonly inputBytes: number;
}

/** Parent to child. */
export interface JobMessage {
  readonly type: 'job';
  readonly id: number;
  readonly inputPath: string;
  readonly outputPath?: string;
  readonly profileName: AudioProfileName;
  readonly profile: AudioProfile;
  readonly limits: AudioLimits;
}

/** Child to parent. `failed`: not the recording's fault (disk full, file gone, defect). */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly id: number; readonly report: AudioReport }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string };
