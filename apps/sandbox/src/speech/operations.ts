import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { MEMORY_ONLY, type StateArea, type StateStore } from '../data/state-store.ts';
import type { JobStatus } from './job.ts';
import { ApiError, invalidRequest } from './rest/api-error.ts';

/** Resource and operation ids: `ResourceId` and `OperationId` of the OpenAPI files. */
export const ID_PATTERN = /^[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}[a-zA-Z0-9]$/;
export const resourceId = z.string().regex(ID_PATTERN, 'The id must have 3 to 64 letters, digits, ".", "_" or "-".');

export function checkId(id: string): string {
  if (!ID_PATTERN.test(id)) throw invalidRequest([{ target: 'id', message: 'The id is not valid.' }]);
  return id;
}

export interface Operation {
  readonly id: string;
  /** Changed by `Operations` only. */
  status: JobStatus;
  /** Of the request that began it. */
  readonly digest: string;
}

/** The status monitors of one API. */
export class Operations {
  private readonly byId = new Map<string, Operation>();
  private readonly kept: StateArea<Operation>;

  /** @param api tells the operations of one API from those of another */
  constructor(api: string, state: StateStore = MEMORY_ONLY) {
    this.kept = state.area(`speech/${api}-operations`);
    for (const { key, fields } of this.kept.load()) this.byId.set(key, fields);
  }

  /**
   * An `Operation-Id` that is used again with an identical request gives the earlier operation (`replayed`); with another request it is
   * refused, as `HeaderOperationId` of the OpenAPI file says.
   *
   * @throws ApiError 400
   */
  begin(requestedId: string | undefined, digest: string): { operation: Operation; replayed: boolean } {
    if (requestedId !== undefined && !ID_PATTERN.test(requestedId)) {
      throw invalidRequest([{ target: 'Operation-Id', message: 'The Operation-Id header is not valid.' }]);
    }
    const known = requestedId === undefined ? undefined : this.byId.get(requestedId);
    if (known !== undefined) {
      if (known.digest === digest) return { operation: known, replayed: true };
      throw new ApiError('BadRequest', 'The Operation-Id was already used with a different request.');
    }
    const operation: Operation = { id: requestedId ?? randomUUID(), status: 'NotStarted', digest };
    this.byId.set(operation.id, operation);
    this.kept.put(operation.id, operation);
    return { operation, replayed: false };
  }

  enter(operation: Operation, status: JobStatus): void {
    operation.status = status;
    this.kept.put(operation.id, operation);
  }

  /** Checks the request that an operation was begun for. One that is refused, by what `check` throws, leaves no operation. */
  admit(operation: Operation, check: () => void): void {
    try {
      check();
    } catch (error) {
      this.byId.delete(operation.id);
      this.kept.delete(operation.id);
      throw error;
    }
  }

  /** @throws ApiError 404 */
  get(id: string): Operation {
    const operation = this.byId.get(id);
    if (operation === undefined) throw new ApiError('NotFound', 'The operation does not exist.');
    return operation;
  }
}
