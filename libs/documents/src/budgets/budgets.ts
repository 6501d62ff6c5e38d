import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  accountInPeriod,
  type BudgetAccount,
  budgetPeriod,
  type Charged,
  costOf,
  coversSpending,
  drawFromBudget,
  hasLimits,
  isNoSpending,
  isToBeTold,
  isWithinSlice,
  returnToBudget,
  ServiceError,
  type Spending,
  sumOfSpending,
  TENANT_SCOPE,
  type UsageKind,
} from '#domain';
import { type Logger, recordMetric } from '#observability';
import type { BudgetAlerts } from './budget-alerts.ts';
import type { BudgetStore, StoredLedger } from './budget-store.ts';
import { HeldSlices } from './held-slices.ts';
import { keyOf, partsOfKey, scopeOfKey } from './slice-keys.ts';
import { settledIn, settledLedger, type Settlement } from './settlement.ts';
import { Turns } from './turns.ts';

export type { Settlement } from './settlement.ts';

/** How long the limits of a tenant are used without asking for them, and how long they are used while somebody asks. */
const FRESH_MS = 30_000;
const USABLE_MS = 60_000;
/** How long a refusal is repeated without asking. */
const REFUSED_MS = 1_000;
/** A slice that no request needed for so long is given back. */
export const BUDGET_IDLE_MS = 300_000;
/** Each lost race is the success of another process. */
const WRITE_ATTEMPTS = 30;
const MAX_PAUSE_MS = 50;
const STOP_TIMEOUT_MS = 2_000;
const MAX_TENANTS = 10_000;

/** What a request was charged. */
export interface Charge {
  /** For the document of the job. */
  readonly charged: Charged;
  /** Gives it back: nothing was spoken, and no job was accepted. */
  cancel(): void;
  /** Gives it back unless it is the charge that the document of the job holds. */
  readonly cancelUnless: (stored: Charged | undefined) => void;
}

interface Known {
  readonly ledger: StoredLedger;
  readonly readAt: number;
}

export interface BudgetsOptions {
  readonly store: BudgetStore;
  readonly alerts: Pick<BudgetAlerts, 'tellSoftLimit'>;
  /** Of a million characters, in units of the currency. */
  readonly prices: Readonly<Record<UsageKind, number>>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly now?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/**
 * Keeps speech within the budgets of its tenant and voice. A process draws a slice of a budget and spends it in memory, so that a request rarely
 * writes; slices are so small that all processes together hold less than 1 % of a limit.
 * See ADR 200.
 */
export class Budgets implements OnApplicationShutdown {
  readonly #known = new LRUCache<string, Known>({ max: MAX_TENANTS });
  readonly #reading = new Map<string, Promise<StoredLedger>>();
  /** By tenant: writes of one process wait for each other instead of racing. */
  readonly #turns = new Turns();
  readonly #refused = new LRUCache<string, { readonly at: number; readonly need: Spending }>({ max: MAX_TENANTS });
  readonly #telling = new Set<string>();
  readonly #holder = randomUUID();
  readonly #held = new HeldSlices();
  readonly #now: () => number;
  readonly #pause: (ms: number) => Promise<unknown>;

  constructor(private readonly options: BudgetsOptions) {
    this.#now = options.now ?? Date.now;
    this.#pause = options.pause ?? delay;
  }

  /** Whether a budget is in force for speech of this voice: only then the characters of a request need to be counted. */
  async isLimited(tenantId: string, voiceId: string): Promise<boolean> {
    return scopesOf(await this.known(tenantId), voiceId).length > 0;
  }

