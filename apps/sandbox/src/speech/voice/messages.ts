import type { OutputFormat } from '../output-format.ts';
import type { Fingerprint } from '../signal/fingerprint.ts';
import type { SpokenMark } from './espeak.ts';
import type { SpeakerTraits } from './traits.ts';

/** One stretch of speech in one language and at one rate, or a pause. */
export type SpeechUnit =
  | {
      readonly kind: 'speech';
      /** What is said. */
      readonly text: string;
      /** What a word boundary reports instead of the words of `text` (an alias, a spelled-out word). */
      readonly shownAs?: string;
      readonly locale: string;
      /** Factor on the speaker's own rate, 0.5..2. */
      readonly rate: number;
      readonly traits: SpeakerTraits;
      /** Units with the same number form one sentence. */
      readonly sentence: number;
    }
  | { readonly kind: 'pause'; readonly ms: number }
  | { readonly kind: 'bookmark'; readonly name: string };

/** What is said to a thread of the engine. */
export type EngineRequest =
  | {
      readonly kind: 'speak';
      readonly id: number;
      readonly units: readonly SpeechUnit[];
      readonly format: OutputFormat;
      /** Nothing more is begun after this much audio, ms. */
      readonly longestMs: number;
      /** One Int32; not 0 once the caller has lost interest. */
      readonly canceled: SharedArrayBuffer;
    }
  | { readonly kind: 'listen'; readonly id: number; readonly recording: Uint8Array };

/** A stretch of synthesized audio. Times are milliseconds from the start of the whole. */
export interface SpokenChunk {
  /** May be empty: some encoders hold audio back. */
  readonly audio: Uint8Array;
  readonly marks: readonly SpokenMark[];
  readonly sentence?: { readonly text: string; readonly startMs: number; readonly endMs: number };
  readonly bookmark?: { readonly name: string; readonly atMs: number };
}

export interface SpokenTotal {
  readonly durationMs: number;
  readonly fingerprint: Fingerprint;
}

/** What is heard in a recording. */
export interface Heard {
  readonly durationMs: number;
  readonly sampleRate: number;
  /** Root mean square in dB relative to full scale; -100 for digital silence. */
  readonly rmsDb: number;
  readonly fingerprint: Fingerprint;
  /** Undefined when nothing voiced is heard. */
  readonly traits: SpeakerTraits | undefined;
}

/** What a thread of the engine says. */
export type EngineReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'chunk'; readonly id: number; readonly chunk: SpokenChunk }
  | { readonly kind: 'spoken'; readonly id: number; readonly total: SpokenTotal }
  | { readonly kind: 'heard'; readonly id: number; readonly heard: Heard }
  /** `undecodable`: the recording is at fault. `failed`: anything else. */
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly reason: 'undecodable' | 'failed';
      readonly message: string;
    };
