/** What samples can be encoded to. */
export const SPEECH_ENCODINGS = ['mp3', 'opus', 'webm', 'flac', 'mulaw', 'alaw'] as const;
export type SpeechEncoding = (typeof SPEECH_ENCODINGS)[number];

export interface EncodeJob {
  /** Mono 16-bit little-endian samples without a header. */
  readonly inputPath: string;
  /** A file that does not exist yet. */
  readonly outputPath: string;
  readonly encoding: SpeechEncoding;
  /** Of the samples, and of the file: nothing is resampled. */
  readonly sampleRateHz: number;
}

/** Child to parent, once. */
export type EncodeAnswer =
  | { readonly type: 'done'; readonly samples: number }
  | { readonly type: 'failed'; readonly reason: string };
