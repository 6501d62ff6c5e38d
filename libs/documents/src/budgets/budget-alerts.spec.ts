import { describe, expect, it } from 'vitest';
import { type BudgetAccount, NO_SPENDING } from '#domain';
import { anEndpoint, anId, TENANT } from '#domain/testing';
import { AuditLog } from '#storage';
import { MemoryAuditContainer } from '#storage/testing';
import { TestDocuments } from '../../testing/index.ts';
import { BudgetAlerts } from './budget-alerts.ts';

const ACCOUNT: BudgetAccount = {
  limits: { characters: { soft: 1 }, costMicros: {} },
  version: 1,
  updatedAt: '2026-11-01T00:00:00.000Z',
  period: '2026-11',
  drawn: NO_SPENDING,
  leases: [],
};

describe(BudgetAlerts.name, () => {
  it('tells each endpoint that wants to know, and the audit log, once in a month', async () => {
    const documents = new TestDocuments();
    await documents.store.create(anEndpoint({ id: anId('webhookEndpoint', 1), events: [] }));
    await documents.store.create(anEndpoint({ id: anId('webhookEndpoint', 2), events: ['voice.ready'] }));
    await documents.store.create(anEndpoint({ id: anId('webhookEndpoint', 3), status: 'disabled', events: [] }));
    const audit = new AuditLog(new MemoryAuditContainer().asContainer);
    const tell = (scope: string, account = ACCOUNT) =>
      new BudgetAlerts(documents.store, documents.commit, audit).tellSoftLimit(TENANT, scope, account);
    await tell('tenant');
    // As a process does that has died before it could note that it was told.
    await tell('tenant');
    await tell(anId('voice'));
    await tell('tenant', { ...ACCOUNT, period: '2026-12' });
    const deliveries = [...documents.container.stored.values()].filter(({ kind }) => kind === 'delivery');
    expect(deliveries.map(({ endpointId, subjectId }) => [endpointId, subjectId])).toEqual([
      [anId('webhookEndpoint', 1), undefined],
      [anId('webhookEndpoint', 1), anId('voice')],
      [anId('webhookEndpoint', 1), undefined],
    ]);
    expect(JSON.parse(String(deliveries[0]?.['payload']))).toMatchObject({
      type: 'budget.soft-limit-reached',
      data: { type: 'budget', id: 'tenant', status: 'soft-limit-reached', href: '/v1/budgets/tenant' },
    });
    expect(documents.published.filter(({ type }) => type === 'webhook.deliver').length).toBeGreaterThanOrEqual(3);
    const entries = await audit.list(TENANT, { limit: 10, action: 'budget.soft-limit' });
    expect(entries.map(({ subject, details }) => [subject.kind, details?.['period']])).toEqual([
      ['route', '2026-12'],
      ['voice', '2026-11'],
      ['route', '2026-11'],
    ]);
  });
});
