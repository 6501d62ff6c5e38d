import { z } from 'zod';
import { maxRetentionDays, RETENTION_CLASSES, type RetentionClass, type RetentionDays } from '#domain';

/** Originals have a variable of their own. */
const NAMES = RETENTION_CLASSES.filter((name) => name !== 'archive');
const DAY_MS = 86_400_000;

const milliseconds = z.coerce.number().int().min(1);
const daysSchema = z.string().transform((text, context): RetentionDays => {
  const given: Partial<Record<RetentionClass, number>> = {};
  for (const entry of text.split(',').filter((each) => each.trim() !== '')) {
    const [, entered = '', days = ''] = /^\s*([a-zA-Z]+)=(\d{1,5})\s*$/.exec(entry) ?? [];
    const number = Number(days);
    const name = NAMES.find((each) => each === entered);
    if (name && number >= 1 && number <= maxRetentionDays(name)) given[name] = number;
    else if (name && number > maxRetentionDays(name))
      context.addIssue({ code: 'custom', message: `has ${days} days of ${name}: at most ${maxRetentionDays(name)}` });
    else
      context.addIssue({ code: 'custom', message: `must be days of ${NAMES.join(', ')}, such as result=90,sample=30` });
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
  RETENTION_RAW_MS: milliseconds.default(86_400_000).describe('How long raw recordings are kept, accepted or not'),
  RETENTION_ORIGINALS_MS: milliseconds
    .optional()
    .describe('How long originals are kept in the archive; if not set, as long as their upload'),
  RETENTION_DAYS: daysSchema
    .optional()
    .describe(
      `Days after which data is removed in tenants that have set nothing else, by class, separated by commas: result=90,sample=30. Classes: ${NAMES.join(', ')}. A class that is not named is kept; deliveryLog is kept for at most ${maxRetentionDays('deliveryLog')} days. See docs/retention.md`,
    ),
};

/** @param originalsMs of `RETENTION_ORIGINALS_MS` */
export function deploymentDays(days: RetentionDays = {}, originalsMs?: number): RetentionDays {
  return originalsMs === undefined ? days : { ...days, archive: originalsMs / DAY_MS };
}
