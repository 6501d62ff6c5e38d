import { ServiceError } from '#domain';
import { type z } from 'zod';
import { checkedResourceId } from '../provider/resource-id.ts';
import {
  parseAnswer,
  type CallOptions,
  SpeechRestClient,
  type SpeechRestOptions,
} from '../provider/speech-rest-client.ts';
import {
  type BaseModel,
  baseModelListSchema,
  consentSchema,
  type CreateConsent,
  type CreatePersonalVoice,
  type CustomVoiceCollection,
  type CustomVoiceConsent,
  type ListedResource,
  type PersonalVoice,
  personalVoiceSchema,
  type PostConsent,
  type PostPersonalVoice,
  type Project,
  projectSchema,
  resourceListSchema,
} from './custom-voice-schemas.ts';

/** The api-version this client speaks: stable, 2026-01-01 (Azure/azure-rest-api-specs, TextToSpeech). */
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

/**
 * Client of the Azure AI Speech custom voice REST API (projects, consents, personal voices).
 *
 * Every call makes one request under one deadline and rejects with a `ProviderError` (`provider-throttled`, `provider-unavailable`,
 * `provider-timeout`, `provider-rejected`, `provider-unauthorized`), or with the reason of its signal. It never retries: a create may
 * be repeated by the caller, because ids and operation ids are the caller's. But an operation id that comes back with another request
 * is refused (400), and a new SAS makes another request: look with `get…` first. The API allows 50 requests in 10 s per resource:
 * workers share a `limit`.
 * See ADR 94.
 */
export class CustomVoiceClient {
  private readonly rest: SpeechRestClient;
  /** The description of everything that is created without one of its own. */
  private readonly mark: { readonly description?: string };

  constructor(options: CustomVoiceOptions) {
    this.rest = new SpeechRestClient(options, DEFAULT_TIMEOUT_MS, { provider: 'speech', operation: 'custom-voice' });
    this.mark = options.mark === undefined ? {} : { description: options.mark };
  }

  /** Creates a project of kind `PersonalVoice`. Synchronous on the service's side. */
  async createProject(id: string, options?: CallOptions): Promise<Project> {
    const body = { kind: 'PersonalVoice', ...this.mark };
    return await this.put(`/projects/${checkedResourceId(id)}`, projectSchema, body, undefined, options);
  }

  async getProject(id: string, options?: CallOptions): Promise<Project | undefined> {
    return await this.get(`/projects/${checkedResourceId(id)}`, projectSchema, options);
  }

  /**
   * Deletes a project with its consents. `force` also deletes its models and endpoints; without it the service refuses while there are
   * any. A project that is not there counts as deleted.
   */
  async deleteProject(id: string, options: CallOptions & { readonly force?: boolean } = {}): Promise<void> {
    await this.delete(`/projects/${checkedResourceId(id)}`, { forceDelete: String(options.force ?? false) }, options);
  }

  /** Starts the check of a recorded consent statement; poll `getConsent` until its status is `Succeeded` or `Failed`. */
  async createConsent(
    id: string,
    consent: CreateConsent,
    operationId: string,
    options?: CallOptions,
  ): Promise<CustomVoiceConsent> {
    const body = { ...this.mark, ...consent };
    return await this.put(`/consents/${checkedResourceId(id)}`, consentSchema, body, operationId, options);
  }

  /** Like `createConsent`, with the recording in the request. @throws ServiceError `audio-too-large` without asking */
  async postConsent(
    id: string,
    { audio, ...fields }: PostConsent,
    operationId: string,
    options?: CallOptions,
  ): Promise<CustomVoiceConsent> {
    const path = `/consents/${checkedResourceId(id)}`;
    return await this.post(path, consentSchema, { ...this.mark, ...fields }, [audio], operationId, options);
  }

  /** `undefined` when there is no such consent. */
  async getConsent(id: string, options?: CallOptions): Promise<CustomVoiceConsent | undefined> {
    return await this.get(`/consents/${checkedResourceId(id)}`, consentSchema, options);
  }

  /** A consent that is not there counts as deleted. */
  async deleteConsent(id: string, options?: CallOptions): Promise<void> {
    await this.delete(`/consents/${checkedResourceId(id)}`, {}, options);
  }

  /** Starts the cloning of a voice; poll `getPersonalVoice` until its status is `Succeeded` or `Failed`. */
  async createPersonalVoice(
    id: string,
    voice: CreatePersonalVoice,
    operationId: string,
    options?: CallOptions,
  ): Promise<PersonalVoice> {
    const body = { ...this.mark, ...voice };
    return await this.put(`/personalvoices/${checkedResourceId(id)}`, personalVoiceSchema, body, operationId, options);
  }

  /** Like `createPersonalVoice`, with the recordings in the request. @throws ServiceError `audio-too-large` without asking */
  async postPersonalVoice(
    id: string,
    { audios, ...fields }: PostPersonalVoice,
    operationId: string,
    options?: CallOptions,
  ): Promise<PersonalVoice> {
    const path = `/personalvoices/${checkedResourceId(id)}`;
    return await this.post(path, personalVoiceSchema, { ...this.mark, ...fields }, audios, operationId, options);
  }

  /** `undefined` when there is no such voice. */
  async getPersonalVoice(id: string, options?: CallOptions): Promise<PersonalVoice | undefined> {
    return await this.get(`/personalvoices/${checkedResourceId(id)}`, personalVoiceSchema, options);
  }

  /** A voice that is not there counts as deleted. */
  async deletePersonalVoice(id: string, options?: CallOptions): Promise<void> {
    await this.delete(`/personalvoices/${checkedResourceId(id)}`, {}, options);
  }

  /**
   * Up to `limit` (100) resources of a collection, in the service's order, from the `skip`th on. What is created or deleted meanwhile moves
   * the others: a list that is read in pages may miss or repeat some.
   */
  async list(
    collection: CustomVoiceCollection,
    page: { readonly skip: number; readonly limit: number },
    options?: CallOptions,
  ): Promise<{ readonly resources: readonly ListedResource[]; readonly more: boolean }> {
    const answer = await this.rest.send({
      ...options,
      method: 'GET',
      path: `${ROOT}/${collection}`,
      query: { ...apiVersion, skip: String(page.skip), maxpagesize: String(page.limit) },
    });
    const { value, nextLink } = parseAnswer(resourceListSchema, answer);
    return { resources: value, more: nextLink !== undefined };
  }

  /** All base models that speak for personal voices. The service does not page them. */
  async listBaseModels(options?: CallOptions): Promise<readonly BaseModel[]> {
    const call = { method: 'GET', path: `${ROOT}/basemodels`, query: apiVersion } as const;
    return parseAnswer(baseModelListSchema, await this.rest.send({ ...options, ...call })).value;
  }

  private async put<T>(
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
  private async post<T>(
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

  private async get<T>(path: string, schema: z.ZodType<T>, options: CallOptions | undefined): Promise<T | undefined> {
    const answer = await this.rest.send({
      ...options,
      method: 'GET',
      path: ROOT + path,
      query: apiVersion,
      alsoOk: [404],
    });
    return answer.status === 404 ? undefined : parseAnswer(schema, answer);
  }

  private async delete(path: string, query: Record<string, string>, options: CallOptions | undefined): Promise<void> {
    await this.rest.send({
      ...options,
      method: 'DELETE',
      path: ROOT + path,
      query: { ...query, ...apiVersion },
      alsoOk: [404],
    });
  }
}
