import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import { ServiceError } from '#domain';
import { anEndpoint, stub } from '#domain/testing';
import { DeleteEndpoint } from './delete-endpoint.usecase.ts';

const PRINCIPAL = { tenantId: 't' } as Principal;
const ENDPOINT = { ...anEndpoint({ id: 'whe_1', tenantId: 't' }), etag: '"7"' };

const done: string[] = [];
const step = (name: string) => () => Promise.resolve(void done.push(name));
const recordFirst = vi.fn(step('recorded'));
const deleteEndpoint = new DeleteEndpoint(
  stub({ get: () => Promise.resolve(ENDPOINT), remove: step('removed') }),
  stub({ release: step('slot released') }),
  stub({ recordFirst }),
);

beforeEach(() => void done.splice(0));

describe(DeleteEndpoint.name, () => {
  it('records it first, since no document is left that could carry the event', async () => {
    await deleteEndpoint.execute(PRINCIPAL, 'whe_1', '"7"');
    expect(done).toEqual(['recorded', 'removed', 'slot released']);
  });

  it('removes nothing that was changed since, and nothing that cannot be recorded', async () => {
    const changed = deleteEndpoint.execute(PRINCIPAL, 'whe_1', '"6"');
    await expect(changed).rejects.toMatchObject({ code: 'etag-mismatch' });
    recordFirst.mockRejectedValueOnce(new ServiceError('dependency-unavailable', 'Later.'));
    const unrecorded = deleteEndpoint.execute(PRINCIPAL, 'whe_1', undefined);
    await expect(unrecorded).rejects.toMatchObject({ code: 'dependency-unavailable' });
    expect(done).toEqual([]);
  });
});
