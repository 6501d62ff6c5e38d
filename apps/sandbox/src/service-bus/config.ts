import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * `Config.json` of the official Service Bus emulator (Azure/azure-service-bus-emulator-installer, `ServiceBus-Emulator/Schema/
 * Config-schema.json`): its keys and defaults. Its bounds, or those of Azure, are `limits`. Durations come out in milliseconds.
 */
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const NAME = /^[A-Za-z0-9]$|^[A-Za-z0-9][\w\-./]*[A-Za-z0-9]$/;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Bounds = readonly [min: string, max: string];

/** What a namespace allows. */
export interface EntityLimits {
  readonly lockDuration: Bounds;
  readonly timeToLive: Bounds;
  readonly duplicateWindow: Bounds;
  readonly maxDeliveryCount: number;
}

/** Of the official emulator, so that a file that is good here is good there. */
export const EMULATOR_LIMITS: EntityLimits = {
  lockDuration: ['PT5S', 'PT5M'],
  timeToLive: ['PT5M', 'PT1H'],
  duplicateWindow: ['PT5S', 'PT5M'],
  maxDeliveryCount: 10,
};

/**
 * Of Azure (Learn "Service Bus quotas", "Duplicate detection": 20 seconds to 7 days; `TimeSpan.MaxValue` as time to live), and what the
 * emulator allows below that.
 */
export const AZURE_LIMITS: EntityLimits = {
  lockDuration: ['PT5S', 'PT5M'],
  timeToLive: ['PT1S', 'P10675199D'],
  duplicateWindow: ['PT5S', 'P7D'],
  maxDeliveryCount: 2000,
};

function durationMs(match: RegExpExecArray | null): number {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = match ?? [];
  return Number(days) * DAY + Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND;
}

const duration = ([min, max]: Bounds) =>
  z.string().transform((text, context) => {
    const match = DURATION.exec(text);
    const ms = durationMs(match);
    if (match === null || text.endsWith('P') || text.endsWith('T')) {
      context.addIssue({ code: 'custom', message: `"${text}" is not an ISO 8601 duration without fractions` });
    } else if (ms < durationMs(DURATION.exec(min)) || ms > durationMs(DURATION.exec(max))) {
      context.addIssue({ code: 'custom', message: `"${text}" is not between ${min} and ${max}` });
    }
    return ms;
  });

const name = z
  .string()
  .regex(NAME, 'must begin and end with a letter or digit and hold only letters, digits, "_", "-", "." and "/"');
/** The official emulator's samples write an empty string for "does not forward". */
const forward = z
  .string()
  .optional()
  .transform((target) => (target === '' ? undefined : target));

