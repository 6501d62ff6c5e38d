import {
  type AuditEvent,
  type BudgetAccount,
  isId,
  newDelivery,
  periodBounds,
  TENANT_SCOPE,
  wantsEvent,
  type WebhookEndpoint,
  type WebhookPayload,
} from '#domain';
import { webhookAttempt } from '#messaging';
import type { AuditLog } from '#storage';
import type { Commit } from '../commit/commit.ts';
import { RequestIds } from '../idempotency/request-ids.ts';
import type { DocumentStore } from '../store/document-store.ts';

const SOFT_LIMIT_REACHED = 'budget.soft-limit-reached';
/** All endpoints that a tenant can have. */
const MAX_ENDPOINTS = 100;

/**
 * Tells once in a month that a soft limit was reached: webhook endpoints and the audit log. All ids follow from the budget and
 * the month, so that telling again after a crash repeats nothing.
 */
export class BudgetAlerts {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    private readonly auditLog: AuditLog,
  ) {}

  /** @throws ServiceError `dependency-unavailable` */
  async tellSoftLimit(tenantId: string, scope: string, { period }: BudgetAccount): Promise<void> {
    const at = new Date().toISOString();
    await this.auditLog.append(tenantId, {
      eventId: `budget:${scope}:${period}:soft-limit`,
      action: 'budget.soft-limit',
      outcome: 'accepted',
      at,
      actor: { kind: 'system', id: 'budgets' },
      subject: budgetSubject(scope),
      details: { period },
    });
    const { data: endpoints } = await this.documents.list('webhookEndpoint', tenantId, { limit: MAX_ENDPOINTS });
    for (const endpoint of endpoints) {
      if (wantsEvent(endpoint, SOFT_LIMIT_REACHED)) await this.deliver(endpoint, scope, period, at);
    }
  }

  // Not by `webhook.announce`: workers of the release before do not know the event (ADR 144).
  private async deliver(endpoint: WebhookEndpoint, scope: string, period: string, at: string): Promise<void> {
    const { tenantId, ownerId, id: endpointId } = endpoint;
    const meaning = JSON.stringify(['budget', tenantId, scope, period, endpointId]);
    const id = RequestIds.derived(meaning, periodBounds(period).from).id('delivery');
    const payload: WebhookPayload = {
      type: SOFT_LIMIT_REACHED,
      timestamp: at,
      data: { type: 'budget', id: scope, status: 'soft-limit-reached', href: `/v1/budgets/${scope}` },
    };
    const given = {
      id,
      tenantId,
      ownerId,
      endpointId,
      event: SOFT_LIMIT_REACHED,
      ...(scope !== TENANT_SCOPE && isId('voice', scope) && { subjectId: scope }),
      payload,
      outbox: [webhookAttempt({ tenantId, id }, 1)],
    } as const;
    await this.commit.createOnce(newDelivery(given, at));
  }
}

/** What the audit log names of a budget: its voice, or the route of the tenant's. */
export function budgetSubject(scope: string): AuditEvent['subject'] {
  return scope === TENANT_SCOPE ? { kind: 'route', id: '/v1/budgets/tenant' } : { kind: 'voice', id: scope };
}
