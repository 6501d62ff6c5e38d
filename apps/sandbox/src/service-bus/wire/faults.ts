import type { Clock } from '../../faults/clock.ts';
import type { FaultEffect } from '../../faults/fault-plan.ts';
import { Condition } from '../model/errors.ts';

/** What a scripted fault can do with one call. */
export interface FaultableCall {
  /** Does the work and answers. */
  work(): void;
  /** Does the work without an answer. */
  workSilently(): void;
  /** Answers with an error condition, without doing the work. */
  refuse(condition: string, description: string): void;
  /** Breaks the connection. */
  drop(): void;
}

/** Serves a call as the fault plan wants it; `hang` never answers, and effects of other protocols change nothing. */
export function serve(effect: FaultEffect | undefined, clock: Clock, call: FaultableCall): void {
  switch (effect?.kind) {
    case 'error':
      call.refuse(effect.code ?? conditionOf(effect.status), effect.message ?? 'This error was scripted.');
      return;
    case 'latency':
      clock.after(effect.ms, () => call.work());
      return;
    case 'hang':
      if (effect.after === 'work') call.workSilently();
      return;
    case 'drop':
    case 'close':
      if (effect.after === 'work') call.workSilently();
      call.drop();
      return;
    case 'duplicate':
      for (let time = 0; time < (effect.times ?? 1); time += 1) call.workSilently();
      call.work();
      return;
    case 'fail-job':
    case 'stall-job':
    case undefined:
      call.work();
  }
}

/** The error condition for a fault that was scripted with an HTTP status: the reverse of `@azure/core-amqp` `errors.ts`. */
export function conditionOf(status: number | undefined): string {
  switch (status) {
    case 400:
      return Condition.argumentError;
    case 401:
      return Condition.unauthorized;
    case 403:
      return Condition.resourceLimitExceeded;
    case 404:
      return Condition.notFound;
    case 408:
      return Condition.timeout;
    case 410:
      return Condition.messageLockLost;
    case 500:
      return Condition.internalError;
    case 501:
      return Condition.notImplemented;
    default:
      return Condition.serverBusy;
  }
}

/** The status that a `$management` answer carries for an error condition. */
export function statusOf(condition: string): number {
  return STATUS.get(condition) ?? 500;
}

const STATUS = new Map<string, number>([
  [Condition.argumentError, 400],
  [Condition.decodeError, 400],
  [Condition.invalidField, 400],
  [Condition.notAllowed, 400],
  [Condition.unauthorized, 401],
  [Condition.resourceLimitExceeded, 403],
  [Condition.messageSizeExceeded, 403],
  [Condition.notFound, 404],
  [Condition.messageNotFound, 404],
  [Condition.timeout, 408],
  [Condition.alreadyExists, 409],
  [Condition.messageLockLost, 410],
  [Condition.sessionLockLost, 410],
  [Condition.sessionCannotBeLocked, 410],
  [Condition.notImplemented, 501],
  [Condition.serverBusy, 503],
]);
