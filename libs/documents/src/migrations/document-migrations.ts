import { type Consent, type DocumentKind, hasConsentEnded, isOrWasActive } from '#domain';
import type { Migration, RawDocument } from './migration.ts';

/** Every change of the shape of documents, by kind, in the order of their versions. A kind without one has version 1. */
export const DOCUMENT_MIGRATIONS: Readonly<Record<DocumentKind, readonly Migration[]>> = {
  upload: [],
  consent: [
    {
      version: 2,
      readableFrom: 1,
      what: 'lost consents say whether they were active',
      apply: withWasActive,
    },
  ],
  voice: [],
  synthesis: [],
  batch: [],
  operation: [],
  webhookEndpoint: [],
  delivery: [],
  hook: [],
  notificationSubscription: [],
};

/** Consents that were lost before this was noted: decided by their evidence, which an erasure removes. */
function withWasActive(document: RawDocument): RawDocument {
  const consent = document as unknown as Consent;
  if (consent.wasActive !== undefined || consent.status === 'deleted' || !hasConsentEnded(consent, 0)) return document;
  return { ...document, wasActive: isOrWasActive(consent) };
}
