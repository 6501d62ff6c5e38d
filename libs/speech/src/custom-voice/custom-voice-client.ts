import { checkedResourceId } from '../provider/resource-id.ts';
import { type CallOptions } from '../provider/speech-rest-client.ts';
import { type CustomVoiceOptions, CustomVoiceRest } from './custom-voice-rest.ts';
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
  private readonly rest: CustomVoiceRest;

  constructor(options: CustomVoiceOptions) {
    this.rest = new CustomVoiceRest(options);
  }

  /** Creates a project of kind `PersonalVoice`. Synchronous on the service's side. */
  async createProject(id: string, options?: CallOptions): Promise<Project> {
    const body = { kind: 'PersonalVoice', ...this.rest.mark };
    return await this.rest.put(`/projects/${checkedResourceId(id)}`, projectSchema, body, undefined, options);
  }

  async getProject(id: string, options?: CallOptions): Promise<Project | undefined> {
    return await this.rest.get(`/projects/${checkedResourceId(id)}`, projectSchema, options);
  }

  /**
   * Deletes a project with its consents. `force` also deletes its models and endpoints; without it the service refuses while there are
   * any. A project that is not there counts as deleted.
   */
  async deleteProject(id: string, options: CallOptions & { readonly force?: boolean } = {}): Promise<void> {
    await this.rest.delete(
      `/projects/${checkedResourceId(id)}`,
      { forceDelete: String(options.force ?? false) },
      options,
    );
  }

  /** Starts the check of a recorded consent statement; poll `getConsent` until its status is `Succeeded` or `Failed`. */
  async createConsent(
    id: string,
    consent: CreateConsent,
    operationId: string,
    options?: CallOptions,
  ): Promise<CustomVoiceConsent> {
    const body = { ...this.rest.mark, ...consent };
    return await this.rest.put(`/consents/${checkedResourceId(id)}`, consentSchema, body, operationId, options);
  }

  /** Like `createConsent`, with the recording in the request. @throws ServiceError `audio-too-large` without asking */
  async postConsent(
    id: string,
    { audio, ...fields }: PostConsent,
    operationId: string,
    options?: CallOptions,
  ): Promise<CustomVoiceConsent> {
    const path = `/consents/${checkedResourceId(id)}`;
    return await this.rest.postForm(
      path,
      consentSchema,
      { ...this.rest.mark, ...fields },
      [audio],
      operationId,
      options,
    );
  }

  /** `undefined` when there is no such consent. */
  async getConsent(id: string, options?: CallOptions): Promise<CustomVoiceConsent | undefined> {
    return await this.rest.get(`/consents/${checkedResourceId(id)}`, consentSchema, options);
  }

  /** A consent that is not there counts as deleted. */
  async deleteConsent(id: string, options?: CallOptions): Promise<void> {
    await this.rest.delete(`/consents/${checkedResourceId(id)}`, {}, options);
  }

  /** Starts the cloning of a voice; poll `getPersonalVoice` until its status is `Succeeded` or `Failed`. */
  async createPersonalVoice(
    id: string,
    voice: CreatePersonalVoice,
    operationId: string,
    options?: CallOptions,
  ): Promise<PersonalVoice> {
    const body = { ...this.rest.mark, ...voice };
    return await this.rest.put(
      `/personalvoices/${checkedResourceId(id)}`,
      personalVoiceSchema,
      body,
      operationId,
      options,
    );
  }

  /** Like `createPersonalVoice`, with the recordings in the request. @throws ServiceError `audio-too-large` without asking */
  async postPersonalVoice(
    id: string,
    { audios, ...fields }: PostPersonalVoice,
    operationId: string,
    options?: CallOptions,
  ): Promise<PersonalVoice> {
    const path = `/personalvoices/${checkedResourceId(id)}`;
    return await this.rest.postForm(
      path,
      personalVoiceSchema,
      { ...this.rest.mark, ...fields },
      audios,
      operationId,
      options,
    );
  }

  /** `undefined` when there is no such voice. */
  async getPersonalVoice(id: string, options?: CallOptions): Promise<PersonalVoice | undefined> {
    return await this.rest.get(`/personalvoices/${checkedResourceId(id)}`, personalVoiceSchema, options);
  }

  /** A voice that is not there counts as deleted. */
  async deletePersonalVoice(id: string, options?: CallOptions): Promise<void> {
    await this.rest.delete(`/personalvoices/${checkedResourceId(id)}`, {}, options);
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
    const query = { skip: String(page.skip), maxpagesize: String(page.limit) };
    const { value, nextLink } = await this.rest.list(`/${collection}`, resourceListSchema, query, options);
    return { resources: value, more: nextLink !== undefined };
  }

  /** All base models that speak for personal voices. The service does not page them. */
  async listBaseModels(options?: CallOptions): Promise<readonly BaseModel[]> {
    return (await this.rest.list('/basemodels', baseModelListSchema, {}, options)).value;
  }
}
