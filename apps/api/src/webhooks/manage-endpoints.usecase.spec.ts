import { describe, expect, it } from 'vitest';
import { type Principal, SecretBox } from '#auth';
import { Commit, DocumentStore, EndpointSlots, OperationStore, OutboxRelay, RequestIds } from '#documents';
import { stub } from '#domain/testing';
import { createLogger } from '#observability';
import { MemoryContainer } from '#storage/testing';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { DeleteEndpoint } from './delete-endpoint.usecase.ts';
import { EndpointSecrets } from './endpoint-secrets.ts';
import { ManageEndpoints } from './manage-endpoints.usecase.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const ADA: Principal = { tenantId: TENANT, objectId: 'ada', kind: 'user', roles: ['Webhook.Manage'], clientId: 'c' };

function replicaOn(container: MemoryContainer, slots: MemoryContainer) {
  const documents = new DocumentStore(container.asContainer);
  const logger = createLogger({ level: 'silent', service: 'test' });
  const outbox = new OutboxRelay({ publish: () => Promise.resolve() }, documents, logger);
  const commit = new Commit(documents, new OperationStore(documents), outbox, logger);
  const secrets = new EndpointSecrets(new SecretBox([Buffer.alloc(32, 7).toString('base64')]));
  return new ManageEndpoints(testConfig(), documents, new EndpointSlots(slots.asContainer), secrets, commit);
}

describe(ManageEndpoints.name, () => {
  it('keeps to the limit of endpoints, also for requests to two replicas that come at the same time', async () => {
    const [container, slots] = [new MemoryContainer(), new MemoryContainer()];
    const [one, other] = [replicaOn(container, slots), replicaOn(container, slots)];
    const create = (index: number) =>
      (index % 2 === 0 ? one : other).create(
        ADA,
        { url: `https://example.com/${index}`, events: [] },
        RequestIds.once(),
      );
    const answers = await Promise.allSettled(Array.from({ length: 90 }, (_, index) => create(index)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    const reasons = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    for (const reason of reasons) expect(reason).toMatchObject({ code: 'state-conflict' });
    const page = await new DocumentStore(container.asContainer).list('webhookEndpoint', TENANT, { limit: 100 });
    expect(page.data).toHaveLength(50);

    const [first] = page.data;
    if (!first) throw new Error('there is no endpoint');
    const remove = new DeleteEndpoint(
      new DocumentStore(container.asContainer),
      new EndpointSlots(slots.asContainer),
      stub({ recordFirst: () => Promise.resolve() }),
    );
    await remove.execute(ADA, first.id, undefined);
    await one.create(ADA, { url: 'https://example.com/after', events: [] }, RequestIds.once());
    await expect(create(90)).rejects.toMatchObject({ code: 'state-conflict' });
  });
});
