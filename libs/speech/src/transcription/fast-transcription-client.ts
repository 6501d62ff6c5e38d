import { openAsBlob } from 'node:fs';
import { ProviderError } from '#domain';
import { z } from 'zod';
import { ProviderResponse } from '../provider/provider-errors.ts';
import {
  parseAnswer,
  type CallOptions,
  type RestAnswer,
  SpeechRestClient,
  type SpeechRestOptions,
} from '../provider/speech-rest-client.ts';

/** The api-version this client speaks: GA, with `phraseList`. */
export const FAST_TRANSCRIPTION_API_VERSION = '2025-10-15';

/** The service transcribes faster than real time, but a file may be two hours long. */
const DEFAULT_TIMEOUT_MS = 120_000;

export interface TranscriptionRequest {
  /** A file to stream from disk, or the bytes: WAV, MP3, Opus/Ogg, FLAC and more; less than 300 MB and 120 min. */
  readonly audio: { readonly path: string } | Uint8Array;
  /** BCP-47; the language is taken as given, not detected. */
  readonly locale: string;
  /** Names and words that are likely to occur, in the spelling wanted: a person's and a company's name. */
  readonly phrases?: readonly string[];
}

export interface Transcript {
  /** In display form, with punctuation, capitals and digits; empty when no speech was found. */
  readonly text: string;
}

const transcriptionSchema = z.object({ combinedPhrases: z.array(z.object({ text: z.string() })) });

/**
 * Client of the Azure AI Speech fast transcription REST API: one recording in, its transcript out, in one call.
 * Errors as in `CustomVoiceClient`; a recording that the service cannot decode is `provider-rejected`. It never retries.
 */
export class FastTranscriptionClient {
  private readonly rest: SpeechRestClient;

  constructor(options: SpeechRestOptions) {
    this.rest = new SpeechRestClient(options, DEFAULT_TIMEOUT_MS, { provider: 'speech', operation: 'transcription' });
  }

  /** @returns `undefined` when the service does not transcribe this locale where the resource is: which it knows varies by region. */
  async transcribe(request: TranscriptionRequest, options?: CallOptions): Promise<Transcript | undefined> {
    const phrases = (request.phrases ?? []).map((phrase) => phrase.trim()).filter((phrase) => phrase !== '');
    const body = new FormData();
    body.set('audio', await asBlob(request.audio), 'audio');
    body.set(
      'definition',
      JSON.stringify({
        locales: [request.locale],
        // The default masks words: a name may look like one of them.
        profanityFilterMode: 'None',
        ...(phrases.length === 0 ? {} : { phraseList: { phrases } }),
      }),
    );
    let answer: RestAnswer;
    try {
      answer = await this.rest.send({
        ...options,
        method: 'POST',
        path: '/speechtotext/transcriptions:transcribe',
        query: { 'api-version': FAST_TRANSCRIPTION_API_VERSION },
        body,
      });
    } catch (error) {
      if (isAboutLocale(error)) return undefined;
      throw error;
    }
    const { combinedPhrases } = parseAnswer(transcriptionSchema, answer);
    const text = combinedPhrases.map((phrase) => phrase.text).join(' ');
    return { text: text.trim() };
  }
}

/** A 400 that names the locale. No code for it is documented, so the text is read. */
function isAboutLocale(error: unknown): boolean {
  if (!(error instanceof ProviderError) || error.status !== 400) return false;
  const { cause } = error;
  return cause instanceof ProviderResponse && /locale|language/iv.test(cause.message);
}

async function asBlob(audio: TranscriptionRequest['audio']): Promise<Blob> {
  // A Blob over a file is read while it is sent.
  return audio instanceof Uint8Array ? new Blob([new Uint8Array(audio)]) : await openAsBlob(audio.path);
}
