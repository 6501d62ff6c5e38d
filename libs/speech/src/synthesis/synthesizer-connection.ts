import type { AccessToken } from '@azure/core-auth';
import {
  Connection,
  PropertyId,
  ResultReason,
  SpeechConfig,
  SpeechSynthesisBoundaryType,
  type SpeechSynthesisWordBoundaryEventArgs,
} from 'microsoft-cognitiveservices-speech-sdk';
import { ProviderError } from '#domain';
import { TOKEN_MARGIN_MS } from '../provider/bearer-token-cache.ts';
import { withDeadline } from '../provider/deadline.ts';
import type { SpeechAuth } from '../provider/speech-auth.ts';
import { LinkedSynthesizer, TICKS_PER_MS } from './speech-sdk.ts';
import { canceledError, closedError, connectError } from './synthesis-errors.ts';
import type { WebsocketEndpoint } from './websocket-endpoint.ts';

export interface SpokenPart {
  readonly kind: 'word' | 'punctuation' | 'sentence';
  readonly text: string;
  /** From the beginning of the audio. */
  readonly offsetMs: number;
  readonly durationMs: number;
}

/** What one turn on a connection reports. Ends with exactly one of `onCompleted` and `onFailed`, or never: keep a deadline. */
export interface TurnListener {
  onActivity(): void;
  onAudio(chunk: Uint8Array): void;
  onPart(part: SpokenPart): void;
  onSessionEnd(durationMs: number): void;
  onCompleted(): void;
  onFailed(error: Error): void;
}

const PART_KINDS: Record<SpeechSynthesisBoundaryType, SpokenPart['kind']> = {
  [SpeechSynthesisBoundaryType.Word]: 'word',
  [SpeechSynthesisBoundaryType.Punctuation]: 'punctuation',
  [SpeechSynthesisBoundaryType.Sentence]: 'sentence',
};

/** One synthesizer and its one WebSocket, from opening to closing; one turn at a time. */
export class SynthesizerConnection {
  /** Called when the service closes the connection between two turns. */
  onLost: (() => void) | undefined;
  turns = 0;
  lastUsedAt = 0;
  private openedAt: number | undefined;
  private token: AccessToken | undefined;
  private readonly synthesizer: LinkedSynthesizer;
  private closing: Promise<void> | undefined;

  constructor(
    websocketUrl: URL,
    private readonly endpoint: WebsocketEndpoint,
    private readonly auth: SpeechAuth,
    /** The endpoint of a professional voice that it speaks by; undefined for all other voices. */
    readonly deploymentId?: string,
    private readonly now: () => number = Date.now,
  ) {
    const config =
      auth.kind === 'key'
        ? SpeechConfig.fromEndpoint(websocketUrl, auth.key)
        : // A turn of the SDK hangs when it cannot have a token: it gets one that is already here.
          SpeechConfig.fromEndpoint(websocketUrl, { getToken: async () => await Promise.resolve(this.token ?? null) });
    config.setProperty(PropertyId[PropertyId.SpeechServiceResponse_RequestSentenceBoundary], 'true');
    this.synthesizer = new LinkedSynthesizer(config);
    this.watchForLoss();
  }

  get isOpen(): boolean {
    return this.openedAt !== undefined && this.closing === undefined;
  }

  /** When it should be used no more, in epoch milliseconds: at its age limit, or when its token is about to expire. */
  expiresAt(maxAgeMs: number): number {
    const byAge = (this.openedAt ?? this.now()) + maxAgeMs;
    return this.token === undefined ? byAge : Math.min(byAge, this.token.expiresOnTimestamp - TOKEN_MARGIN_MS);
  }

  /** Gets a token, asks where to connect, and connects. @throws ProviderError; or the signal's reason. To be closed afterwards if it throws. */
  async open(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    await withDeadline({ timeoutMs, signal, what: 'Connecting to Azure AI Speech' }, async (inner) => {
      if (this.auth.kind === 'token') this.token = await this.auth.tokens.getToken();
      this.synthesizer.link.target = await this.endpoint.resolve(inner);
      inner.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        Connection.fromSynthesizer(this.synthesizer).openConnection(resolve, (error) => {
          const failure = this.synthesizer.link.openFailure;
          reject(failure === undefined ? connectError(0, error) : connectError(failure.code, failure.reason));
        });
      });
    }).catch((error: unknown) => {
      if (error instanceof ProviderError) this.endpoint.forget();
      const refused = error instanceof ProviderError && error.code === 'provider-unauthorized';
      if (refused && this.auth.kind === 'token') this.auth.tokens.forget();
      throw error;
    });
    this.openedAt = this.now();
    this.lastUsedAt = this.openedAt;
  }

  speak(ssml: string, streamingFormat: string, listener: TurnListener): void {
    const { synthesizer } = this;
    this.turns += 1;
    synthesizer.link.beginTurn();
    synthesizer.link.listener = {
      onMessage: () => listener.onActivity(),
      onSessionEnd: (durationMs) => listener.onSessionEnd(durationMs),
      // Before the SDK's own reaction, which knows less.
      onClose: (code, reason) => listener.onFailed(closedError(code, reason)),
    };
    synthesizer.synthesizing = (_sender, { result }) => listener.onAudio(synthesizer.link.audioOf(result.audioData));
    synthesizer.wordBoundary = (_sender, event) => listener.onPart(partOf(event));
    synthesizer.setStreamingFormat(streamingFormat);
    synthesizer.speakSsmlAsync(
      ssml,
      (result) => {
        // Failures, too, come here. The result is not kept: it belongs to the SDK's buffers.
        if (result.reason !== ResultReason.SynthesizingAudioCompleted) {
          listener.onFailed(canceledError(result.errorDetails));
          return;
        }
        if (synthesizer.link.lostAudio) {
          listener.onFailed(canceledError('Audio frames of an unknown stream'));
          return;
        }
        this.watchForLoss();
        this.lastUsedAt = this.now();
        listener.onCompleted();
      },
      (error) => listener.onFailed(canceledError(error)),
    );
  }

  pause(): void {
    this.synthesizer.link.pause();
  }

  resume(): void {
    this.synthesizer.link.resume();
  }

  async ping(timeoutMs: number): Promise<boolean> {
    return await this.synthesizer.link.ping(timeoutMs);
  }

  /** Closes the socket at once, whatever is going on; resolves when it is gone. */
  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    this.synthesizer.link.listener = undefined;
    const gone = this.synthesizer.link.close();
    // After the socket: the SDK waits for a connection that is still being opened.
    this.synthesizer.close();
    await gone;
  }

  private watchForLoss(): void {
    this.synthesizer.link.listener = {
      onMessage: () => {},
      onSessionEnd: () => {},
      onClose: () => this.onLost?.(),
    };
  }
}

function partOf(event: SpeechSynthesisWordBoundaryEventArgs): SpokenPart {
  return {
    kind: PART_KINDS[event.boundaryType] ?? 'word',
    text: event.text,
    offsetMs: event.audioOffset / TICKS_PER_MS,
    durationMs: event.duration / TICKS_PER_MS,
  };
}
