import { z } from 'zod';
import type { OwnRetention, StoredRetention } from '#documents';
import {
  canBeKept,
  hrefOf,
  maxRetentionDays,
  RETENTION_ACTIONS,
  RETENTION_CLASSES,
  RETENTION_TIERS,
  type RetentionClass,
  type RetentionDays,
  retentionDays,
  SHOWN_RETENTION_CLASSES,
  tierMoves,
  type TierMoves,
  tiersOf,
} from '#domain';
import { described, pageSchema, timeSchema } from '#intake';
import type { PreviewedDocument } from './preview-page.ts';

const DELIVERY_DAYS = maxRetentionDays('deliveryLog');

const CLASSES =
  '`raw`: rejected recordings as they were sent. `sample`: recordings from which voices are made, with their originals. `archive`: originals alone. `consentEvidence`: recordings of consents that are not in force, whose days count from the end of the consent. `result`: syntheses. `batch`: batches that have ended, with their texts and files. `deliveryLog`: deliveries of webhooks, which are kept for at most 30 days';

const classSchema = z
  .enum(RETENTION_CLASSES, {
    error: ({ input }) =>
      input === 'usage'
        ? 'must not be usage, which is kept for the same time in all tenants: it is set by RETENTION_DAYS of the deployment'
        : undefined,
  })
  .meta({ id: 'RetentionClass', description: CLASSES });
const shownClassSchema = z.enum(SHOWN_RETENTION_CLASSES).meta({
  id: 'ShownRetentionClass',
  description: `${CLASSES}. \`usage\`: sums of what was spoken on a day, for which tenants can set nothing`,
});
const actionSchema = z.enum(RETENTION_ACTIONS).meta({
  id: 'RetentionAction',
  description: '`keep`: until somebody deletes it, or what it belongs to',
});
const daysSchema = z.int().min(1).max(maxRetentionDays('result'));

/** A class may have fewer days than the others: what is not kept for longer cannot be previewed for longer either. */
function assertDays(
  { class: name, afterDays }: { readonly class: RetentionClass; readonly afterDays?: number | undefined },
  context: z.RefinementCtx,
): void {
  if (afterDays === undefined || afterDays <= maxRetentionDays(name)) return;
  const message = `must be at most ${maxRetentionDays(name)} for ${name}`;
  context.addIssue({ code: 'custom', path: ['afterDays'], message, input: afterDays });
}

const tierSchema = z.enum(RETENTION_TIERS).meta({
  id: 'RetentionTier',
  description:
    'Access tier of Blob Storage: it costs less to keep and more to read, and files can be read at once. Azure bills `cool` for at least 30 days and `cold` for at least 90',
});
const moveFields = {
  moveTo: tierSchema.optional().meta({
    description: 'Where the files are moved; only with `moveAfterDays`. Originals (`archive`) are on `cool` already',
  }),
  moveAfterDays: daysSchema.optional().meta({
    description: 'Days after which they are moved, counted like `afterDays`, and fewer than these; only with `moveTo`',
    example: 30,
  }),
};

interface MaybeMoved {
  readonly class: RetentionClass;
  readonly afterDays?: number | undefined;
  readonly moveTo?: (typeof RETENTION_TIERS)[number] | undefined;
  readonly moveAfterDays?: number | undefined;
}

function assertMove({ class: name, afterDays, moveTo, moveAfterDays }: MaybeMoved, context: z.RefinementCtx): void {
  const refuse = (member: 'moveTo' | 'moveAfterDays', message: string, input: unknown): void =>
    context.addIssue({ code: 'custom', path: [member], message, input });
  if (moveTo === undefined && moveAfterDays === undefined) return;
  if (moveTo === undefined) return refuse('moveTo', 'is required with `moveAfterDays`', moveTo);
  const tiers = tiersOf(name);
  if (!tiers.includes(moveTo)) {
    const right =
      tiers.length === 0 ? 'which has no files: leave it out' : `which can only be moved to ${tiers.join()}`;
    return refuse('moveTo', `cannot be ${moveTo} for ${name}, ${right}`, moveTo);
  }
  if (moveAfterDays === undefined) return refuse('moveAfterDays', 'is required with `moveTo`', moveAfterDays);
  if (afterDays !== undefined && moveAfterDays >= afterDays)
    refuse(
      'moveAfterDays',
      `must be less than \`afterDays\`, ${afterDays}: what is deleted is not moved`,
      moveAfterDays,
    );
}

const ruleSchema = z
  .strictObject({
    class: classSchema,
    action: actionSchema,
    afterDays: daysSchema.optional().meta({
      description:
        'Days after the creation, or after the end of the consent for `consentEvidence`; only with `delete`. At most 30 for `deliveryLog`',
      example: 90,
    }),
    ...moveFields,
  })
  .superRefine((rule, context) => {
    const { class: name, action, afterDays } = rule;
    assertMove(rule, context);
    if (action === 'keep' && !canBeKept(name)) {
      const message = `cannot be \`keep\` for ${name}: send \`delete\` with \`afterDays\` of at most ${DELIVERY_DAYS}`;
      context.addIssue({ code: 'custom', path: ['action'], message, input: action });
    }
    assertDays({ class: name, afterDays }, context);
    if ((action === 'delete') === (afterDays !== undefined)) return;
    const message = action === 'delete' ? 'is required with `delete`' : 'is allowed only with `delete`';
    context.addIssue({ code: 'custom', path: ['afterDays'], message, input: afterDays });
  })
  .meta({ id: 'UpdateRetentionRule', description: 'What happens to the data of a class' });

