import { createHash } from 'node:crypto';
import type { Container } from '@azure/cosmos';
import { createItem, readItem } from '#storage';

/** Longer than any message lives in a queue or a dead-letter queue is left alone. */
const KEPT_S = 30 * 86_400;

/**
 * Which documents were erased, as far as messages about them may still come: by a hash, from which no id can be read. They are in the
 * container `idempotency`, whose documents expire. All methods throw ServiceError `dependency-unavailable`.
 */
export class ErasedSubjects {
  constructor(private readonly container: Container) {}

  /** To be called before the document is removed. */
  async add(tenantId: string, subjectId: string): Promise<void> {
    const id = hashOf(tenantId, subjectId);
    const subject = { id, partitionKey: id, ttl: KEPT_S };
    await createItem(this.container, subject);
  }

  async has(tenantId: string, subjectId: string): Promise<boolean> {
    const id = hashOf(tenantId, subjectId);
    return (await readItem(this.container.item(id, id))) !== undefined;
  }
}

function hashOf(tenantId: string, subjectId: string): string {
  return createHash('sha256').update(`erased\n${tenantId}\n${subjectId}`).digest('hex');
}
