import { z } from 'zod';
import type { StoredLedger } from '#documents';
import {
  type BudgetAccount,
  type BudgetLimit,
  type BudgetLimits,
  hasLimits,
  hasReachedLimit,
  idPattern,
  type Spending,
  spendingForecast,
  TENANT_SCOPE,
} from '#domain';
import { described, mustBe, timeSchema } from '#intake';
import { costSchema, currencySchema, MICROS } from '../platform/resources/cost.schema.ts';

const EXAMPLE_VOICE = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const MAX_CHARACTERS = 1_000_000_000_000;
const MAX_COST = 1_000_000_000;

export const budgetParamsSchema = z.object({
  scope: z
    .string()
    .regex(new RegExp(`^${TENANT_SCOPE}$|${idPattern('voice').source}`), {
      error: mustBe(`\`${TENANT_SCOPE}\` or the id of a voice, such as ${EXAMPLE_VOICE}`),
    })
    .meta({ description: '`tenant`, or the id of a voice', example: TENANT_SCOPE }),
});
export type BudgetParams = z.infer<typeof budgetParamsSchema>;

const scopeSchema = described(z.string(), '`tenant`, or the id of a voice', TENANT_SCOPE);

function limitSchema(id: string, value: z.ZodNumber, examples: readonly [soft: number, hard: number]) {
  return z
    .strictObject({
      soft: described(value.optional(), 'Reaching it is told once a month', examples[0]),
      hard: described(value.optional(), 'Speech that would exceed it is refused', examples[1]),
    })
    .refine(({ soft, hard }) => soft === undefined || hard === undefined || soft <= hard, {
      error: 'has a soft limit above its hard limit',
    })
    .meta({ id, description: 'A limit that tells, and one that refuses; either may be absent' });
}

const characterLimitSchema = limitSchema(
  'CharacterLimit',
  z.int().min(0).max(MAX_CHARACTERS).meta({ format: 'int64' }),
  [800_000, 1_000_000],
);
const costLimitSchema = limitSchema('CostLimit', z.number().min(0).max(MAX_COST), [20, 24]);

export const updateBudgetSchema = z
  .strictObject({
    characters: characterLimitSchema.optional().meta({ description: 'Billed characters in a UTC month' }),
    cost: costLimitSchema.optional().meta({ description: 'Cost in a UTC month, in `SPEECH_CURRENCY`' }),
  })
  .meta({ id: 'UpdateBudget', description: 'All limits of a budget; those that are absent are removed' });
export type UpdateBudgetBody = z.infer<typeof updateBudgetSchema>;

export const budgetSchema = z
  .object({
    scope: scopeSchema,
    characters: characterLimitSchema.meta({ description: 'Billed characters in a UTC month' }),
    cost: costLimitSchema.meta({ description: 'Cost in a UTC month' }),
    currency: currencySchema,
    updatedAt: timeSchema.optional().meta({ description: 'When the limits were last changed; absent without limits' }),
  })
  .meta({ id: 'Budget', description: 'The limits of a tenant or a voice' });
export type BudgetView = z.infer<typeof budgetSchema>;

const spendingSchema = z
  .object({
    characters: described(z.int().min(0).meta({ format: 'int64' }), 'Billed characters', 412_000),
    cost: costSchema('Their cost by `SPEECH_PRICES`'),
  })
  .meta({ id: 'Spending', description: 'Characters and their cost' });

const budgetStateSchema = z.enum(['within-limits', 'soft-limit-reached', 'exhausted']).meta({
  id: 'BudgetState',
  description: '`exhausted`: a hard limit is reached',
});

export const budgetStatusSchema = z
  .object({
    ...budgetSchema.shape,
    used: spendingSchema.meta({
      description: 'Spoken and accepted in this month, and up to 0.8 % of a limit that replicas have reserved',
    }),
    forecast: spendingSchema.meta({ description: '`used` at the end of the month if it goes on as until now' }),
    state: budgetStateSchema,
  })
  .meta({ id: 'BudgetStatus', description: 'A budget, and what is used of it' });

export const budgetsSchema = z
  .object({
    period: described(z.string(), 'The UTC month', '2026-11'),
    endsAt: timeSchema.meta({ description: 'When the next month begins' }),
    currency: currencySchema,
    usage: spendingSchema.meta({ description: 'What was spoken in this month, by all voices' }),
    forecast: spendingSchema.meta({ description: '`usage` at the end of the month if it goes on as until now' }),
    data: described(z.array(budgetStatusSchema), 'The budgets that have limits, at most 101', []),
  })
  .meta({ id: 'Budgets', description: 'The budgets of a tenant in this month' });
export type BudgetsView = z.infer<typeof budgetsSchema>;

/** A budget as it is stored; its ETag is the version of its limits, which speech does not change. */
export interface ScopedBudget {
  readonly scope: string;
  readonly account: BudgetAccount | undefined;
  readonly currency: string;
  readonly etag: string;
}

export function scopedBudget({ accounts }: StoredLedger, scope: string, currency: string): ScopedBudget {
  const stored = accounts[scope];
  const account = stored && hasLimits(stored.limits) ? stored : undefined;
  return { scope, account, currency, etag: String(stored?.version ?? 0) };
}

export function budgetView({ scope, account, currency }: Omit<ScopedBudget, 'etag'>): BudgetView {
  const { characters = {}, costMicros = {} } = account?.limits ?? {};
  const cost = mapped(costMicros, (limit) => limit / MICROS);
  return { scope, characters: mapped(characters, Number), cost, currency, updatedAt: account?.updatedAt };
}

export function budgetStatusView(scope: string, account: BudgetAccount, currency: string, now: number) {
  const state = hasReachedLimit(account, 'hard')
    ? ('exhausted' as const)
    : hasReachedLimit(account, 'soft')
      ? ('soft-limit-reached' as const)
      : ('within-limits' as const);
  return {
    ...budgetView({ scope, account, currency }),
    used: spendingView(account.drawn),
    forecast: spendingView(spendingForecast(account.drawn, now)),
    state,
  };
}

export function spendingView({ characters, costMicros }: Spending) {
  return { characters, cost: costMicros / MICROS };
}

export function limitsOf({ characters = {}, cost = {} }: UpdateBudgetBody): BudgetLimits {
  return { characters, costMicros: mapped(cost, (limit) => Math.round(limit * MICROS)) };
}

function mapped({ soft, hard }: BudgetLimit, change: (limit: number) => number): BudgetLimit {
  return {
    ...(soft !== undefined && { soft: change(soft) }),
    ...(hard !== undefined && { hard: change(hard) }),
  };
}