  /**
   * Refuses what budgets do not cover at the moment, before anything is stored for it. Charges nothing.
   * @throws ServiceError `budget-exhausted`, `dependency-unavailable`
   */
  async check(tenantId: string, voiceId: string, kind: UsageKind, characters: number): Promise<void> {
    const need = costOf(this.options.prices, kind, characters);
    const ledger = await this.read(tenantId);
    const now = this.#now();
    const period = budgetPeriod(now);
    for (const scope of scopesOf(ledger, voiceId)) {
      const key = keyOf(tenantId, scope, period);
      const account = accountInPeriod(ledger.accounts[scope] as BudgetAccount, period);
      const held = this.#held.of(key);
      if (!drawFromBudget(account, { holder: this.#holder, held, need, now })) throw this.refusal(key, scope, need);
    }
  }

  /**
   * Charges speech before it is accepted.
   * @param characters as Azure bills them; called only where a budget is in force
   * @returns undefined where none is
   * @throws ServiceError `budget-exhausted`, `dependency-unavailable`
   */
  async charge(
    tenantId: string,
    voiceId: string,
    kind: UsageKind,
    characters: () => number | Promise<number>,
  ): Promise<Charge | undefined> {
    const scopes = scopesOf(await this.known(tenantId), voiceId);
    if (scopes.length === 0) return undefined;
    const need = costOf(this.options.prices, kind, await characters());
    const period = budgetPeriod(this.#now());
    const keys = scopes.map((scope) => keyOf(tenantId, scope, period));
    if (keys.every((key) => coversSpending(this.#held.of(key), need))) {
      this.take(keys, need);
      return this.chargeOf(need, keys);
    }
    this.refuseAgain(keys, need);
    return this.chargeOf(need, await this.#turns.run(tenantId, () => this.draw(tenantId, voiceId, need)));
  }

  /**
   * Settles the charge of a job that has ended: what it did not spend is given back, what it spent beyond is added. Repeated, it applies only what
   * was counted since.
   * @param spent all that was counted as its usage
   */
  async settle(settlement: Settlement, spent: Spending): Promise<void> {
    const { tenantId, operationId, charged } = settlement;
    if (!charged) return;
    const noted = await this.options.store.findSettlement(tenantId, operationId);
    const ledger = await this.change(tenantId, (current) =>
      settledLedger(current, operationId, charged, spent, noted?.counted),
    );
    const settled = settledIn(ledger, operationId);
    if (!settled || (noted && isNoSpending(sumOfSpending(settled.counted, noted.counted, -1)))) return;
    // Another run has noted something meanwhile: with that this one begins again.
    const isNoted = await this.options.store.noteSettlement(tenantId, settled, noted?.etag);
    if (!isNoted) await this.settle(settlement, spent);
  }

  /** The ledger as it is stored now. */
  async read(tenantId: string): Promise<StoredLedger> {
    return this.observed(tenantId, await this.options.store.read(tenantId));
  }

  /**
   * Changes the ledger, and again when another process writes first.
   * @param change may run several times; undefined when there is nothing to change
   */
  async change(
    tenantId: string,
    change: (ledger: StoredLedger) => StoredLedger | undefined,
    found?: StoredLedger,
  ): Promise<StoredLedger> {
    return this.#turns.run(tenantId, () => this.changeNow(tenantId, change, found));
  }

  /** Gives back slices that no request needs. */
  async returnIdle(): Promise<void> {
    await this.returnHeld(this.#held.idleSince(this.#now() - BUDGET_IDLE_MS));
  }

  async onApplicationShutdown(): Promise<void> {
    const given = Promise.all([this.returnHeld(this.#held.all()), this.#turns.ended()]);
    await Promise.race([given, delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
  }

  /** In a turn of the tenant. */
  private async changeNow(
    tenantId: string,
    change: (ledger: StoredLedger) => StoredLedger | undefined,
    found?: StoredLedger,
  ): Promise<StoredLedger> {
    let current = found ?? (await this.options.store.read(tenantId));
    for (let attempt = 1; attempt <= WRITE_ATTEMPTS; attempt++) {
      const changed = change(current);
      const stored = changed ? await this.options.store.write(tenantId, changed) : current;
      // What was neither read nor written just now says nothing new.
      if (stored) return stored === found ? stored : this.observed(tenantId, stored);
      await this.#pause(Math.random() * MAX_PAUSE_MS);
      current = await this.options.store.read(tenantId);
    }
    throw new ServiceError('dependency-unavailable', 'Too many processes change the budgets at the same time.');
  }

  /** @param keys that it was taken from; of the month in which that was. @returns undefined without any */
  private chargeOf(need: Spending, keys: readonly string[]): Charge | undefined {
    const [first] = keys;
    if (first === undefined) return undefined;
    const id = randomUUID();
    let isGivenBack = false;
    const cancel = (): void => {
      if (isGivenBack) return;
      isGivenBack = true;
      for (const key of keys) this.putBack(key, need);
    };
    const charged: Charged = { id, ...need, period: partsOfKey(first).period, scopes: keys.map(scopeOfKey) };
    return {
      charged,
      cancel,
      cancelUnless: (stored) => {
        if (stored?.id !== id) cancel();
      },
    };
  }

  /** At most a slice stays here: what a whole batch was charged is not kept from other processes. */
  private putBack(key: string, amount: Spending): void {
    const { tenantId, scope } = partsOfKey(key);
    const account = this.#known.get(tenantId)?.ledger.accounts[scope];
    if (account && isWithinSlice(account, sumOfSpending(this.#held.of(key), amount))) {
      this.#held.put(key, amount, this.#now());
    } else void this.giveBack(key, amount);
  }

  private take(keys: readonly string[], need: Spending): void {
    for (const key of keys) this.#held.take(key, need, this.#now());
  }

  private async known(tenantId: string): Promise<StoredLedger> {
    const known = this.#known.get(tenantId);
    const age = known ? this.#now() - known.readAt : Number.POSITIVE_INFINITY;
    if (known && age < FRESH_MS) return known.ledger;
    const read = this.readOnce(tenantId);
    if (!known || age >= USABLE_MS) return read;
    // Speech does not wait for limits that are a few seconds old.
    read.catch(() => undefined);
    return known.ledger;
  }

  private readOnce(tenantId: string): Promise<StoredLedger> {
    const reading = this.#reading.get(tenantId) ?? this.read(tenantId).finally(() => this.#reading.delete(tenantId));
    this.#reading.set(tenantId, reading);
    return reading;
  }

  /** Draws what is needed, and takes it in the same turn. @returns the keys that it was taken from */
  private async draw(tenantId: string, voiceId: string, need: Spending): Promise<readonly string[]> {
    const now = this.#now();
    const period = budgetPeriod(now);
    let refused: string | undefined;
    let keys: string[] = [];
    let granted: readonly (readonly [key: string, held: Spending])[] = [];
    // Nobody spends what is about to be given back.
    const given = new Map<string, Spending>();
    const attempt = (ledger: StoredLedger): StoredLedger | undefined => {
      refused = undefined;
      keys = [];
      const accounts = { ...ledger.accounts };
      const drawn: (readonly [string, Spending])[] = [];
      for (const scope of scopesOf(ledger, voiceId)) {
        const key = keyOf(tenantId, scope, period);
        keys.push(key);
        const held = given.get(key) ?? this.#held.remove(key);
        given.set(key, held);
        // Another request of this process has drawn meanwhile.
        if (coversSpending(held, need)) continue;
        const result = drawFromBudget(accountInPeriod(accounts[scope] as BudgetAccount, period), {
          holder: this.#holder,
          held,
          need,
          now,
        });
        if (!result) {
          refused = scope;
          return undefined;
        }
        accounts[scope] = result.account;
        drawn.push([key, result.held]);
      }
      granted = drawn;
      return drawn.length > 0 ? { ...ledger, accounts } : undefined;
    };
    try {
      const cached = this.#known.get(tenantId)?.ledger;
      await this.changeNow(tenantId, attempt, cached);
      // What this process knew may be behind: it refuses only by what is stored now.
      if (refused !== undefined && cached) await this.changeNow(tenantId, attempt);
      if (refused !== undefined) throw this.refusal(keyOf(tenantId, refused, period), refused, need);
      for (const [key, held] of granted) given.set(key, held);
      this.take(keys, need);
      return keys;
    } finally {
      for (const [key, held] of given) this.#held.put(key, held, now);
    }
  }

  private refuseAgain(keys: readonly string[], need: Spending): void {
    for (const key of keys) {
      const refused = this.#refused.get(key);
      if (!refused || this.#now() - refused.at >= REFUSED_MS || !coversSpending(need, refused.need)) continue;
      throw exhausted(scopeOfKey(key));
    }
  }

  private refusal(key: string, scope: string, need: Spending): ServiceError {
    this.#refused.set(key, { at: this.#now(), need });
    return exhausted(scope);
  }

  /** Remembers the ledger, and tells what of it nobody was told yet. */
  private observed(tenantId: string, ledger: StoredLedger): StoredLedger {
    this.#known.set(tenantId, { ledger, readAt: this.#now() });
    for (const [scope, account] of Object.entries(ledger.accounts)) {
      if (isToBeTold(account)) void this.tell(tenantId, scope, account);
    }
    return ledger;
  }

  private async tell(tenantId: string, scope: string, account: BudgetAccount): Promise<void> {
    const key = keyOf(tenantId, scope, account.period);
    if (this.#telling.has(key)) return;
    this.#telling.add(key);
    try {
      await this.options.alerts.tellSoftLimit(tenantId, scope, account);
      let isNews = false;
      // After it was told: a process that dies in between leaves it to the next one, and the ids are the same.
      await this.change(tenantId, (ledger) => {
        const current = ledger.accounts[scope];
        isNews = current?.period === account.period && current.toldFor !== account.period;
        if (!current || !isNews) return undefined;
        return { ...ledger, accounts: { ...ledger.accounts, [scope]: { ...current, toldFor: account.period } } };
      });
      // Lines and metrics have no ids: only the process says it that has noted it.
      if (!isNews) return;
      recordMetric('voice.budgets.soft_limits_reached', 1, {});
      const { period, drawn } = account;
      this.options.logger.warn({ tenantId, scope, period, ...drawn }, 'a budget has reached its soft limit');
    } catch (err) {
      this.options.logger.warn({ err }, 'a soft limit of a budget could not be told yet');
    } finally {
      this.#telling.delete(key);
    }
  }

  private async returnHeld(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.giveBack(key, this.#held.remove(key), this.#holder);
  }

  private async giveBack(key: string, amount: Spending, holder?: string): Promise<void> {
    if (isNoSpending(amount)) return;
    const { tenantId, scope, period } = partsOfKey(key);
    try {
      await this.change(tenantId, (ledger) => {
        const account = ledger.accounts[scope];
        if (account?.period !== period) return undefined;
        return { ...ledger, accounts: { ...ledger.accounts, [scope]: returnToBudget(account, amount, holder) } };
      });
    } catch (err) {
      this.options.logger.warn({ err }, 'what is left of a budget could not be given back');
    }
  }
}

function exhausted(scope: string): ServiceError {
  recordMetric('voice.budgets.refused', 1, {});
  const whose = scope === TENANT_SCOPE ? 'the tenant' : 'this voice';
  return new ServiceError(
    'budget-exhausted',
    `The budget of ${whose} for this month does not cover this request. GET /v1/budgets shows what is left; an administrator can raise it.`,
  );
}

function scopesOf({ accounts }: StoredLedger, voiceId: string): readonly string[] {
  return [TENANT_SCOPE, voiceId].filter((scope) => {
    const account = accounts[scope];
    return account !== undefined && hasLimits(account.limits);
  });
}
