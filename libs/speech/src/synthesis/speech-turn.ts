import { ProviderError } from '#domain';
import { AudioQueue } from './audio-queue.ts';
import { isCutOff } from './cut-off.ts';
import type { OutputFormat } from './output-formats.ts';
import { speakableText } from '../ssml/xml-text.ts';
import type { SpokenPart, SynthesizerConnection } from './synthesizer-connection.ts';
import { TurnDeadlines, type TurnLimits } from './turn-deadlines.ts';
import { WordLocator } from './word-locator.ts';

export interface SpeakRequest {
  /** At most 64 KB in UTF-8. */
  readonly ssml: string;
  readonly format: OutputFormat;
  /** The endpoint of a professional voice, a UUID. */
  readonly deploymentId?: string | undefined;
  /** The text that the SSML was built from, for `textOffset`. */
  readonly text?: string | undefined;
  /** Instead of the pool's. */
  readonly limits?: Partial<TurnLimits> | undefined;
  /** Ends the turn: within 100 ms the audio and `done` reject with its reason and the connection is closed. */
  readonly signal?: AbortSignal | undefined;
}

export interface SpeechBoundary {
  readonly text: string;
  /** From the beginning of the audio, in milliseconds. */
  readonly offsetMs: number;
  readonly durationMs: number;
  /** Where it stands in the request's `text`, in UTF-16 code units; absent when it does not stand there like this. */
  readonly textOffset?: number | undefined;
}

export interface WordBoundary extends SpeechBoundary {
  readonly kind: 'word' | 'punctuation';
}

export interface SpeechSummary {
  /** From the size of the audio where it has no container, else as the service says; `undefined` if it does not. */
  readonly audioDurationMs: number | undefined;
  readonly audioBytes: number;
  /** Empty for base models that give none (Dragon). */
  readonly wordBoundaries: readonly WordBoundary[];
  readonly sentenceBoundaries: readonly SpeechBoundary[];
  /** All from the call of `speak`, in milliseconds. */
  readonly timings: {
    /** A connection was free. */
    readonly acquiredMs: number;
    /** It was open. */
    readonly connectedMs: number;
    /** `undefined` for a text that gives no audio. */
    readonly firstAudioMs: number | undefined;
    readonly totalMs: number;
  };
}

/**
 * How much the size of the audio and the duration that the service reports may differ without being noted, in milliseconds. For most voices its word is
 * exact except for rounding (Azure-Samples/cognitive-services-speech-sdk#1755).
 */
const MAX_UNNOTED_DIFFERENCE_MS = 100;

/**
 * The share of the reported duration that may be missing. Reports are known that are wrong (#2983: too short), and nothing is published about Dragon and
 * HD voices: speech that came is not spoken and paid for again because of a report. Frames that the SDK lost are a larger part.
 */
const MAX_MISSING_SHARE = 0.2;

/** A text being spoken. */
export interface SpeechTurn {
  /**
   * The audio as it comes, without a RIFF header; to be read once and to its end. Leaving the loop early cancels the turn. A reader
   * that is slower than the service slows the service down; one that takes nothing for a while (`stalledReaderMs`) ends the turn.
   */
  readonly audio: AsyncIterable<Uint8Array>;
  /**
   * Settles when all audio has come. Rejects, as `audio` does, with a ProviderError (`provider-throttled`, `provider-unavailable`,
   * `provider-timeout`, `provider-rejected`, `provider-unauthorized`), a ServiceError `text-too-long`, or the signal's reason.
   */
  readonly done: Promise<SpeechSummary>;
  /** How much audio has come: as long as it is 0, the turn can be repeated without the listener noticing. */
  readonly receivedBytes: number;
  /** Ends the turn as an abort of the signal does. */
  cancel(reason?: unknown): void;
}

/** The pool's side of a turn. */
export class ActiveTurn implements SpeechTurn {
  readonly audio: AudioQueue;
  readonly done: Promise<SpeechSummary>;
  receivedBytes = 0;
  /** By how much the service said that the audio is longer than it is, in milliseconds, if that is worth noting; negative for shorter. */
  durationDifferenceMs: number | undefined;
  private readonly controller = new AbortController();
  private readonly outcome = Promise.withResolvers<SpeechSummary>();
  private readonly deadlines: TurnDeadlines;
  private readonly interrupted = Promise.withResolvers<void>();
  private readonly words: WordBoundary[] = [];
  private readonly sentences: SpeechBoundary[] = [];
  private connection: SynthesizerConnection | undefined;
  private reportedDurationMs: number | undefined;
  private readonly startedAt = performance.now();
  private acquiredMs = 0;
  private connectedMs = 0;
  private firstAudioMs: number | undefined;

