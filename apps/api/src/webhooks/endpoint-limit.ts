import type { DocumentStore, EndpointSlots } from '#documents';
import { ServiceError } from '#domain';

/** Each event of a tenant is looked up against all of its endpoints. */
const MAX_ENDPOINTS = 50;
/** More than there may be: earlier releases let requests that came at the same time exceed the limit. */
const MAX_LISTED = 100;

interface Stores {
  readonly documents: DocumentStore;
  readonly slots: EndpointSlots;
}

/**
 * Takes one of the tenant's slots for an endpoint that is about to be created.
 * @throws ServiceError `state-conflict` when all are taken
 */
export async function claimEndpointSlot({ documents, slots }: Stores, tenantId: string, id: string): Promise<void> {
  const isClaimed = await slots.claim(tenantId, id, MAX_ENDPOINTS, {
    list: async () => {
      const { data } = await documents.list('webhookEndpoint', tenantId, { limit: MAX_LISTED });
      return data.map((endpoint) => endpoint.id);
    },
    exists: async (endpointId) =>
      (await documents.findReferenced('webhookEndpoint', tenantId, endpointId)) !== undefined,
  });
  if (isClaimed) return;
  throw new ServiceError('state-conflict', `There are already ${MAX_ENDPOINTS} endpoints. Delete one first.`);
}
