import type { BlobCall } from '../event-grid/blob-operation.ts';
import type { Clock } from '../faults/clock.ts';
import { refusal, type StorageRefusal } from './storage-refusal.ts';

/** A container's name is free again no earlier than this after its deletion (learn.microsoft.com, "Delete Container"). */
const DELETION_MS = 30_000;

/** Containers that are being deleted: until they are gone, their name cannot be used and everything in them is not found. */
export class DeletedContainers {
  readonly #untilMs = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  add(container: string): void {
    this.#untilMs.set(container, this.clock.now() + DELETION_MS);
  }

  refuse({ container, operation }: BlobCall): StorageRefusal | undefined {
    const untilMs = container === undefined ? undefined : this.#untilMs.get(container);
    if (container === undefined || untilMs === undefined) return undefined;
    if (this.clock.now() >= untilMs) {
      this.#untilMs.delete(container);
      return undefined;
    }
    return operation === 'create-container'
      ? refusal(409, 'ContainerBeingDeleted', 'The specified container is being deleted. Try operation later.')
      : refusal(404, 'ContainerNotFound', 'The specified container does not exist.');
  }
}