  constructor(
    readonly request: SpeakRequest,
    readonly limits: TurnLimits,
    bufferBytes: number,
  ) {
    this.done = this.outcome.promise;
    // Who only reads the audio meets the error there.
    this.done.catch(() => {});
    this.interrupted.promise.catch(() => {});
    this.deadlines = new TurnDeadlines(limits, (error) => this.interrupted.reject(error));
    this.audio = new AudioQueue(bufferBytes, {
      onFull: () => {
        this.deadlines.pause();
        this.connection?.pause();
      },
      onTaken: () => this.deadlines.onRead(),
      onDrained: () => {
        this.connection?.resume();
        this.deadlines.resume();
      },
      onAbandoned: () => this.cancel(new DOMException('The audio was not read to its end', 'AbortError')),
    });
    const { signal } = request;
    if (signal?.aborted === true) this.cancel(signal.reason);
    else signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** Aborted when the caller canceled. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  cancel(reason: unknown = new DOMException('The turn was canceled', 'AbortError')): void {
    this.controller.abort(reason);
    this.interrupted.reject(reason);
    this.fail(reason);
  }

  acquired(): void {
    this.acquiredMs = this.elapsed();
  }

  /**
   * Speaks on an open connection; resolves when the turn is over, rejects when it failed, in both cases once and soon. After a
   * failure it may be called again, with another connection, as long as no audio has come.
   */
  async speakOn(connection: SynthesizerConnection): Promise<void> {
    this.signal.throwIfAborted();
    this.words.length = 0;
    this.sentences.length = 0;
    this.reportedDurationMs = undefined;
    this.durationDifferenceMs = undefined;
    this.connectedMs = this.elapsed();
    this.connection = connection;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const words = new WordLocator(this.spokenText());
    const sentences = new WordLocator(this.spokenText());
    this.deadlines.start();
    try {
      connection.speak(this.request.ssml, this.request.format.streamingFormat, {
        onActivity: () => this.deadlines.onActivity(),
        onAudio: (chunk) => this.receive(chunk),
        onPart: (part) => this.note(part, part.kind === 'sentence' ? sentences : words),
        onSessionEnd: (durationMs) => {
          this.reportedDurationMs = durationMs;
        },
        onCompleted: resolve,
        onFailed: reject,
      });
      await Promise.race([promise, this.interrupted.promise]);
      this.assertNothingMissing();
    } finally {
      this.deadlines.stop();
      // The last frames of a turn may fill the buffer; the connection is for others now, however slow this reader is.
      connection.resume();
      this.connection = undefined;
    }
  }

  succeed(): SpeechSummary {
    const summary: SpeechSummary = {
      audioDurationMs: this.measuredMs() ?? this.reportedDurationMs,
      audioBytes: this.receivedBytes,
      wordBoundaries: this.words,
      sentenceBoundaries: this.sentences,
      timings: {
        acquiredMs: this.acquiredMs,
        connectedMs: this.connectedMs,
        firstAudioMs: this.firstAudioMs,
        totalMs: this.elapsed(),
      },
    };
    this.request.signal?.removeEventListener('abort', this.onAbort);
    this.audio.end();
    this.outcome.resolve(summary);
    return summary;
  }

  fail(error: unknown): void {
    this.request.signal?.removeEventListener('abort', this.onAbort);
    this.audio.fail(error);
    this.outcome.reject(error);
  }

  /** The SDK drops frames that it cannot place, without a word. */
  private assertNothingMissing(): void {
    const measuredMs = this.measuredMs();
    if (measuredMs === undefined || this.reportedDurationMs === undefined) return;
    const missingMs = this.reportedDurationMs - measuredMs;
    if (Math.abs(missingMs) <= MAX_UNNOTED_DIFFERENCE_MS) return;
    this.durationDifferenceMs = Math.round(missingMs);
    // That speech was cut off is for the caller to judge: trying again would not help.
    if (isCutOff(measuredMs) || missingMs <= MAX_MISSING_SHARE * this.reportedDurationMs) return;
    throw new ProviderError('provider-unavailable', 'Some of the audio from Azure AI Speech did not arrive');
  }

  /** How long the audio is that has come; `undefined` in formats whose size does not tell. */
  private measuredMs(): number | undefined {
    const { bytesPerSecond } = this.request.format;
    return bytesPerSecond === undefined ? undefined : (this.receivedBytes / bytesPerSecond) * 1000;
  }

  private readonly onAbort = (): void => this.cancel(this.request.signal?.reason);

  private receive(chunk: Uint8Array): void {
    if (this.signal.aborted || chunk.byteLength === 0) return;
    this.firstAudioMs ??= this.elapsed();
    this.receivedBytes += chunk.byteLength;
    this.deadlines.onAudio();
    this.audio.push(chunk);
  }

  private note({ kind, text, offsetMs, durationMs }: SpokenPart, locator: WordLocator): void {
    const boundary = { text, offsetMs, durationMs, textOffset: locator.locate(text) };
    if (kind === 'sentence') this.sentences.push(boundary);
    else this.words.push({ ...boundary, kind });
  }

  private spokenText(): string | undefined {
    return this.request.text === undefined ? undefined : speakableText(this.request.text);
  }

  private elapsed(): number {
    return performance.now() - this.startedAt;
  }
}
