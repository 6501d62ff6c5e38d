import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { Budgets, budgetSubject, DocumentStore, type StoredLedger } from '#documents';
import {
  accountInPeriod,
  type BudgetAccount,
  budgetPeriod,
  hasLimits,
  keptAccounts,
  mostSpending,
  NO_SPENDING,
  periodBounds,
  ServiceError,
  spendingForecast,
  TENANT_SCOPE,
} from '#domain';
import { AuditTrail } from '#intake';
import { checkIfMatch } from '../platform/resources/if-match.ts';
import { UsageTotals } from '../usage/usage-totals.service.ts';
import {
  budgetStatusView,
  type BudgetsView,
  limitsOf,
  type ScopedBudget,
  scopedBudget,
  spendingView,
  type UpdateBudgetBody,
} from './budgets.schema.ts';

/** Voices of a tenant that can have a budget: all of them are in one document. */
export const MAX_VOICE_BUDGETS = 100;

/** Shows and changes the budgets of a tenant. */
@Injectable()
export class ManageBudgets {
  constructor(
    private readonly budgets: Budgets,
    private readonly documents: DocumentStore,
    private readonly totals: UsageTotals,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws ServiceError `dependency-unavailable` */
  async list({ tenantId }: Principal, now = Date.now()): Promise<BudgetsView> {
    const { currency } = this.config.prices;
    const period = budgetPeriod(now);
    const [{ accounts }, { all }] = await Promise.all([
      this.budgets.read(tenantId),
      this.totals.ofMonth(tenantId, now),
    ]);
    // The budget of the tenant comes first: ids of voices sort behind it.
    const scopes = Object.entries(accounts)
      .filter(([, { limits }]) => hasLimits(limits))
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    return {
      period,
      endsAt: new Date(periodBounds(period).to).toISOString(),
      currency,
      usage: spendingView(all),
      forecast: spendingView(spendingForecast(all, now)),
      data: scopes.map(([scope, account]) => budgetStatusView(scope, accountInPeriod(account, period), currency, now)),
    };
  }

  /** @throws ServiceError `not-found` for a voice that the tenant does not have */
  async get({ tenantId }: Principal, scope: string): Promise<ScopedBudget> {
    await this.checkScope(tenantId, scope);
    return scopedBudget(await this.budgets.read(tenantId), scope, this.config.prices.currency);
  }

  /**
   * Recorded before it is done: an administrator must not act unseen.
   * @throws ServiceError `not-found`, `etag-mismatch`, `state-conflict`, `dependency-unavailable`
   */
  async update(
    principal: Principal,
    scope: string,
    body: UpdateBudgetBody,
    ifMatch?: string,
    now = Date.now(),
  ): Promise<ScopedBudget> {
    const { tenantId } = principal;
    const { currency } = this.config.prices;
    await this.checkScope(tenantId, scope);
    const found = await this.budgets.read(tenantId);
    checkIfMatch(ifMatch, scopedBudget(found, scope, currency));
    const { all, byVoice } = await this.totals.ofMonth(tenantId, now);
    const spent = scope === TENANT_SCOPE ? all : (byVoice.get(scope) ?? NO_SPENDING);
    const limits = limitsOf(body);
    const { characters, costMicros } = limits;
    await this.audit.recordFirst(principal, {
      action: 'budget.update',
      subject: budgetSubject(scope),
      eventId: `budget.update:${randomUUID()}`,
      details: {
        ...named('characters', characters),
        ...named('costMicros', costMicros),
      },
    });
    const change = (ledger: StoredLedger): StoredLedger => {
      checkIfMatch(ifMatch, scopedBudget(ledger, scope, currency));
      const version = ledger.version + 1;
      const { [scope]: before, ...others } = ledger.accounts;
      if (!before && !hasLimits(limits)) return { ...ledger, version };
      const limited = Object.entries(others).filter(([each, of]) => each !== TENANT_SCOPE && hasLimits(of.limits));
      if (limited.length >= MAX_VOICE_BUDGETS && scope !== TENANT_SCOPE && hasLimits(limits)) {
        const detail = `${MAX_VOICE_BUDGETS} voices have a budget, which is the maximum. Remove the limits of another voice first.`;
        throw new ServiceError('state-conflict', detail);
      }
      const period = budgetPeriod(now);
      const updatedAt = new Date(now).toISOString();
      const started = before ?? { limits, version, updatedAt, period, drawn: NO_SPENDING, leases: [] };
      const current = accountInPeriod(started, period);
      // What was spoken in this month while there was no budget counts too.
      const drawn = before && hasLimits(before.limits) ? current.drawn : mostSpending(current.drawn, spent);
      const accounts = { ...ledger.accounts, [scope]: { ...current, drawn, limits, version, updatedAt } };
      return { ...ledger, version, accounts: keptAccounts(accounts, period, MAX_VOICE_BUDGETS) };
    };
    return scopedBudget(await this.budgets.change(tenantId, change, found), scope, currency);
  }

  private async checkScope(tenantId: string, scope: string): Promise<void> {
    if (scope !== TENANT_SCOPE) await this.documents.get('voice', tenantId, scope);
  }
}

/** Limits as the audit log keeps them: values without structure. */
function named(measure: string, limits: BudgetAccount['limits']['characters']): Record<string, number> {
  return Object.fromEntries(Object.entries(limits).map(([kind, value]) => [`${measure}.${kind}`, Number(value)]));
}
