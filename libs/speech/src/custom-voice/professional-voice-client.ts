import { checkedEndpointId, checkedResourceId } from '../provider/resource-id.ts';
import { parseAnswer, type CallOptions } from '../provider/speech-rest-client.ts';
import { type CustomVoiceOptions, CustomVoiceRest } from './custom-voice-rest.ts';
import { type Project, projectSchema } from './custom-voice-schemas.ts';
import {
  type CreateEndpoint,
  type CreateModel,
  type CreateTrainingSet,
  type CustomVoiceOperation,
  type Endpoint,
  endpointSchema,
  type Model,
  modelSchema,
  operationSchema,
  type Recipe,
  recipeListSchema,
  type TrainingSet,
  trainingSetSchema,
  type UploadDataset,
} from './professional-voice-schemas.ts';

/**
 * Client of the part of custom voice that makes professional voices: training sets, models and endpoints. Consents and the deletion of projects are
 * those of `CustomVoiceClient`, and so are the errors and the shared limit.
 *
 * Recordings go by URL only: the API has no request that takes them with it. Ids and operation ids are the caller's, so that each call can be
 * repeated; a SAS that differs makes another request, which is refused under the same operation id.
 * See ADR 206.
 */
export class ProfessionalVoiceClient {
  private readonly rest: CustomVoiceRest;

  constructor(options: CustomVoiceOptions) {
    this.rest = new CustomVoiceRest(options);
  }

  /** Creates a project of kind `ProfessionalVoice`. Synchronous on the service's side. */
  async createProject(id: string, options?: CallOptions): Promise<Project> {
    const body = { kind: 'ProfessionalVoice', ...this.rest.mark };
    return await this.rest.put(`/projects/${checkedResourceId(id)}`, projectSchema, body, undefined, options);
  }

  /** Creates an empty training set. Synchronous on the service's side. */
  async createTrainingSet(id: string, set: CreateTrainingSet, options?: CallOptions): Promise<TrainingSet> {
    const body = { ...this.rest.mark, ...set };
    return await this.rest.put(`/trainingsets/${checkedResourceId(id)}`, trainingSetSchema, body, undefined, options);
  }

  /** `undefined` when there is no such training set. */
  async getTrainingSet(id: string, options?: CallOptions): Promise<TrainingSet | undefined> {
    return await this.rest.get(`/trainingsets/${checkedResourceId(id)}`, trainingSetSchema, options);
  }

  /** Has the service fetch data into a training set; poll `getTrainingSet` until its status is `Succeeded` or `Failed`. */
  async uploadData(id: string, dataset: UploadDataset, operationId: string, options?: CallOptions): Promise<void> {
    await this.rest.act(`/trainingsets/${checkedResourceId(id)}:upload`, dataset, operationId, options);
  }

  /** A training set that is not there counts as deleted. */
  async deleteTrainingSet(id: string, options?: CallOptions): Promise<void> {
    await this.rest.delete(`/trainingsets/${checkedResourceId(id)}`, {}, options);
  }

  /** How models can be trained, in the service's order. The service does not page them. */
  async listRecipes(options?: CallOptions): Promise<readonly Recipe[]> {
    return (await this.rest.list('/modelrecipes', recipeListSchema, {}, options)).value;
  }

  /** Starts the training of a model; poll `getModel` until its status is `Succeeded` or `Failed`. */
  async createModel(id: string, model: CreateModel, operationId: string, options?: CallOptions): Promise<Model> {
    const body = { ...this.rest.mark, ...model };
    return await this.rest.put(`/models/${checkedResourceId(id)}`, modelSchema, body, operationId, options);
  }

  /** `undefined` when there is no such model. */
  async getModel(id: string, options?: CallOptions): Promise<Model | undefined> {
    return await this.rest.get(`/models/${checkedResourceId(id)}`, modelSchema, options);
  }

  /** A model that is not there counts as deleted. Its endpoints have to be deleted before. */
  async deleteModel(id: string, options?: CallOptions): Promise<void> {
    await this.rest.delete(`/models/${checkedResourceId(id)}`, {}, options);
  }

  /** Starts to deploy a model, which costs by the hour while it is deployed; poll `getEndpoint` until its status is `Succeeded` or `Failed`. */
  async createEndpoint(
    id: string,
    endpoint: CreateEndpoint,
    operationId: string,
    options?: CallOptions,
  ): Promise<Endpoint> {
    const body = { ...this.rest.mark, ...endpoint };
    return await this.rest.put(`/endpoints/${checkedEndpointId(id)}`, endpointSchema, body, operationId, options);
  }

  /** `undefined` when there is no such endpoint. */
  async getEndpoint(id: string, options?: CallOptions): Promise<Endpoint | undefined> {
    return await this.rest.get(`/endpoints/${checkedEndpointId(id)}`, endpointSchema, options);
  }

  /** Starts to suspend an endpoint that is deployed; poll `getEndpoint` until its status is `Disabled`. */
  async suspendEndpoint(id: string, operationId: string, options?: CallOptions): Promise<Endpoint> {
    const path = `/endpoints/${checkedEndpointId(id)}:suspend`;
    return parseAnswer(endpointSchema, await this.rest.act(path, undefined, operationId, options));
  }

  /** Starts to resume an endpoint that is suspended; poll `getEndpoint` until its status is `Succeeded`, or `Disabled` when that failed. */
  async resumeEndpoint(id: string, operationId: string, options?: CallOptions): Promise<Endpoint> {
    const path = `/endpoints/${checkedEndpointId(id)}:resume`;
    return parseAnswer(endpointSchema, await this.rest.act(path, undefined, operationId, options));
  }

  /** An endpoint that is not there counts as deleted. */
  async deleteEndpoint(id: string, options?: CallOptions): Promise<void> {
    await this.rest.delete(`/endpoints/${checkedEndpointId(id)}`, {}, options);
  }

  /** `undefined` when there is no such operation. */
  async getOperation(id: string, options?: CallOptions): Promise<CustomVoiceOperation | undefined> {
    return await this.rest.get(`/operations/${checkedResourceId(id)}`, operationSchema, options);
  }
}
