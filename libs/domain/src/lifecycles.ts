import { BATCH_CHUNK_LIFECYCLE, BATCH_LIFECYCLE } from './batch.ts';
import { CONSENT_LIFECYCLE } from './consent.ts';
import { DELIVERY_LIFECYCLE } from './delivery.ts';
import { HOOK_LIFECYCLE } from './hook.ts';
import { type Lifecycle, statusesOf } from './lifecycle.ts';
import { NOTIFICATION_SUBSCRIPTION_LIFECYCLE } from './notification-subscription.ts';
import { OPERATION_LIFECYCLE } from './operation.ts';
import { SYNTHESIS_LIFECYCLE } from './synthesis.ts';
import { UPLOAD_LIFECYCLE } from './upload.ts';
import { VOICE_LIFECYCLE } from './voice.ts';
import { WEBHOOK_ENDPOINT_LIFECYCLE } from './webhook-endpoint.ts';
import type { Announcement, WebhookEvent } from './webhook-events.ts';

/** The lifecycles of the documents that messages move on. */
export const LIFECYCLES = {
  upload: UPLOAD_LIFECYCLE,
  consent: CONSENT_LIFECYCLE,
  voice: VOICE_LIFECYCLE,
  synthesis: SYNTHESIS_LIFECYCLE,
  batch: BATCH_LIFECYCLE,
} as const;

/** The lifecycles of what no sweep moves on: operations, the chunks of batches, and webhooks both ways. */
export const OTHER_LIFECYCLES = {
  operation: OPERATION_LIFECYCLE,
  batchChunk: BATCH_CHUNK_LIFECYCLE,
  webhookEndpoint: WEBHOOK_ENDPOINT_LIFECYCLE,
  delivery: DELIVERY_LIFECYCLE,
  hook: HOOK_LIFECYCLE,
  notificationSubscription: NOTIFICATION_SUBSCRIPTION_LIFECYCLE,
} as const;

export type DrivenKind = keyof typeof LIFECYCLES;

export function isDrivenKind(kind: string): kind is DrivenKind {
  return Object.hasOwn(LIFECYCLES, kind);
}

/** What is true of a document of any kind in its status; undefined of kinds without a lifecycle. */
export function ruleOf({ kind, status }: { readonly kind: string; readonly status?: string }) {
  const rules: Lifecycle | undefined = isDrivenKind(kind) ? LIFECYCLES[kind] : undefined;
  return rules?.[status ?? ''];
}

/** A document with one of the lifecycles, as far as its status tells. */
export type StatusOf<K extends DrivenKind = DrivenKind> = {
  [kind in K]: { readonly kind: kind; readonly status: keyof (typeof LIFECYCLES)[kind] };
}[K];

/** Whether its work has failed or was canceled. */
export function isUnsuccessful(document: StatusOf): boolean {
  const operation = ruleOf(document)?.operation;
  return operation === 'failed' || operation === 'canceled';
}

/** Whether it was erased, or is about to be. */
export function isGone(document: StatusOf<'upload' | 'consent' | 'voice'>): boolean {
  const rule = ruleOf(document);
  return rule?.next.length === 0 || rule?.steps?.includes('erase') === true;
}

/** Whether its work goes on or has yet to begin: no result is known. */
export function isUndecided(document: StatusOf): boolean {
  const operation = ruleOf(document)?.operation;
  return operation === 'queued' || operation === 'running';
}

/** A voice of which Azure does not have the samples yet. */
export function isBeforeTraining(voice: StatusOf<'voice'>): boolean {
  return ruleOf(voice)?.steps?.includes('create') === true;
}

/** The statuses that do not last: a document in one of them is being worked on, waits for something, or was lost. */
export function requeuedStatuses(kind: DrivenKind): readonly string[] {
  const rules: Lifecycle = LIFECYCLES[kind];
  return statusesOf(rules).filter((status) => rules[status]?.steps !== undefined);
}

/** The steps that move documents of this kind on, as `voice.poll`. */
export function stepsOf(kind: DrivenKind): readonly string[] {
  const rules: Lifecycle = LIFECYCLES[kind];
  return [...new Set(statusesOf(rules).flatMap((status) => rules[status]?.steps ?? []))].map(
    (step) => `${kind}.${step}`,
  );
}

/** The event that a document's status is, if it is one. */
export function webhookEventOf(document: {
  readonly kind: string;
  readonly status?: string;
}): WebhookEvent | undefined {
  return ruleOf(document)?.event;
}

/**
 * The event to announce now: the document's status, unless that was announced already. Asking the document itself makes
 * the answer the same for every writer, however often it is asked.
 */
export function unannouncedEvent(document: {
  readonly kind: string;
  readonly status?: string;
  readonly announced?: Announcement | undefined;
}): { readonly event: WebhookEvent; readonly announced: Announcement } | undefined {
  const { status, announced } = document;
  const event = webhookEventOf(document);
  if (event === undefined || status === undefined || announced?.status === status) return undefined;
  return { event, announced: { status, count: (announced?.count ?? 0) + 1 } };
}
