import { z } from 'zod';
import { FAULT_SERVICES, type FaultRuleInput } from './fault-plan.ts';

const ms = z.int().min(0).max(86_400_000);
const count = z.int().min(1).max(1_000_000);

const effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(300).max(599).optional(),
    code: z.string().optional(),
    message: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
  }),
  z.strictObject({ kind: z.literal('latency'), ms }),
  z.strictObject({ kind: z.literal('hang'), after: z.enum(['nothing', 'first-byte', 'work']).optional() }),
  z.strictObject({ kind: z.literal('drop'), after: z.enum(['nothing', 'first-byte', 'work']).optional() }),
  z.strictObject({
    kind: z.literal('close'),
    code: z.int().min(1000).max(4999),
    reason: z.string().max(123).optional(),
    after: z.enum(['nothing', 'first-byte']).optional(),
  }),
  z.strictObject({ kind: z.literal('duplicate'), times: count.optional() }),
  z.strictObject({ kind: z.literal('fail-job'), reason: z.string().min(1) }),
  z.strictObject({ kind: z.literal('stall-job'), status: z.enum(['NotStarted', 'Running']) }),
]);

const faultRule = z.strictObject({
  service: z.enum(FAULT_SERVICES).or(z.literal('*')),
  operation: z.string().min(1).default('*'),
  subject: z.string().min(1).optional(),
  outside: z.boolean().optional(),
  effect,
  skip: z.int().min(0).optional(),
  times: count.optional(),
  tell: z.boolean().optional(),
});

/** One fault rule or a list of them, as the control endpoint takes them. */
export const faultRules = z
  .preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(faultRule).min(1))
  .transform((rules): FaultRuleInput[] => rules as FaultRuleInput[]);
