import type { DocumentStore, SubscriptionSlots } from '#documents';
import { ServiceError } from '#domain';

/** What is due is looked up for each of them. */
const MAX_SUBSCRIPTIONS = 50;

interface Stores {
  readonly documents: DocumentStore;
  readonly slots: SubscriptionSlots;
}

/**
 * Takes one of the tenant's slots for a subscription that is about to be created.
 * @throws ServiceError `state-conflict` when all are taken
 */
export async function claimSubscriptionSlot({ documents, slots }: Stores, tenantId: string, id: string): Promise<void> {
  const isClaimed = await slots.claim(tenantId, id, MAX_SUBSCRIPTIONS, {
    // Slots are older than the first subscription.
    list: () => Promise.resolve([]),
    exists: async (known) =>
      (await documents.findReferenced('notificationSubscription', tenantId, known)) !== undefined,
  });
  if (isClaimed) return;
  throw new ServiceError('state-conflict', `There are already ${MAX_SUBSCRIPTIONS} subscriptions. Delete one first.`);
}
