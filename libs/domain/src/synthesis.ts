import type { Aggregate, Failure } from './aggregate.ts';
import type { Charged } from './budget.ts';
import type { LegalHold } from './legal-hold.ts';
import { lifecycle, type OperationStatus, statusesOf, transitionsOf } from './lifecycle.ts';
import type { MovedTiers } from './retention-tier.ts';
import type { RunLease } from './run-lease.ts';

export type SynthesisStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';

export const SYNTHESIS_LIFECYCLE = lifecycle<SynthesisStatus>({
  queued: { next: ['running', 'failed', 'canceled'], steps: ['run'], operation: 'queued', open: true },
  running: { next: ['succeeded', 'failed', 'canceled'], steps: ['run'], operation: 'running', open: true },
  succeeded: { next: [], operation: 'succeeded', event: 'synthesis.succeeded' },
  failed: { next: [], operation: 'failed', event: 'synthesis.failed' },
  canceled: { next: [], operation: 'canceled' },
});
export const SYNTHESIS_STATUSES = statusesOf(SYNTHESIS_LIFECYCLE);
export const SYNTHESIS_TRANSITIONS = transitionsOf(SYNTHESIS_LIFECYCLE);

/** What the names of all blobs of one synthesis or batch begin with, in the container `results`; ids have one length, so no other's do. */
export function resultPrefix(tenantId: string, id: string): string {
  return `${tenantId}/${id}`;
}

/** Whether a file has a signed manifest (C2PA), and why not. */
export type SpeechManifest =
  | {
      readonly state: 'signed';
      /** `urn:c2pa:…` */
      readonly id?: string | undefined;
      /** `es256`, `ps256`, … */
      readonly algorithm: string;
      /** `unavailable`: the time-stamp authority did not answer. `none`: there is none. */
      readonly timeStamp: 'stamped' | 'unavailable' | 'none';
    }
  | { readonly state: 'unsigned'; readonly reason: 'too-large' | 'signer-unavailable' };

export interface SynthesisResult {
  /** In the container `results`. */
  readonly blobName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** Hex, of the file. */
  readonly sha256: string;
  /** Hex, of the audio without tags; absent where an earlier release has spoken it. */
  readonly audioSha256?: string | undefined;
  /** What is said when, as JSON (`SpeechTimings`), in the container `results`. */
  readonly timingsBlobName?: string | undefined;
  /** What the tag in the file says; absent where an earlier release has spoken it, which put no tag into files. */
  readonly provenanceId?: string | undefined;
  /** Absent where the format has no place for one, nobody signs, or an earlier release has spoken it. */
  readonly manifest?: SpeechManifest | undefined;
}

/** How to say a word: as another text, or by its sounds. */
export type PronunciationEntry =
  | { readonly grapheme: string; readonly alias: string }
  | { readonly grapheme: string; readonly phoneme: string; readonly alphabet: 'ipa' | 'ups' | 'x-sampa' };

export interface SynthesisFormat {
  readonly name: string;
  readonly sampleRateHz: number;
}

/** How far a text that is spoken in parts has come. */
export interface SynthesisProgress {
  readonly partsDone: number;
  readonly parts: number;
}

/** UTF-16 code units of `text` and of `spoken.text`. */
export interface TextLengths {
  readonly characters: number;
  readonly spoken?: { readonly locale: string; readonly characters: number } | undefined;
}

/** Where a long text is, and how long it is: lists show that and leave the text where it is. */
export interface TextBlob extends TextLengths {
  readonly blobName: string;
  readonly sha256: string;
}

/** An event of its operation. */
export interface SynthesisEvent {
  /** Counts from 1. */
  readonly sequence: number;
  readonly at: string;
  readonly status: OperationStatus;
  readonly stage: SynthesisStatus | 'speaking';
  /** 0 to 1. */
  readonly progress: number;
  readonly error?: Failure | undefined;
}

/** One text spoken by one voice, as a queued job. */
export interface Synthesis extends Aggregate {
  readonly kind: 'synthesis';
  readonly status: SynthesisStatus;
  readonly voiceId: string;
  /** Voices that its SSML lets speak beside that one: they are heard in the result too. */
  readonly otherVoiceIds?: readonly string[] | undefined;
  /** Of SSML, its text. */
  readonly text: string;
  /** Where the text is stored with `ssml`, `spoken` and `lexicon` when the document would be too large: in the container `results`. */
  readonly textBlob?: TextBlob | undefined;
  /** What is left of a text that was removed: how long it was. */
  readonly removedText?: TextLengths | undefined;
  readonly ssml?: string | undefined;
  readonly lexicon?: readonly PronunciationEntry[] | undefined;
  /** WAV at 24 kHz if not given. */
  readonly format?: SynthesisFormat | undefined;
  readonly locale: string;
  /** Speaking rate, 1 is the voice's own. */
  readonly rate: number;
  /** Locale into which the text is translated before it is spoken. */
  readonly translateTo?: string | undefined;
  readonly prepare?: 'speakable' | undefined;
  /** The sentence that is said before the text: that the voice is generated. */
  readonly disclosure?: string | undefined;
  /** What is spoken in place of `text`, once it was translated and prepared. */
  readonly spoken?: { readonly text: string; readonly locale: string } | undefined;
  readonly operationId: string;
  /**
   * What its operation has shown. While it is queued or running nothing else shows it; absent in one that an earlier release accepted, whose
   * operation is a document from the start.
   */
  readonly operationEvents?: readonly SynthesisEvent[] | undefined;
  /** The run that speaks it, or was the last to. */
  readonly run?: RunLease | undefined;
  readonly progress?: SynthesisProgress | undefined;
  readonly result?: SynthesisResult | undefined;
  readonly legalHold?: LegalHold | undefined;
  /** Where retention has moved its files. */
  readonly tiers?: MovedTiers | undefined;
  /** Its text is removed after it was spoken, and the rest soon after: see `synthesis-expiry.ts`. */
  readonly store?: false | undefined;
  /** When it is removed, RFC 3339; absent: not by itself, or `store` is false and it has not ended. */
  readonly expiresAt?: string | undefined;
  /** With `store: false`: when the last byte of its audio was first sent to somebody who got all of it, RFC 3339. */
  readonly sentAt?: string | undefined;
  /** What the budgets were charged for it; absent where none was in force. */
  readonly charged?: Charged | undefined;
  readonly failure?: Failure | undefined;
}
