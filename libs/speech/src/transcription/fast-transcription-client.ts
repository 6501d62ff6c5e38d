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

export interface TranscribedWord {
  readonly text: string;
  /** From the beginning of the recording. */
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly confidence?: number | undefined;
}

export interface Transcript {
  /** In display form, with punctuation, capitals and digits; empty when no speech was found. */
  readonly text: string;
  readonly locale: string;
  /** 0 to 1: the mean over the phrases, weighted by their duration; absent when the service gave none. */
  readonly confidence?: number | undefined;
  /** Of the recording. */
  readonly durationMs: number;
  readonly words: readonly TranscribedWord[];
}

const wordSchema = z.object({
  text: z.string(),
  offsetMilliseconds: z.number(),
  durationMilliseconds: z.number(),
  confidence: z.number().optional(),
});
const transcriptionSchema = z.object({
  durationMilliseconds: z.number(),
  combinedPhrases: z.array(z.object({ text: z.string() })),
  phrases: z
    .array(
      z.object({
        durationMilliseconds: z.number(),
        locale: z.string().optional(),
        confidence: z.number().optional(),
        words: z.array(wordSchema).default([]),
      }),
    )
    .default([]),
});

/**
 * Client of the Azure AI Speech fast transcription REST API: one recording in, its transcript out, in one call.
 * Errors as in `CustomVoiceClient`; a recording that the service cannot decode is `provider-rejected`. It never retries.
 */
export class FastTranscriptionClient {
  private readonly rest: SpeechRestClient;

  constructor(options: SpeechRestOptions) {
    this.rest = new SpeechRestClient(options, DEFAULT_TIMEOUT_MS);
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
    return transcriptOf(parseAnswer(transcriptionSchema, answer), request.locale);
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

function transcriptOf(transcription: z.infer<typeof transcriptionSchema>, locale: string): Transcript {
  let weight = 0;
  let weighted = 0;
  for (const phrase of transcription.phrases) {
    if (phrase.confidence === undefined) continue;
    weight += phrase.durationMilliseconds;
    weighted += phrase.durationMilliseconds * phrase.confidence;
  }
  return {
    text: transcription.combinedPhrases
      .map((phrase) => phrase.text)
      .join(' ')
      .trim(),
    locale: transcription.phrases.find((phrase) => phrase.locale !== undefined)?.locale ?? locale,
    confidence: weight === 0 ? undefined : weighted / weight,
    durationMs: transcription.durationMilliseconds,
    words: transcription.phrases.flatMap((phrase) =>
      phrase.words.map((word) => ({
        text: word.text,
        offsetMs: word.offsetMilliseconds,
        durationMs: word.durationMilliseconds,
        confidence: word.confidence,
      })),
    ),
  };
}
