import { describe, expect, it } from 'vitest';
import type { Voice } from '#domain';
import { runInContext } from '#observability';
import { type MemoryItem, MemoryContainer } from '../../testing/memory-container.ts';
import { DocumentStore } from './document-store.ts';

const TENANT = 'tenant-1';
const ID = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';

const VOICE = {
  id: ID,
  kind: 'voice',
  status: 'draft',
  tenantId: TENANT,
  outbox: [],
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
} as unknown as Voice;

/** Reads answer from a replica that has no write since `freeze`, until a write of this client was answered or refused. */
class LaggingContainer extends MemoryContainer {
  #replica: Map<string, unknown> | undefined;

  freeze(): void {
    this.#replica = new Map(this.stored);
  }

  override item(id: string, partitionKey: string) {
    const primary = super.item(id, partitionKey);
    return {
      ...primary,
      read: async () => {
        const answer = await primary.read();
        if (!this.#replica) return answer;
        const resource = this.#replica.get(id) as typeof answer.resource;
        return { resource, etag: resource?._etag };
      },
      patch: async (...given: Parameters<typeof primary.patch>) => {
        this.#replica = undefined;
        return primary.patch(...given);
      },
    };
  }
}

function stores() {
  const container = new LaggingContainer();
  return { container, store: new DocumentStore(container.asContainer) };
}

const handling = <R>(subjectRevision: number | undefined, work: () => Promise<R>, subjectId = ID): Promise<R> =>
  runInContext({ subjectId, ...(subjectRevision !== undefined && { subjectRevision }) }, work);

describe('documents of a replica that is behind', () => {
  it('counts the writes of a document', async () => {
    const { store } = stores();
    const created = await store.create(VOICE);
    expect(created.revision).toBe(1);
    const replaced = await store.replace({ ...created, name: 'other' });
    expect(replaced.revision).toBe(2);
    expect(await store.find('voice', TENANT, ID)).toMatchObject({ revision: 2, name: 'other' });
  });

  it('goes on counting where an earlier release has not', async () => {
    const { container, store } = stores();
    const { etag } = await store.create(VOICE);
    const { revision: _, ...old } = container.stored.get(ID) as MemoryItem & { readonly _etag: string };
    container.stored.set(ID, old);
    expect((await store.replace({ ...VOICE, etag })).revision).toBe(1);
  });

  it('reads the subject of a message as new as the message is', async () => {
    const { container, store } = stores();
    const created = await store.create(VOICE);
    container.freeze();
    await store.replace({ ...created, status: 'validating' });
    const status = async () => (await store.find('voice', TENANT, ID))?.status;
    expect(await handling(1, status)).toBe('draft');
    expect(await handling(undefined, status)).toBe('draft');
    expect(await handling(2, status, 'vce_other')).toBe('draft');
    expect(await handling(2, status)).toBe('validating');
  });

  it('finds the subject of a message that the replica does not have at all', async () => {
    const { container, store } = stores();
    container.freeze();
    await store.create(VOICE);
    expect(await store.find('voice', TENANT, ID)).toBeUndefined();
    expect(await handling(1, () => store.find('voice', TENANT, ID))).toMatchObject({ id: ID });
  });

  it('does not tell a client that there is nothing because a replica has nothing yet', async () => {
    const { container, store } = stores();
    container.freeze();
    await store.create(VOICE);
    expect(await store.get('voice', TENANT, ID)).toMatchObject({ id: ID });
    await expect(store.get('voice', TENANT, 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3E')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('finds the latest state without changing anything, and nothing where there is nothing', async () => {
    const { container, store } = stores();
    container.freeze();
    const { etag } = await store.create(VOICE);
    expect(await store.findLatest('voice', TENANT, ID)).toMatchObject({ id: ID, etag });
    expect(await store.findLatest('voice', TENANT, 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3E')).toBeUndefined();
    expect(await store.findLatest('voice', TENANT, 'no id')).toBeUndefined();
  });
});
