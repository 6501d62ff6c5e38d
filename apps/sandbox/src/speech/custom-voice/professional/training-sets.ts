import { z } from 'zod';
import type { StateStore } from '../../../data/state-store.ts';
import { checkId, resourceId } from '../../operations.ts';
import type { Ear } from '../../hearing/ear.ts';
import { ApiError, invalidRequest } from '../../rest/api-error.ts';
import type { RestAnswer, RestCall } from '../../rest/call.ts';
import { UnreadableRecordingError } from '../../voice/engine.ts';
import { combineTraits, type SpeakerTraits } from '../../voice/traits.ts';
import { accepted } from '../accepted.ts';
import { readNamedBlobs } from '../blob-container.ts';
import { Collection, digestOf, timestamp } from '../collection.ts';
import { StorageError, type FetchBlob } from '../fetch-blob.ts';
import type { Projects } from '../projects.ts';
import { type JobParts, type JobResource, newJob, runProfessionalJob } from './professional-job.ts';

const setBody = z.object({
  projectId: resourceId,
  locale: z.string().min(1),
  voiceKind: z.enum(['Male', 'Female']).optional(),
  displayName: z.string().min(1).optional(),
  description: z.string().optional(),
});

const blobSource = z.object({
  containerUrl: z.url({ protocol: /^https?$/ }),
  prefix: z.string().optional(),
  extensions: z.array(z.string().min(1)).min(1),
});

const datasetBody = z
  .object({
    kind: z.enum(['AudioAndScript', 'LongAudio', 'AudioOnly']),
    processAs: z.enum(['Segmented', 'Contextual']).optional(),
    displayName: z.string().optional(),
    description: z.string().optional(),
    audios: blobSource,
    scripts: blobSource.optional(),
  })
  .refine(({ kind, scripts }) => kind !== 'AudioAndScript' || scripts !== undefined, {
    path: ['scripts'],
    message: 'The scripts is required.',
  });

type Dataset = z.infer<typeof datasetBody>;

interface TrainingSet extends JobResource, z.infer<typeof setBody> {
  readonly createdDateTime: string;
  readonly digest: string;
  properties: { utteranceCount: number; durationInSeconds: number };
  /** How the speaker sounds; undefined before data was uploaded. */
  traits?: SpeakerTraits | undefined;
  dataset?: Dataset | undefined;
}

export interface TrainingSetParts extends JobParts {
  readonly ear: Ear;
  readonly projects: Projects;
  readonly fetchBlob: FetchBlob;
  readonly durationMs: number;
}

/** What a model is trained with. */
export type TrainingData = Pick<TrainingSet, 'locale' | 'projectId' | 'status' | 'properties' | 'traits'>;

/** Training sets: the recordings are fetched and measured, and each has to have its script. */
export class TrainingSets {
  private readonly state: StateStore;
  private readonly collection: Collection<TrainingSet>;

  constructor(private readonly parts: TrainingSetParts) {
    this.state = parts.state;
    const hidden = ['abandon', 'digest', 'traits', 'dataset', 'job'] as const;
    this.collection = new Collection('training set', hidden, this.state.area('speech/training-sets'));
    for (const set of this.collection.load()) this.collection.add({ ...set, abandon: () => undefined });
  }

  /** Goes on with what a restart interrupted. */
  resume(): void {
    for (const set of this.collection.all()) if (set.status === 'Running') this.readLater(set);
  }

  find(id: string): TrainingData | undefined {
    return this.collection.find(id);
  }

  get(call: RestCall): RestAnswer {
    return this.collection.answer(call.parameter('id'));
  }

  list(call: RestCall): RestAnswer {
    return this.collection.list(call);
  }

