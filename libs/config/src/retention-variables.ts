import { z } from 'zod';
import {
  maxRetentionDays,
  MOVABLE_CLASSES,
  type MovableClass,
  RETENTION_TIERS,
  type TierMove,
  type TierMoves,
  tiersOf,
  MIN_USAGE_DAYS,
  type RetentionDays,
  SHOWN_RETENTION_CLASSES,
  type ShownRetentionClass,
  USAGE_KEPT_DAYS,
} from '#domain';

/** Originals and raw recordings have variables of their own. */
const NAMES = SHOWN_RETENTION_CLASSES.filter((name) => name !== 'archive' && name !== 'raw');
const DAY_MS = 86_400_000;

const milliseconds = z.coerce.number().int().min(1);

/** Days of `RETENTION_DAYS`, by class. */
export type DeploymentDays = Readonly<Partial<Record<ShownRetentionClass, number>>>;

const daysSchema = z.string().transform((text, context): DeploymentDays => {
  const given: Partial<Record<ShownRetentionClass, number>> = {};
  for (const entry of text.split(',').filter((each) => each.trim() !== '')) {
    const [, entered = '', days = ''] = /^\s*([a-zA-Z]+)=(\d{1,5})\s*$/.exec(entry) ?? [];
    const number = Number(days);
    const name = NAMES.find((each) => each === entered);
    if (name === 'usage' && number >= 1 && number < MIN_USAGE_DAYS)
      context.addIssue({ code: 'custom', message: `has ${days} days of usage: at least ${MIN_USAGE_DAYS}` });
    else if (name && number >= 1 && number <= maxRetentionDays(name)) given[name] = number;
    else if (name && number > maxRetentionDays(name))
      context.addIssue({ code: 'custom', message: `has ${days} days of ${name}: at most ${maxRetentionDays(name)}` });
    else
      context.addIssue({ code: 'custom', message: `must be days of ${NAMES.join(', ')}, such as result=90,sample=30` });
  }
  return given;
});

const tiersSchema = z.string().transform((text, context): TierMoves => {
  const given: Partial<Record<MovableClass, TierMove>> = {};
  for (const entry of text.split(',').filter((each) => each.trim() !== '')) {
    const [, entered = '', to = '', days = ''] = /^\s*([a-zA-Z]+)=([a-z]+):(\d{1,5})\s*$/.exec(entry) ?? [];
    const name = MOVABLE_CLASSES.find((each) => each === entered);
    const tier = RETENTION_TIERS.find((each) => each === to);
    const afterDays = Number(days);
    if (name && tier && !tiersOf(name).includes(tier))
      context.addIssue({
        code: 'custom',
        message: `moves ${name} to ${tier}: it can only be ${tiersOf(name).join(', ')}`,
      });
    else if (name && tier && afterDays >= 1 && afterDays <= maxRetentionDays(name)) given[name] = { tier, afterDays };
    else
      context.addIssue({
        code: 'custom',
        message: `must be tiers and days of ${MOVABLE_CLASSES.join(', ')}, such as result=cool:30,archive=cold:90`,
      });
  }
  return given;
});

/** What is removed by its age where a tenant has set nothing. See docs/retention.md. */
export const RETENTION_VARIABLES = {
  LEGAL_HOLDS: z
    .stringbool()
    .default(false)
    .describe(
      'Whether administrators can set legal holds. The containers need immutable storage with versioning (`retention.legalHolds` of the template). See docs/retention.md',
    ),
  RETENTION_RAW_MS: milliseconds
    .default(86_400_000)
    .describe(
      'How long rejected recordings are kept as they were sent, in tenants that have set nothing else (class raw). See docs/retention.md',
    ),
  RETENTION_ORIGINALS_MS: milliseconds
    .optional()
    .describe('How long originals are kept in the archive; if not set, as long as their upload'),
  RETENTION_DAYS: daysSchema
    .optional()
    .describe(
      `Days after which data is removed in tenants that have set nothing else, by class, separated by commas: result=90,sample=30. Classes: ${NAMES.join(', ')}. A class that is not named is kept; deliveryLog is kept for at most ${maxRetentionDays('deliveryLog')} days. Days of usage are at least ${MIN_USAGE_DAYS}; if not set, ${USAGE_KEPT_DAYS}. See docs/retention.md`,
    ),
  RETENTION_TIERS: tiersSchema
    .optional()
    .describe(
      `Access tier to which files are moved, and after how many days, in tenants that have set no rule for their class: result=cool:30,archive=cold:90. Classes: ${MOVABLE_CLASSES.join(', ')}. Tiers: ${RETENTION_TIERS.join(', ')}. If not set, nothing is moved. See docs/retention.md`,
    ),
};

/** @param rawMs of `RETENTION_RAW_MS` @param originalsMs of `RETENTION_ORIGINALS_MS` */
export function deploymentDays(given: DeploymentDays = {}, rawMs?: number, originalsMs?: number): RetentionDays {
  return {
    ...Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'usage')),
    ...(rawMs !== undefined && { raw: rawMs / DAY_MS }),
    ...(originalsMs !== undefined && { archive: originalsMs / DAY_MS }),
  };
}
