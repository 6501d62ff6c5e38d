import type { DocumentKind } from './aggregate.ts';

/** The collection in the API's paths that a kind of document belongs to. */
export const COLLECTIONS: Readonly<Record<DocumentKind, string>> = {
  upload: 'uploads',
  consent: 'consents',
  voice: 'voices',
  synthesis: 'syntheses',
  batch: 'batches',
  operation: 'operations',
  webhookEndpoint: 'webhook-endpoints',
  delivery: 'deliveries',
  hook: 'hooks',
  notificationSubscription: 'notification-subscriptions',
};

/** The path of a document of one of the kinds that have a collection of their own. */
export function hrefOf(kind: DocumentKind, id: string): string {
  return `/v1/${COLLECTIONS[kind]}/${id}`;
}
