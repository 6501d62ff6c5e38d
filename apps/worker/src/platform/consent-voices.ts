import type { DocumentStore, Stored } from '#documents';
import type { Voice } from '#domain';

const PAGE = 100;

/** All voices that were enrolled with a consent, whatever their status. */
export async function voicesOf(
  documents: DocumentStore,
  tenantId: string,
  consentId: string,
): Promise<readonly Stored<Voice>[]> {
  const voices: Stored<Voice>[] = [];
  let after: string | undefined;
  do {
    const page = await documents.list('voice', tenantId, { limit: PAGE, after, where: { consentId } });
    voices.push(...page.data);
    after = page.next;
  } while (after !== undefined);
  return voices;
}
