import { z } from 'zod';
import type { StateStore } from '../../../data/state-store.ts';
import { resourceId, type Operation } from '../../operations.ts';
import { ApiError, invalidRequest } from '../../rest/api-error.ts';
import { checked, type RestAnswer, type RestCall } from '../../rest/call.ts';
import { SsmlError } from '../../ssml/ssml.ts';
import type { SpeakerTraits } from '../../voice/traits.ts';
import { accepted } from '../accepted.ts';
import { Collection, digestOf, timestamp } from '../collection.ts';
import type { Models } from './models.ts';
import { type JobParts, type JobPlan, type JobResource, newJob, runProfessionalJob } from './professional-job.ts';

const endpointId = z.object({ id: z.guid('The endpoint id must be a UUID.') });
const endpointBody = z.object({
  projectId: resourceId,
  modelId: resourceId,
  displayName: z.string().min(1).optional(),
  description: z.string().optional(),
  properties: z.object({ kind: z.enum(['HighPerformance', 'FastResume']).optional() }).optional(),
});
type EndpointFields = z.infer<typeof endpointBody>;
type Change = 'deploy' | 'suspend' | 'resume';

interface Endpoint extends JobResource, EndpointFields {
  readonly createdDateTime: string;
  change: Change;
  /** Since when it costs, by the sandbox's clock; undefined while it does not. */
  deployedSince?: number | undefined;
  /** What it has cost before, ms. */
  deployedMs: number;
}

export interface EndpointParts extends JobParts {
  readonly models: Models;
  readonly durationMs: number;
}

/** Endpoints of professional voices: deployed, suspended and resumed. They cost while they are deployed. */
export class Endpoints {
  private readonly state: StateStore;
  private readonly collection: Collection<Endpoint>;
  /** What endpoints have cost that were deleted, ms. */
  private readonly deleted = new Map<string, number>();

  constructor(private readonly parts: EndpointParts) {
    this.state = parts.state;
    const hidden = ['abandon', 'job', 'change', 'deployedSince', 'deployedMs'] as const;
    this.collection = new Collection('endpoint', hidden, this.state.area('speech/endpoints'));
    for (const endpoint of this.collection.load()) this.collection.add({ ...endpoint, abandon: () => undefined });
  }

  /** Goes on with what a restart interrupted. */
  resumeJobs(): void {
    for (const endpoint of this.collection.all()) {
      if (isChanging(endpoint)) this.changeLater(endpoint);
    }
  }

  /** For how long each endpoint was deployed, ms: what Azure bills by the hour. Those that were deleted are in it until the sandbox ends. */
  deployedMs(): Readonly<Record<string, number>> {
    const present = this.collection.all().map((endpoint) => [endpoint.id, this.costOf(endpoint)] as const);
    return Object.fromEntries([...this.deleted, ...present]);
  }

  existsInProject(projectId: string): boolean {
    return this.collection.all().some((endpoint) => endpoint.projectId === projectId);
  }

  usesModel(modelId: string): boolean {
    return this.collection.all().some((endpoint) => endpoint.modelId === modelId);
  }

  /** How the voice of a deployment sounds. @throws SsmlError when it cannot speak */
  traitsOf(deploymentId: string, voiceName: string): SpeakerTraits {
    const endpoint = this.collection.find(deploymentId.toLowerCase());
    if (endpoint?.status !== 'Succeeded') throw new SsmlError('The endpoint is not deployed.');
    const model = this.parts.models.find(endpoint.modelId);
    if (model?.traits === undefined || model.voiceName !== voiceName) {
      throw new SsmlError('The endpoint does not have this voice.');
    }
    return model.traits;
  }

  get(call: RestCall): RestAnswer {
    return this.collection.answer(idOf(call));
  }

  list(call: RestCall): RestAnswer {
    return this.collection.list(call);
  }

  create(call: RestCall): RestAnswer {
    const { clock, operations } = this.parts;
    const id = idOf(call);
    const fields = call.json(endpointBody);
    return this.state.atomically(() => {
      const digest = digestOf(call.operation, id, fields);
      const { operation, replayed } = operations.begin(call.headers['operation-id'], digest);
      if (replayed) return accepted(call, operation, this.collection.answer(id).body, true);
      operations.admit(operation, () => this.check(id, fields));
      const now = clock.now();
      const endpoint: Endpoint = {
        id,
        ...fields,
        properties: { kind: fields.properties?.kind ?? 'HighPerformance' },
        status: 'NotStarted',
        createdDateTime: timestamp(now),
        lastActionDateTime: timestamp(now),
        change: 'deploy',
        deployedMs: 0,
        job: newJob(call, operation, now),
        abandon: () => undefined,
      };
      this.collection.add(endpoint);
      this.changeLater(endpoint);
      return accepted(call, operation, this.collection.answer(id).body);
    });
  }

