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
  isNoSpending,
  isToBeTold,
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

/** How long the limits of a tenant are used without asking for them, and how long they are used while somebody asks. */
const FRESH_MS = 30_000;
const USABLE_MS = 60_000;
/** How long a refusal is repeated without asking. */
const REFUSED_MS = 1_000;
/** A slice that no request needed for so long is given back. */
export const BUDGET_IDLE_MS = 300_000;
const SETTLED_KEPT = 200;
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
}

export interface Settlement {
  readonly tenantId: string;
  /** The id under which its charge is settled once. */
  readonly operationId: string;
  readonly charged?: Charged | undefined;
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
  /** The last draw of each tenant: those of one process wait for each other instead of racing. */
  readonly #drawing = new Map<string, Promise<unknown>>();
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
    let taken: readonly string[] = keys;
    if (keys.every((key) => coversSpending(this.#held.of(key), need))) this.take(keys, need);
    else {
      this.refuseAgain(keys, need);
      taken = await this.drawInTurn(tenantId, voiceId, need);
    }
    return {
      charged: { ...need, period, scopes: taken.map(scopeOfKey) },
      cancel: () => {
        for (const key of taken) this.#held.put(key, need, this.#now());
      },
    };
  }

  /**
   * Settles the charge of a job that has ended: what it did not spend is given back, what it spent beyond is added. Once for each operation.
   * @param spent what was counted as its usage
   */
  async settle({ tenantId, operationId, charged }: Settlement, spent: Spending): Promise<void> {
    if (!charged) return;
    const left = sumOfSpending(charged, spent, -1);
    if (isNoSpending(left)) return;
    await this.change(tenantId, (ledger) => {
      if (ledger.settled.includes(operationId)) return undefined;
      const accounts = { ...ledger.accounts };
      // A month that is over is not counted further.
      const open = charged.scopes.filter((scope) => accounts[scope]?.period === charged.period);
      if (open.length === 0) return undefined;
      for (const scope of open) accounts[scope] = returnToBudget(accounts[scope] as BudgetAccount, left);
      return { ...ledger, accounts, settled: [operationId, ...ledger.settled].slice(0, SETTLED_KEPT) };
    });
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

  /** Gives back slices that no request needs. */
  async returnIdle(): Promise<void> {
    await this.giveBack(this.#held.idleSince(this.#now() - BUDGET_IDLE_MS));
  }

  async onApplicationShutdown(): Promise<void> {
    const given = this.giveBack(this.#held.all());
    await Promise.race([given, delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
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

  private async drawInTurn(tenantId: string, voiceId: string, need: Spending): Promise<readonly string[]> {
    const before = this.#drawing.get(tenantId);
    const drawing = Promise.allSettled([before]).then(() => this.draw(tenantId, voiceId, need));
    this.#drawing.set(tenantId, drawing);
    try {
      return await drawing;
    } finally {
      if (this.#drawing.get(tenantId) === drawing) this.#drawing.delete(tenantId);
    }
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
      await this.change(tenantId, attempt, cached);
      // What this process knew may be behind: it refuses only by what is stored now.
      if (refused !== undefined && cached) await this.change(tenantId, attempt);
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
      // After it was told: a process that dies in between leaves it to the next one, and the ids are the same.
      await this.change(tenantId, (ledger) => {
        const current = ledger.accounts[scope];
        if (current?.period !== account.period || current.toldFor === account.period) return undefined;
        return { ...ledger, accounts: { ...ledger.accounts, [scope]: { ...current, toldFor: account.period } } };
      });
    } catch (err) {
      this.options.logger.warn({ err }, 'a soft limit of a budget could not be told yet');
    } finally {
      this.#telling.delete(key);
    }
  }

  private async giveBack(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const held = this.#held.remove(key);
      const [tenantId = '', scope = '', period = ''] = key.split('/');
      if (isNoSpending(held)) continue;
      try {
        await this.change(tenantId, (ledger) => {
          const account = ledger.accounts[scope];
          if (account?.period !== period) return undefined;
          const accounts = { ...ledger.accounts, [scope]: returnToBudget(account, held, this.#holder) };
          return { ...ledger, accounts };
        });
      } catch (err) {
        this.options.logger.warn({ err }, 'the rest of a budget slice could not be given back');
      }
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
  return [TENANT_SCOPE, voiceId].filter((scope) => accounts[scope] !== undefined);
}

function keyOf(tenantId: string, scope: string, period: string): string {
  return `${tenantId}/${scope}/${period}`;
}

function scopeOfKey(key: string): string {
  return key.split('/')[1] ?? '';
}
