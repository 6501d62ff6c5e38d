import type { AudioProfileOverrides } from '../judge/audio-profile.ts';
import type { AudioProfileName } from '../report/audio-report.ts';
import type { AudioLimits } from '../worker/messages.ts';

/** The part of a structured logger that the pool uses; `fields` never hold audio, paths of users or spoken text. */
export interface AudioPoolLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface AudioPoolOptions {
  /** Child processes, each of which uses one core while it works. */
  readonly workers: number;
  readonly limits?: Partial<AudioLimits>;
  readonly profiles?: AudioProfileOverrides;
  readonly logger?: AudioPoolLogger;
  /** How long a child may take to load the decoder, in milliseconds. Default 30 000. */
  readonly startTimeoutMs?: number;
}

export interface AudioPoolStats {
  /** Child processes that exist. */
  readonly processes: number;
  readonly idle: number;
  /** Jobs that wait for one. */
  readonly waiting: number;
}

export interface AudioJob {
  /** A local file that holds exactly the bytes that were uploaded. Its name is not looked at. */
  readonly inputPath: string;
  /** Where the canonical WAV is written if the recording is not rejected; an existing file is replaced. */
  readonly outputPath?: string;
  readonly profile: AudioProfileName;
  readonly signal?: AbortSignal;
}

export const defaultAudioLimits: AudioLimits = {
  wallMs: 300_000,
  cpuSeconds: 240,
  memoryMb: 768,
  decodedSamples: 2_000_000_000,
  inputBytes: 4 * 1024 ** 3,
};

/** The job could not be done for a reason that lies with the machine, not with the recording: try again elsewhere or later. */
export class AudioProcessingError extends Error {
  readonly code: 'aborted' | 'pool-closed' | 'worker-failed' | 'worker-unavailable';

  constructor(code: AudioProcessingError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AudioProcessingError';
    this.code = code;
  }
}