const correlationFilter = z.strictObject({
  ContentType: z.string().optional(),
  CorrelationId: z.string().optional(),
  Label: z.string().optional(),
  MessageId: z.string().optional(),
  ReplyTo: z.string().optional(),
  ReplyToSessionId: z.string().optional(),
  SessionId: z.string().optional(),
  To: z.string().optional(),
  Properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

const SQL_UNSUPPORTED =
  'SQL filters and actions are not supported by this broker; use a correlation filter or the official emulator';

const rule = z.strictObject({
  Name: name,
  Properties: z.strictObject({
    FilterType: z.enum(['Correlation', 'Sql']).refine((type) => type !== 'Sql', SQL_UNSUPPORTED),
    CorrelationFilter: correlationFilter.optional(),
    SqlFilter: z
      .unknown()
      .refine((filter) => filter === undefined, SQL_UNSUPPORTED)
      .optional(),
    Action: z
      .unknown()
      .refine((action) => action === undefined, SQL_UNSUPPORTED)
      .optional(),
  }),
});

function emulatorConfig(limits: EntityLimits) {
  const timeToLive = duration(limits.timeToLive).default(HOUR);
  const receivable = {
    DeadLetteringOnMessageExpiration: z.boolean().default(false),
    DefaultMessageTimeToLive: timeToLive,
    LockDuration: duration(limits.lockDuration).default(MINUTE),
    MaxDeliveryCount: z.int().min(1).max(limits.maxDeliveryCount).default(3),
    ForwardDeadLetteredMessagesTo: forward,
    ForwardTo: forward,
    RequiresSession: z.boolean().default(false),
  };
  const deduplicated = {
    DuplicateDetectionHistoryTimeWindow: duration(limits.duplicateWindow).default(20 * SECOND),
    RequiresDuplicateDetection: z.boolean().default(false),
  };
  const subscription = z.strictObject({
    Name: name,
    Properties: z.strictObject(receivable).prefault({}),
    Rules: z.array(rule).max(1000).default([]),
  });
  const topic = z.strictObject({
    Name: name,
    Properties: z.strictObject({ DefaultMessageTimeToLive: timeToLive, ...deduplicated }).prefault({}),
    Subscriptions: z.array(subscription).min(1).max(50),
  });
  const queue = z.strictObject({
    Name: name,
    Properties: z.strictObject({ ...receivable, ...deduplicated }).prefault({}),
  });
  const namespace = z.strictObject({
    Name: z.literal('sbemulatorns'),
    Queues: z.array(queue).max(50).default([]),
    Topics: z.array(topic).max(50).default([]),
  });
  return z
    .strictObject({
      UserConfig: z.strictObject({
        Namespaces: z.array(namespace).length(1),
        Logging: z
          .strictObject({ Type: z.enum(['File', 'Console', 'File,Console', 'Console,File']) })
          .default({ Type: 'Console' }),
      }),
    })
    .superRefine((config, context) => {
      const [first] = config.UserConfig.Namespaces;
      if (first === undefined) return;
      for (const message of entityProblems(first)) {
        context.addIssue({ code: 'custom', path: ['UserConfig', 'Namespaces', 0], message });
      }
    });
}

type ConfigSchema = ReturnType<typeof emulatorConfig>;

/** A validated `Config.json` with all defaults filled in and durations in milliseconds. */
export type EmulatorConfig = z.output<ConfigSchema>;
/** What may be written in a `Config.json`. */
export type EmulatorConfigInput = z.input<ConfigSchema>;
export type NamespaceConfig = EmulatorConfig['UserConfig']['Namespaces'][number];
export type QueueConfig = NamespaceConfig['Queues'][number];
export type TopicConfig = NamespaceConfig['Topics'][number];
export type SubscriptionConfig = TopicConfig['Subscriptions'][number];
export type CorrelationFilterConfig = z.output<typeof correlationFilter>;

/** Service Bus forwards a message at most this often (service-bus-auto-forwarding: "maximum of four hops"). */
export const MAX_FORWARD_HOPS = 4;

/**
 * Reads the official emulator's `Config.json` from a file or takes its parsed content.
 * @param limits of Azure, for properties that the official emulator does not take
 * @throws Error naming the file and listing every problem with its path.
 */
export function readEmulatorConfig(source: string | EmulatorConfigInput, limits = EMULATOR_LIMITS): EmulatorConfig {
  const origin = typeof source === 'string' ? source : 'Service Bus configuration';
  let content: unknown = source;
  if (typeof source === 'string') {
    try {
      content = JSON.parse(readFileSync(source, 'utf8'));
    } catch (error) {
      throw new Error(`${origin}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  const result = emulatorConfig(limits).safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `  ${issue.path.join('.') || '(root)'}: ${issue.message}`);
  throw new Error(`${origin} is not a valid emulator configuration:\n${problems.join('\n')}`);
}

/** What the shape of the file cannot say: unique names, and forwarding that ends somewhere. */
function entityProblems(namespace: NamespaceConfig): string[] {
  const problems: string[] = [];
  const forwardOf = new Map<string, string | undefined>();
  const targets = new Set<string>();
  const declare = (path: string, forwardTo: string | undefined, isTarget: boolean): void => {
    const key = path.toLowerCase();
    if (forwardOf.has(key)) problems.push(`"${path}" is declared twice (names are not case-sensitive)`);
    forwardOf.set(key, forwardTo?.toLowerCase());
    if (isTarget) targets.add(key);
  };
  const checks: [string, string | undefined, string][] = [];
  for (const { Name, Properties } of namespace.Queues) {
    declare(Name, Properties.ForwardTo, true);
    checks.push([Name, Properties.ForwardTo, 'ForwardTo']);
    checks.push([Name, Properties.ForwardDeadLetteredMessagesTo, 'ForwardDeadLetteredMessagesTo']);
  }
  for (const topic of namespace.Topics) {
    declare(topic.Name, undefined, true);
    for (const { Name, Properties } of topic.Subscriptions) {
      const path = `${topic.Name}/Subscriptions/${Name}`;
      declare(path, Properties.ForwardTo, false);
      checks.push([path, Properties.ForwardTo, 'ForwardTo']);
      checks.push([path, Properties.ForwardDeadLetteredMessagesTo, 'ForwardDeadLetteredMessagesTo']);
    }
  }
  for (const [path, target, key] of checks) {
    if (target === undefined) continue;
    if (!targets.has(target.toLowerCase())) problems.push(`${key} of "${path}" names no queue or topic: "${target}"`);
    else if (target.toLowerCase() === path.toLowerCase()) problems.push(`${key} of "${path}" names itself`);
  }
  for (const path of forwardOf.keys()) {
    let hops = 0;
    for (let next = forwardOf.get(path); next !== undefined && hops <= MAX_FORWARD_HOPS; next = forwardOf.get(next)) {
      hops += 1;
    }
    if (hops > MAX_FORWARD_HOPS) {
      problems.push(`"${path}" forwards in a circle or over more than ${MAX_FORWARD_HOPS} hops`);
    }
  }
  return problems;
}
