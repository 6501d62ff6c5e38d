import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { ShutdownState } from '#observability';
import type { OpenAnswer } from '../platform/open-answers/open-answers.ts';
import { isNothingLeft, operationEvents } from './operation-events.ts';
import { OperationWatches } from '../platform/operations/operation-watches.ts';

/** Tells of the changes of an operation until it, its listener or this process ends. */
@Injectable()
export class WatchOperation {
  constructor(
    private readonly watches: OperationWatches,
    private readonly shutdown: ShutdownState,
  ) {}

  /**
   * @param after the number of the last event that the listener has seen
   * @returns server-sent events; undefined when the operation has ended and none is left
   * @throws ServiceError `not-found`
   */
  async execute(
    { tenantId }: Principal,
    id: string,
    after: number,
    { ended, closed }: OpenAnswer,
  ): Promise<AsyncIterable<string> | undefined> {
    const watched = this.watches.watch(tenantId, id);
    void closed.then(() => watched[Symbol.dispose]());
    // A missing operation is a 404, not a stream that breaks.
    const operation = await watched.read();
    if (isNothingLeft(operation, after)) return undefined;
    return operationEvents(() => watched.read(), after, AbortSignal.any([ended, this.shutdown.signal]));
  }
}