  create(call: RestCall): RestAnswer {
    const id = checkId(call.parameter('id'));
    const body = call.json(setBody);
    const digest = digestOf(call.operation, id, body);
    const existing = this.collection.find(id);
    if (existing !== undefined && existing.digest !== digest) {
      throw new ApiError('BadRequest', 'A different training set with this id exists.');
    }
    if (existing === undefined) {
      if (this.parts.projects.kindOf(body.projectId) !== 'ProfessionalVoice') {
        throw invalidRequest([{ target: 'projectId', message: 'There is no project of professional voices with it.' }]);
      }
      const now = timestamp(this.parts.clock.now());
      this.collection.add({
        id,
        ...body,
        // Nothing is under way (learn.microsoft.com, "Add training data to the professional voice project").
        status: 'Succeeded',
        properties: { utteranceCount: 0, durationInSeconds: 0 },
        createdDateTime: now,
        lastActionDateTime: now,
        digest,
        abandon: () => undefined,
      });
    }
    return { status: 201, body: this.collection.answer(id).body ?? {}, replayed: existing !== undefined };
  }

  upload(call: RestCall): RestAnswer {
    const { clock, operations } = this.parts;
    const id = call.parameter('id');
    const dataset = call.json(datasetBody);
    return this.state.atomically(() => {
      const digest = digestOf(call.operation, id, dataset);
      const { operation, replayed } = operations.begin(call.headers['operation-id'], digest);
      if (!replayed) {
        operations.admit(operation, () => {
          if (this.collection.get(id).status === 'Running') {
            throw new ApiError('BadRequest', 'The training set is busy with other data.');
          }
        });
        const set = this.collection.get(id);
        set.job = newJob(call, operation, clock.now());
        set.dataset = dataset;
        set.status = 'Running';
        set.lastActionDateTime = timestamp(clock.now());
        this.collection.changed(set);
        this.readLater(set);
      }
      return { ...accepted(call, operation, undefined, replayed), status: 202 };
    });
  }

  delete(id: string): RestAnswer {
    this.collection.delete(id)?.abandon();
    return { status: 204 };
  }

  deleteOfProject(projectId: string): void {
    for (const set of this.collection.all()) if (set.projectId === projectId) this.delete(set.id);
  }

  abandonAll(): void {
    for (const set of this.collection.all()) set.abandon();
  }

  private readLater(set: TrainingSet): void {
    runProfessionalJob(this.parts, this.collection, set, {
      noun: 'a training set',
      durationMs: this.parts.durationMs,
      running: 'Running',
      work: () => this.read(set),
      ended: (ended, reason) => {
        ended.dataset = undefined;
        return reason === undefined ? 'Succeeded' : 'Failed';
      },
    });
  }

  /** @returns why the data cannot be used */
  private async read(set: TrainingSet): Promise<string | undefined> {
    const { dataset } = set;
    if (dataset === undefined) return undefined;
    const { fetchBlob, ear } = this.parts;
    try {
      const audios = await readNamedBlobs(fetchBlob, dataset.audios);
      const scripts = dataset.scripts === undefined ? undefined : await readNamedBlobs(fetchBlob, dataset.scripts);
      const scripted = new Set(scripts?.map(({ name }) => stemOf(name)));
      const usable = audios.filter(({ name }) => scripts === undefined || scripted.has(stemOf(name)));
      if (usable.length === 0) return 'DataNotEnough';
      const heard = await Promise.all(usable.map(({ bytes }) => ear.listen(bytes)));
      const durationMs = heard.reduce((sum, each) => sum + each.durationMs, 0);
      set.properties = {
        utteranceCount: set.properties.utteranceCount + usable.length,
        durationInSeconds: set.properties.durationInSeconds + durationMs / 1_000,
      };
      const voiced = heard.flatMap((each) => (each.traits === undefined ? [] : [{ ...each, traits: each.traits }]));
      set.traits = combineTraits(voiced) ?? set.traits;
      return undefined;
    } catch (error) {
      if (error instanceof StorageError) return 'InaccessibleCustomerStorage';
      if (error instanceof UnreadableRecordingError) return 'DataNotReady';
      throw error;
    }
  }
}

/** `jessica/1.wav` and `jessica/1.txt` belong together. */
function stemOf(name: string): string {
  return name.replace(/\.[^./]+$/, '');
}
