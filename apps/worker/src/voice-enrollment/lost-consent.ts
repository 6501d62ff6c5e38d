import { type Consent, isConsentLost } from '#domain';
import type { DocumentStore } from '#storage';

/**
 * Whether this very recording, uploaded again or not, proves another consent of the tenant that was lost: the permission does not come
 * back with it. Found by content, not by the name of the person, which may be written in another way.
 * @param sha256 hex, of the canonical form of the recording
 */
export async function isOfLostConsent(
  documents: Pick<DocumentStore, 'list'>,
  { id, tenantId }: Pick<Consent, 'id' | 'tenantId'>,
  sha256: string,
  now = Date.now(),
): Promise<boolean> {
  let after: string | undefined;
  do {
    const page = await documents.list('consent', tenantId, { limit: 100, after, where: { 'evidence.sha256': sha256 } });
    if (page.data.some((consent) => consent.id !== id && isConsentLost(consent, now))) return true;
    after = page.next;
  } while (after !== undefined);
  return false;
}