export const updateRetentionSchema = z
  .strictObject({
    rules: z
      .array(ruleSchema)
      .max(RETENTION_CLASSES.length)
      .superRefine((rules, context) => {
        const seen = new Set<string>();
        for (const [index, { class: name }] of rules.entries()) {
          if (seen.has(name)) {
            const message = `is named twice: send one rule for ${name}`;
            context.addIssue({ code: 'custom', path: [index, 'class'], message, input: name });
          }
          seen.add(name);
        }
      })
      .meta({ description: 'A class without a rule follows the deployment' }),
  })
  .meta({
    id: 'UpdateRetention',
    description: 'The whole policy of a tenant',
    example: { rules: [{ class: 'result', action: 'delete', afterDays: 90 }] },
  });
export type UpdateRetentionBody = z.infer<typeof updateRetentionSchema>;

const shownRuleSchema = z
  .object({
    class: shownClassSchema,
    action: actionSchema,
    afterDays: described(z.number().optional(), 'Days after the creation', 90),
    moveTo: tierSchema.optional().meta({ description: 'Where the files are moved' }),
    moveAfterDays: described(z.number().optional(), 'Days after the creation', 30),
    source: z
      .enum(['tenant', 'deployment'])
      .meta({ id: 'RetentionSource', description: 'Who has set a rule' })
      .meta({ description: 'Whether the tenant has set the rule, or it is that of the deployment' }),
  })
  .meta({ id: 'RetentionRule', description: 'What happens to the data of a class' });

export const retentionSchema = z
  .object({
    rules: described(z.array(shownRuleSchema), 'One rule for each class', []),
    updatedAt: timeSchema.optional().meta({ description: 'When the tenant last changed its policy' }),
  })
  .meta({ id: 'Retention', description: 'How long the data of a tenant is kept' });
export type RetentionView = z.infer<typeof retentionSchema>;

export const previewRetentionSchema = z
  .strictObject({
    class: classSchema,
    afterDays: daysSchema.optional().meta({
      description: 'Days after the creation; if omitted, those of the policy. At most 30 for `deliveryLog`',
      example: 90,
    }),
    ...moveFields,
    limit: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Documents to look at; 100 if omitted', example: 100 }),
    after: z.string().max(200).optional().meta({ description: '`next` of the page before' }),
  })
  .superRefine((preview, context) => {
    assertDays(preview, context);
    assertMove(preview, context);
  })
  .meta({
    id: 'CreateRetentionPreview',
    description: 'What to preview',
    example: { class: 'result', afterDays: 90 },
  });
export type PreviewRetentionBody = z.infer<typeof previewRetentionSchema>;

const dueSchema = z
  .object({
    class: classSchema,
    action: z.enum(['delete', ...RETENTION_TIERS]).meta({
      id: 'RetentionPreviewAction',
      description: '`delete`: it is removed. `cool`, `cold`: its files are moved to this tier',
    }),
    id: described(z.string(), 'Its id', 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    href: described(z.string(), 'Its path', '/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    createdAt: timeSchema.meta({ description: 'When it was created' }),
    dueAt: timeSchema.meta({ description: 'When its time was over' }),
  })
  .meta({ id: 'RetentionPreview', description: 'Something that the next sweep removes or moves' });
export const retentionPreviewSchema = pageSchema('RetentionPreview', dueSchema);
export type RetentionPreviewView = z.infer<typeof retentionPreviewSchema>;

/** The policy of a tenant beside that of the deployment. */
export interface ShownRetention {
  readonly stored: StoredRetention;
  readonly defaults: RetentionDays;
  readonly defaultMoves: TierMoves;
  /** Days for which usage is kept, in all tenants. */
  readonly usageDays: number;
  readonly etag: string;
}

export function retentionView({
  stored,
  defaults,
  defaultMoves,
  usageDays,
}: Omit<ShownRetention, 'etag'>): RetentionView {
  // What is removed without any rule is shown as the deployment's.
  const days = retentionDays(stored.days, { deliveryLog: DELIVERY_DAYS, ...defaults });
  const moves: Readonly<Partial<Record<RetentionClass, TierMoves[keyof TierMoves]>>> = tierMoves(
    stored.days,
    stored.moves ?? {},
    defaultMoves,
  );
  const rules = RETENTION_CLASSES.map((name): RetentionView['rules'][number] => {
    const afterDays = days[name];
    const move = moves[name];
    return {
      class: name,
      action: afterDays === undefined ? 'keep' : 'delete',
      ...(afterDays !== undefined && { afterDays }),
      ...(move && { moveTo: move.tier, moveAfterDays: move.afterDays }),
      source: stored.days[name] === undefined ? 'deployment' : 'tenant',
    };
  });
  return {
    rules: [...rules, { class: 'usage', action: 'delete', afterDays: usageDays, source: 'deployment' }],
    ...(stored.updatedAt !== undefined && { updatedAt: stored.updatedAt }),
  };
}

export function ownDaysOf({ rules }: UpdateRetentionBody): OwnRetention {
  return Object.fromEntries(rules.map(({ class: name, afterDays }) => [name, afterDays ?? null]));
}

/** Where the files of the classes with a rule go. */
export function ownMovesOf({ rules }: UpdateRetentionBody): TierMoves {
  return Object.fromEntries(
    rules.flatMap(({ class: name, moveTo: tier, moveAfterDays: afterDays }) =>
      tier === undefined || afterDays === undefined ? [] : [[name, { tier, afterDays }] as const],
    ),
  );
}

export function dueView(name: RetentionClass, { document, dueAt, action }: PreviewedDocument) {
  const { id, kind, createdAt } = document;
  const href =
    document.kind === 'delivery' ? `/v1/webhook-endpoints/${document.endpointId}/deliveries/${id}` : hrefOf(kind, id);
  return { class: name, action, id, href, createdAt, dueAt };
}
