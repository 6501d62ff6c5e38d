import { beforeEach, describe, expect, it } from 'vitest';
import { SignedLinks } from '#auth';
import { aPrincipal } from '#auth/testing';
import { OperationStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import { ServiceError } from '#domain';
import { anId, aSynthesis, stub } from '#domain/testing';
import type { AuditTrail } from '#intake';
import { CreateLink } from './create-link.usecase.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const RESOURCE = `/v1/syntheses/${anId('synthesis')}/audio`;

describe(CreateLink.name, () => {
  let documents: TestDocuments;
  let audited: object[];
  let failure: Error | undefined;

  beforeEach(async () => {
    audited = [];
    failure = undefined;
    documents = new TestDocuments();
    await documents.store.create(aSynthesis());
  });

  const execute = (resource: string, { publicUrl, keys = [KEY] }: { publicUrl?: string; keys?: string[] } = {}) => {
    const recordFirst = (_: unknown, event: object) =>
      failure ? Promise.reject(failure) : Promise.resolve(void audited.push(event));
    const config = stub<ConstructorParameters<typeof CreateLink>[0]>({
      http: stub({ publicUrl }),
      webhooks: stub({ secretKeys: keys }),
    });
    const operations = new OperationStore(documents.store);
    const create = new CreateLink(config, documents.store, operations, stub<AuditTrail>({ recordFirst }));
    return create.execute(aPrincipal(), resource);
  };

  it('signs one resource for its caller, and records that', async () => {
    const { url, expiresAt } = await execute(RESOURCE, { publicUrl: 'https://voice.contoso.example/' });
    expect(url).toMatch(/^https:\/\/voice\.contoso\.example\/v1\/syntheses\//);
    const target = url.slice('https://voice.contoso.example'.length);
    expect(new SignedLinks([KEY]).principalOf('GET', target)).toMatchObject({ objectId: aPrincipal().objectId });
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
    expect(audited).toEqual([
      expect.objectContaining({ action: 'link.create', subject: { kind: 'route', id: RESOURCE } }),
    ]);
  });

  it('leads to the events of an operation that a synthesis shows', async () => {
    const id = anId('synthesis', 7);
    const operationId = `op_${id.slice('syn_'.length)}`;
    await documents.store.create({ ...aSynthesis(), id, operationId, status: 'running', operationEvents: [] });
    expect((await execute(`/v1/operations/${operationId}/events`)).url).toContain(operationId);
  });

  it('is relative to the API where its public URL is not known', async () => {
    expect((await execute(RESOURCE)).url).toMatch(/^\/v1\/syntheses\//);
  });

  it.each([
    `/v1/syntheses/${anId('synthesis').slice(0, -1)}X/audio`,
    `/v1/operations/${anId('operation', 9)}/events`,
    `/v1/voices/${anId('voice')}`,
  ])('refuses what does not exist: %s', async (resource) => {
    await expect(execute(resource)).rejects.toMatchObject({
      code: 'unknown-reference',
      fields: [{ pointer: '/resource', code: 'unknown-reference', detail: 'names no resource of this tenant' }],
    });
    expect(audited).toEqual([]);
  });

  it('gives no link that is not recorded, and none without a key', async () => {
    failure = new ServiceError('dependency-unavailable', 'Later.');
    await expect(execute(RESOURCE)).rejects.toBe(failure);
    failure = undefined;
    await expect(execute(RESOURCE, { keys: [] })).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });
});
