import { ServiceError } from '#domain';
import { type z } from 'zod';
import { checkedResourceId } from '../provider/resource-id.ts';
import {
  parseAnswer,
  type CallOptions,
  type RestAnswer,
  SpeechRestClient,
  type SpeechRestOptions,
} from '../provider/speech-rest-client.ts';

/** The api-version that is spoken: stable, 2026-01-01 (Azure/azure-rest-api-specs, TextToSpeech). */
export const CUSTOM_VOICE_API_VERSION = '2026-01-01';

/** Creating answers at once with the resource in its first state, but may queue behind a busy service for long. */
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Bytes of a request with recordings in it, form and all: `x-ms-max-length` of PersonalVoices_Post in the OpenAPI file. It says nothing of the
 * other one, Consents_Post, for which the same is taken.
 */
export const MAX_AUDIO_UPLOAD_BYTES = 31_457_280;

/** Users report more than 120 s now and then (Azure-Samples/cognitive-services-speech-sdk#2625). */
export const AUDIO_UPLOAD_TIMEOUT_MS = 180_000;

const ROOT = '/customvoice';
const apiVersion = { 'api-version': CUSTOM_VOICE_API_VERSION };

export interface CustomVoiceOptions extends SpeechRestOptions {
  /** Tells what this client creates from what others create in the same Speech resource, in its `description`. */
  readonly mark?: string;
}

/** The REST calls of custom voice: paths are below `/customvoice`, and every part of them is already checked. */
export class CustomVoiceRest {
  private readonly rest: SpeechRestClient;
  /** The description of everything that is created without one of its own. */
  readonly mark: { readonly description?: string };

  constructor(options: CustomVoiceOptions) {
    this.rest = new SpeechRestClient(options, DEFAULT_TIMEOUT_MS, { provider: 'speech', operation: 'custom-voice' });
    this.mark = options.mark === undefined ? {} : { description: options.mark };
  }

  /** A collection, with these parameters. */
  async list<T>(
    path: string,
    schema: z.ZodType<T>,
    query: Readonly<Record<string, string>>,
    options: CallOptions | undefined,
  ): Promise<T> {
    const answer = await this.rest.send({
      ...options,
      method: 'GET',
      path: ROOT + path,
      query: { ...apiVersion, ...query },
    });
    return parseAnswer(schema, answer);
  }

  /** Starts something on a resource that is there. The answer may have no body. */
  async act(
    path: string,
    body: object | undefined,
    operationId: string,
    options: CallOptions | undefined,
  ): Promise<RestAnswer> {
    return await this.rest.send({
      ...options,
      method: 'POST',
      path: ROOT + path,
      query: apiVersion,
      headers: { 'content-type': 'application/json', 'operation-id': checkedResourceId(operationId) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async put<T>(
    path: string,
    schema: z.ZodType<T>,
    body: object,
    operationId: string | undefined,
    options: CallOptions | undefined,
  ): Promise<T> {
    const answer = await this.rest.send({
      ...options,
      method: 'PUT',
      path: ROOT + path,
      query: apiVersion,
      headers: {
        'content-type': 'application/json',
        ...(operationId === undefined ? {} : { 'operation-id': checkedResourceId(operationId) }),
      },
      body: JSON.stringify(body),
    });
    return parseAnswer(schema, answer);
  }

  /** Fields first, then one `audiodata` for each recording: the OpenAPI file writes the part `audioData`, its own example and the docs do not. */
  async postForm<T>(
    path: string,
    schema: z.ZodType<T>,
    fields: object,
    audios: readonly Uint8Array[],
    operationId: string,
    options: CallOptions | undefined,
  ): Promise<T> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
    for (const [index, audio] of audios.entries()) {
      const file = new Blob([new Uint8Array(audio)], { type: 'audio/wav' });
      form.append('audiodata', file, `audio-${index + 1}.wav`);
    }
    const encoded = new Response(form);
    const contentType = encoded.headers.get('content-type') ?? '';
    const body = new Uint8Array(await encoded.arrayBuffer());
    if (body.length > MAX_AUDIO_UPLOAD_BYTES) {
      throw new ServiceError(
        'audio-too-large',
        `The recordings make a request of ${body.length} bytes; Azure takes ${MAX_AUDIO_UPLOAD_BYTES} at most. Give shorter or fewer recordings.`,
      );
    }
    const answer = await this.rest.send({
      timeoutMs: AUDIO_UPLOAD_TIMEOUT_MS,
      ...options,
      method: 'POST',
      path: ROOT + path,
      query: apiVersion,
      headers: { 'content-type': contentType, 'operation-id': checkedResourceId(operationId) },
      body,
    });
    return parseAnswer(schema, answer);
  }

  async get<T>(path: string, schema: z.ZodType<T>, options: CallOptions | undefined): Promise<T | undefined> {
    const answer = await this.rest.send({
      ...options,
      method: 'GET',
      path: ROOT + path,
      query: apiVersion,
      alsoOk: [404],
    });
    return answer.status === 404 ? undefined : parseAnswer(schema, answer);
  }

  async delete(path: string, query: Record<string, string>, options: CallOptions | undefined): Promise<void> {
    await this.rest.send({
      ...options,
      method: 'DELETE',
      path: ROOT + path,
      query: { ...query, ...apiVersion },
      alsoOk: [404],
    });
  }
}