  suspend(call: RestCall): RestAnswer {
    return this.change(call, { change: 'suspend', from: 'Succeeded', status: 'Disabling' });
  }

  resume(call: RestCall): RestAnswer {
    return this.change(call, { change: 'resume', from: 'Disabled', status: 'Running' });
  }

  delete(id: string): RestAnswer {
    const endpoint = this.collection.delete(id.toLowerCase());
    if (endpoint !== undefined) {
      endpoint.abandon();
      this.deleted.set(endpoint.id, this.costOf(endpoint));
    }
    return { status: 204 };
  }

  deleteOfProject(projectId: string): void {
    for (const endpoint of this.collection.all()) if (endpoint.projectId === projectId) this.delete(endpoint.id);
  }

  abandonAll(): void {
    for (const endpoint of this.collection.all()) endpoint.abandon();
  }

  private change(
    call: RestCall,
    {
      change,
      from,
      status,
    }: { readonly change: Change; readonly from: Endpoint['status']; readonly status: Endpoint['status'] },
  ): RestAnswer {
    const { operations } = this.parts;
    const id = idOf(call);
    return this.state.atomically(() => {
      const begun = operations.begin(call.headers['operation-id'], digestOf(call.operation, id, {}));
      if (!begun.replayed) {
        operations.admit(begun.operation, () => {
          if (this.collection.get(id).status !== from) {
            throw new ApiError('BadRequest', `The endpoint is not in the state ${from}.`);
          }
        });
        this.begin(call, this.collection.get(id), { change, status }, begun.operation);
      }
      const answer = accepted(call, begun.operation, this.collection.answer(id).body, begun.replayed);
      return { ...answer, status: 202 };
    });
  }

  private begin(
    call: RestCall,
    endpoint: Endpoint,
    { change, status }: Pick<Endpoint, 'change' | 'status'>,
    operation: Operation,
  ): void {
    const now = this.parts.clock.now();
    endpoint.change = change;
    endpoint.status = status;
    endpoint.lastActionDateTime = timestamp(now);
    endpoint.job = newJob(call, operation, now);
    this.collection.changed(endpoint);
    this.changeLater(endpoint);
  }

  private changeLater(endpoint: Endpoint): void {
    const plan: JobPlan<Endpoint> = {
      noun: `to ${endpoint.change} an endpoint`,
      durationMs: this.parts.durationMs,
      running: endpoint.change === 'suspend' ? 'Disabling' : 'Running',
      work: () => Promise.resolve(undefined),
      ended: (ended, reason) => {
        const status = endOf(ended.change, reason);
        this.count(ended, status === 'Succeeded');
        return status;
      },
    };
    runProfessionalJob(this.parts, this.collection, endpoint, plan);
  }

  private count(endpoint: Endpoint, isDeployed: boolean): void {
    endpoint.deployedMs = this.costOf(endpoint);
    endpoint.deployedSince = isDeployed ? this.parts.clock.now() : undefined;
  }

  private costOf({ deployedMs, deployedSince }: Endpoint): number {
    return deployedMs + (deployedSince === undefined ? 0 : this.parts.clock.now() - deployedSince);
  }

  private check(id: string, { projectId, modelId }: EndpointFields): void {
    if (this.collection.find(id) !== undefined) throw new ApiError('BadRequest', 'An endpoint with this id exists.');
    const model = this.parts.models.find(modelId);
    if (model?.projectId !== projectId) {
      throw invalidRequest([{ target: 'modelId', message: 'The project does not have this model.' }]);
    }
    if (model.status !== 'Succeeded') {
      throw invalidRequest([{ target: 'modelId', message: 'The model has not succeeded.' }]);
    }
  }
}

/** `Disabled`: suspended, or not resumed (learn.microsoft.com, "Migrate from v3.0 to the custom voice API"). */
function endOf(change: Change, reason: string | undefined): Endpoint['status'] {
  if (change === 'suspend') return reason === undefined ? 'Disabled' : 'Succeeded';
  if (reason === undefined) return 'Succeeded';
  return change === 'deploy' ? 'Failed' : 'Disabled';
}

function isChanging({ status }: Pick<Endpoint, 'status'>): boolean {
  return ['NotStarted', 'Running', 'Disabling'].includes(status);
}

function idOf(call: RestCall): string {
  return checked(endpointId, { id: call.parameter('id') }).id.toLowerCase();
}
