import type { Aggregate } from './aggregate.ts';
import { lifecycle, type StateRule, statusesOf } from './lifecycle.ts';
import type { WebhookEvent } from './webhook-events.ts';

export type WebhookEndpointStatus = 'enabled' | 'disabled';

export const WEBHOOK_ENDPOINT_LIFECYCLE = lifecycle<WebhookEndpointStatus, StateRule<WebhookEndpointStatus>>({
  enabled: { next: ['disabled'], open: true },
  disabled: { next: ['enabled'] },
});
export const WEBHOOK_ENDPOINT_STATUSES = statusesOf(WEBHOOK_ENDPOINT_LIFECYCLE);

/** A secret that signs, sealed. It signs beside newer ones until it expires. */
export interface SealedSecret {
  readonly id: string;
  readonly sealed: string;
  readonly createdAt: string;
  readonly expiresAt?: string | undefined;
}

/** Where a tenant wants to be told about events. */
export interface WebhookEndpoint extends Aggregate {
  readonly kind: 'webhookEndpoint';
  readonly status: WebhookEndpointStatus;
  readonly url: string;
  readonly description?: string | undefined;
  /** All events if empty. */
  readonly events: readonly WebhookEvent[];
  /** Newest first. */
  readonly secrets: readonly SealedSecret[];
  /** `gone`: it answered 410; `requested`: somebody switched it off. */
  readonly disabledReason?: 'gone' | 'requested' | undefined;
}

export function wantsEvent({ status, events }: WebhookEndpoint, event: WebhookEvent): boolean {
  return WEBHOOK_ENDPOINT_LIFECYCLE[status].open === true && (events.length === 0 || events.includes(event));
}

/** The secrets with which to sign at this time. */
export function liveSecrets({ secrets }: WebhookEndpoint, now: number): readonly SealedSecret[] {
  return secrets.filter(({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > now);
}

/** What a secret is sealed for: it cannot be opened as another endpoint's, or another tenant's. */
export function secretPurpose({ tenantId, id }: Pick<WebhookEndpoint, 'tenantId' | 'id'>, secretId: string): string {
  return `webhook-endpoint/${tenantId}/${id}/${secretId}`;
}
