import { z } from 'zod';
import type { StateStore } from '../../../data/state-store.ts';
import { checkId, resourceId } from '../../operations.ts';
import { ApiError, invalidRequest } from '../../rest/api-error.ts';
import type { RestAnswer, RestCall } from '../../rest/call.ts';
import type { SpeakerTraits } from '../../voice/traits.ts';
import { accepted } from '../accepted.ts';
import { Collection, digestOf, timestamp } from '../collection.ts';
import type { Consents } from '../consents.ts';
import type { Projects } from '../projects.ts';
import { type JobParts, type JobResource, newJob, runProfessionalJob } from './professional-job.ts';
import { findRecipe } from './recipes.ts';
import type { TrainingSets } from './training-sets.ts';

const modelBody = z.object({
  voiceName: z.string().min(1).optional(),
  description: z.string().optional(),
  recipe: z.object({ kind: z.string().min(1), version: z.string().min(1).optional() }),
  projectId: resourceId,
  consentId: resourceId,
  trainingSetId: resourceId,
  locale: z.string().min(1).optional(),
});
type ModelFields = z.infer<typeof modelBody>;

interface Model extends JobResource, ModelFields {
  readonly voiceName: string;
  readonly locale: string;
  readonly engineVersion: string;
  readonly createdDateTime: string;
  properties?: { failureReason: string };
  traits?: SpeakerTraits | undefined;
}

export interface ModelParts extends JobParts {
  readonly projects: Projects;
  readonly consents: Consents;
  readonly trainingSets: TrainingSets;
  readonly durationMs: number;
}

/** What an endpoint speaks with. */
export type TrainedModel = Pick<Model, 'voiceName' | 'projectId' | 'status' | 'traits'>;

/** Models of professional voices: trained by a recipe from the recordings of a training set. */
export class Models {
  private readonly state: StateStore;
  private readonly collection: Collection<Model>;
  /** How many trainings may go on at a time; undefined: as many as are asked for. */
  quota: number | undefined;

  constructor(private readonly parts: ModelParts) {
    this.state = parts.state;
    this.collection = new Collection('model', ['abandon', 'traits', 'job'], this.state.area('speech/models'));
    for (const model of this.collection.load()) this.collection.add({ ...model, abandon: () => undefined });
  }

  /** Goes on with what a restart interrupted. */
  resume(): void {
    for (const model of this.collection.all()) {
      if (model.status === 'NotStarted' || model.status === 'Running') this.trainLater(model);
    }
  }

  find(id: string): TrainedModel | undefined {
    return this.collection.find(id);
  }

  existsInProject(projectId: string): boolean {
    return this.collection.all().some((model) => model.projectId === projectId);
  }

  get(call: RestCall): RestAnswer {
    return this.collection.answer(call.parameter('id'));
  }

  list(call: RestCall): RestAnswer {
    return this.collection.list(call);
  }

  create(call: RestCall): RestAnswer {
    const { clock, operations } = this.parts;
    const id = checkId(call.parameter('id'));
    const fields = call.json(modelBody);
    return this.state.atomically(() => {
      const digest = digestOf(call.operation, id, fields);
      const { operation, replayed } = operations.begin(call.headers['operation-id'], digest);
      if (replayed) return accepted(call, operation, this.collection.answer(id).body, true);
      operations.admit(operation, () => this.check(id, fields));
      const now = clock.now();
      const recipe = findRecipe(fields.recipe.kind, fields.recipe.version);
      const model: Model = {
        id,
        ...fields,
        voiceName: fields.voiceName ?? id,
        recipe: { kind: fields.recipe.kind, version: recipe?.version },
        locale: fields.locale ?? this.parts.trainingSets.find(fields.trainingSetId)?.locale ?? 'en-US',
        engineVersion: '2023.07.04.0',
        status: 'NotStarted',
        createdDateTime: timestamp(now),
        lastActionDateTime: timestamp(now),
        job: newJob(call, operation, now),
        abandon: () => undefined,
      };
      this.collection.add(model);
      this.trainLater(model);
      return accepted(call, operation, this.collection.answer(id).body);
    });
  }

  delete(id: string): RestAnswer {
    this.collection.delete(id)?.abandon();
    return { status: 204 };
  }

  deleteOfProject(projectId: string): void {
    for (const model of this.collection.all()) if (model.projectId === projectId) this.delete(model.id);
  }

  abandonAll(): void {
    for (const model of this.collection.all()) model.abandon();
  }

  private trainLater(model: Model): void {
    runProfessionalJob(this.parts, this.collection, model, {
      noun: 'a model',
      durationMs: this.parts.durationMs,
      running: 'Running',
      work: () => Promise.resolve(this.train(model)),
      ended: (ended, reason) => {
        if (reason === undefined) return 'Succeeded';
        ended.properties = { failureReason: reason };
        return 'Failed';
      },
    });
  }

  private train(model: Model): string | undefined {
    const data = this.parts.trainingSets.find(model.trainingSetId);
    const recipe = findRecipe(model.recipe.kind, model.recipe.version);
    if (data === undefined || recipe === undefined || data.status !== 'Succeeded') return 'DataNotReady';
    const { utteranceCount, durationInSeconds } = data.properties;
    const isEnough = utteranceCount >= recipe.minUtteranceCount && durationInSeconds >= recipe.minDurationInSeconds;
    if (!isEnough || data.traits === undefined) return 'DataNotEnough';
    model.traits = data.traits;
    return undefined;
  }

  private check(id: string, { recipe, projectId, consentId, trainingSetId }: ModelFields): void {
    const { projects, consents, trainingSets } = this.parts;
    if (this.collection.find(id) !== undefined) throw new ApiError('BadRequest', 'A model with this id exists.');
    const problems = [
      [projects.kindOf(projectId) === 'ProfessionalVoice', 'projectId', 'There is no project of professional voices.'],
      [consents.status(consentId) === 'Succeeded', 'consentId', 'There is no consent that has succeeded.'],
      [trainingSets.find(trainingSetId) !== undefined, 'trainingSetId', 'The training set does not exist.'],
      [findRecipe(recipe.kind, recipe.version) !== undefined, 'recipe', 'The recipe does not exist.'],
    ] as const;
    const found = problems.filter(([isRight]) => !isRight).map(([, target, message]) => ({ target, message }));
    if (found.length > 0) throw invalidRequest(found);
    const trainings = this.collection.all().filter(({ status }) => status === 'NotStarted' || status === 'Running');
    if (this.quota !== undefined && trainings.length >= this.quota) {
      // The OpenAPI file has no other code for it; the text is a guess.
      throw new ApiError('TooManyRequests', `The resource has ${this.quota} models in training, which is its quota.`);
    }
  }
}
