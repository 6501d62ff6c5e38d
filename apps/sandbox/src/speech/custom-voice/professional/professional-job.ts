import type { StateStore } from '../../../data/state-store.ts';
import type { Clock } from '../../../faults/clock.ts';
import type { Log } from '../../../log.ts';
import { runJob, type JobStatus } from '../../job.ts';
import type { Operation, Operations } from '../../operations.ts';
import type { RestCall } from '../../rest/call.ts';
import { type Collection, timestamp } from '../collection.ts';

/** `Status` of the OpenAPI file. The last two are of endpoints. */
export type ResourceStatus = JobStatus | 'Disabling' | 'Disabled';

/** A resource of professional voices with a job that goes on. */
export interface JobResource {
  readonly id: string;
  status: ResourceStatus;
  lastActionDateTime: string;
  /** Of the job that goes on, or was the last. */
  job?: JobState | undefined;
  abandon: () => void;
}

/** A job as it is kept over a restart. */
export interface JobState {
  readonly operationId: string;
  readonly begunAt: number;
  /** Why a fault makes it fail. */
  readonly scriptedReason?: string | undefined;
  /** Where a fault lets it stay. */
  readonly stalledIn?: 'NotStarted' | 'Running' | undefined;
}

export interface JobParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly operations: Operations;
  readonly state: StateStore;
}

/** What a job does to its resource. */
export interface JobPlan<T extends JobResource> {
  /** For the log: `a training set`. */
  readonly noun: string;
  readonly durationMs: number;
  /** The status when it is under way, with which the operation is `Running`. */
  readonly running: ResourceStatus;
  /** @returns why it fails; undefined when it succeeds */
  readonly work: () => Promise<string | undefined>;
  /** The resource at its end. @param reason why it failed */
  readonly ended: (resource: T, reason: string | undefined) => ResourceStatus;
}

export function newJob(call: RestCall, operation: Operation, now: number): JobState {
  const { scriptedReason, stalledIn } = call;
  return { operationId: operation.id, begunAt: now, scriptedReason, stalledIn };
}

/** Runs the job of a resource on the sandbox's clock; its operation goes along. */
export function runProfessionalJob<T extends JobResource>(
  { clock, log, operations, state }: JobParts,
  collection: Collection<T>,
  resource: T,
  plan: JobPlan<T>,
): void {
  const { job } = resource;
  if (job === undefined) return;
  const operation = operations.get(job.operationId);
  const enter = (status: ResourceStatus, ofOperation: JobStatus): void => {
    state.atomically(() => {
      operations.enter(operation, ofOperation);
      resource.status = status;
      resource.lastActionDateTime = timestamp(clock.now());
      collection.changed(resource);
    });
  };
  const end = (reason: string | undefined): void => {
    enter(plan.ended(resource, reason), reason === undefined ? 'Succeeded' : 'Failed');
    log(`speech: ${plan.noun} ended`, { id: resource.id, status: resource.status, reason });
  };
  const steps = {
    started: () => enter(plan.running, 'Running'),
    work: async () => job.scriptedReason ?? (await plan.work()),
    finished: end,
    crashed: (error: unknown) => {
      log(`speech: ${plan.noun} could not be made`, {
        id: resource.id,
        error: error instanceof Error ? error.message : String(error),
      });
      end('Internal');
    },
  };
  const { begunAt, stalledIn } = job;
  resource.abandon = runJob(clock, plan.durationMs, steps, { begunAt, stalledIn });
}
