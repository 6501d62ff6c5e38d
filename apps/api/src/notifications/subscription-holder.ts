import type { DocumentStore, Stored, SubscriptionSlots } from '#documents';
import { type Consent, isGone, type NotificationSubscription } from '#domain';
import { unknownReference } from './subscription-addresses.ts';

interface Stores {
  readonly documents: DocumentStore;
  readonly slots: SubscriptionSlots;
}

/** Whether an address may be stored of the person who gave the consent. @throws ServiceError `unknown-reference` */
export function checkHolder(consent: Consent | undefined): void {
  if (!consent) throw unknownReference('/consentId', 'names no consent of this tenant');
  if (isGone(consent)) throw unknownReference('/consentId', 'names a consent that was erased, or is being erased');
}

/**
 * Removes a subscription that was created while the erasure of its holder began: the erasure may have looked for subscriptions before.
 * @throws ServiceError `unknown-reference` where it was removed; `dependency-unavailable`
 */
export async function removeIfErased(
  { documents, slots }: Stores,
  created: Stored<NotificationSubscription>,
  consentId: string,
): Promise<void> {
  const { tenantId, id } = created;
  try {
    checkHolder(await documents.findLatest('consent', tenantId, consentId));
  } catch (error) {
    await documents.remove(created);
    await slots.release(tenantId, id);
    throw error;
  }
}
