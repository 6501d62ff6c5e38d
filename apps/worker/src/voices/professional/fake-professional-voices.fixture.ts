import { ProviderError } from '#domain';
import { stub } from '#domain/testing';
import type { CreateModel, CustomVoiceClient, Endpoint, Model, ProfessionalVoiceClient, TrainingSet } from '#speech';

type Resource = { readonly id: string; status: string; readonly properties?: object | undefined } & Record<
  string,
  unknown
>;

/** Azure's professional voices in memory. Jobs stay in the status that a spec gives them. */
export class FakeProfessionalVoices {
  readonly resources = new Map<string, Resource>();
  /** The calls that changed something, in their order. */
  readonly calls: string[] = [];
  readonly operations = new Set<string>();
  /** Whether a training set says at once that data is being read. */
  readsAtOnce = true;
  /** The resource that Azure refuses to delete at the moment. */
  undeletable: string | undefined;
  /** What Azure answers to the creation of a model at the moment. */
  modelRefusal: ProviderError | undefined;
  /** How many models may be trained at a time. */
  trainingQuota = Number.POSITIVE_INFINITY;
  /** How many were trained at a time at most. */
  mostTrainings = 0;
  recipes = [{ kind: 'Default', version: 'V1', minUtteranceCount: 2, minDurationInSeconds: 5 }];

  get professional(): ProfessionalVoiceClient {
    return stub<ProfessionalVoiceClient>({
      listRecipes: () => Promise.resolve(this.recipes),
      createProject: (id) => this.put(id, 'Succeeded', { kind: 'ProfessionalVoice' }),
      getTrainingSet: (id) => this.get<TrainingSet>(id),
      createTrainingSet: (id, set) => this.put<TrainingSet>(id, 'Succeeded', { ...set }),
      uploadData: async (id, dataset, operationId) => {
        this.calls.push(
          `upload ${operationId} ${dataset.audios.extensions.join()} ${dataset.scripts.extensions.join()}`,
        );
        const set = this.resources.get(id);
        if (this.operations.has(operationId)) throw new ProviderError('provider-rejected', 'The operation exists.');
        this.operations.add(operationId);
        if (set !== undefined && this.readsAtOnce) set.status = 'Running';
      },
      getOperation: (id) => Promise.resolve(this.operations.has(id) ? { id, status: 'NotStarted' } : undefined),
      getModel: (id) => this.get<Model>(id),
      createModel: async (id, model: CreateModel) => {
        if (this.modelRefusal !== undefined) throw this.modelRefusal;
        const isFull = this.trainings() >= this.trainingQuota;
        if (isFull) throw new ProviderError('provider-throttled', 'The quota is used up.', { status: 429 });
        this.mostTrainings = Math.max(this.mostTrainings, this.trainings() + 1);
        return this.put<Model>(id, 'NotStarted', { ...model });
      },
      getEndpoint: (id) => this.get<Endpoint>(id),
      createEndpoint: (id, endpoint) => this.put<Endpoint>(id, 'NotStarted', { ...endpoint }),
      deleteEndpoint: (id) => this.delete(id),
      deleteModel: (id) => this.delete(id),
      deleteTrainingSet: (id) => this.delete(id),
    });
  }

  get customVoice(): CustomVoiceClient {
    return stub<CustomVoiceClient>({
      getConsent: (id) => this.get(id),
      createConsent: (id, consent) => this.put(id, 'NotStarted', { ...consent }),
      getProject: (id) => this.get(id),
      deleteConsent: (id) => this.delete(id),
      deleteProject: (id) => this.delete(id),
    });
  }

  set(id: string, status: string, more: object = {}): void {
    this.resources.set(id, { ...this.resources.get(id), ...more, id, status });
  }

  /** Ends the job of a resource when it has gone on for so long. */
  endAfter(id: string, durationMs: number, more: object = {}): void {
    const resource = this.resources.get(id);
    if (resource?.status !== 'NotStarted' || Date.now() - Number(resource['createdAt']) < durationMs) return;
    this.set(id, 'Succeeded', more);
  }

  /** Models that are being trained. */
  private trainings(): number {
    return [...this.resources.values()].filter((each) => each['recipe'] !== undefined && each.status === 'NotStarted')
      .length;
  }

  private get<T>(id: string): Promise<T | undefined> {
    return Promise.resolve(this.resources.get(id) as T | undefined);
  }

  private put<T>(id: string, status: string, more: object): Promise<T> {
    this.calls.push(`create ${id}`);
    this.set(id, status, { ...more, createdAt: Date.now() });
    return Promise.resolve(this.resources.get(id) as T);
  }

  private async delete(id: string): Promise<void> {
    if (id === this.undeletable) throw new ProviderError('provider-rejected', 'It is in use.');
    this.calls.push(`delete ${id}`);
    this.resources.delete(id);
  }
}
