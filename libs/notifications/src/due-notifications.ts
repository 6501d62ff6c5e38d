import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { BudgetStore, TenantFigures } from '#documents';
import {
  type BudgetAccount,
  CONSENT_NOTICE_DAYS,
  daysAfter,
  type DigestFacts,
  dueBaseModelReminder,
  dueConsentNotice,
  dueIdleReminder,
  type DueNotification,
  dueUnusedNotice,
  endOfDay,
  failurePercent,
  lastPeriods,
  type NotificationKind,
  periodBounds,
  QUOTA_THRESHOLDS,
  UNUSED_VOICE_DAYS,
  usageDay,
  type UsedBudget,
} from '#domain';
import { DeadLetters, QUEUE_NAMES } from '#messaging';
import { UsageStore } from '#storage';

const DAY_MS = 86_400_000;
/** Of a digest, which shows fewer. */
const MAX_CONSENTS = 500;
const MAX_NOTICE_MS = Math.max(...CONSENT_NOTICE_DAYS) * DAY_MS;

/**
 * Finds what the recipients of a tenant are to be told. Reads only what the kinds need. All slots follow from the clock and the ids of documents,
 * so that every run finds the same. See ADR 202.
 */
@Injectable()
export class DueNotifications {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly figures: TenantFigures,
    private readonly budgets: BudgetStore,
    private readonly usage: UsageStore,
    private readonly deadLetters: DeadLetters,
  ) {}

  /** @param now epoch milliseconds @throws ServiceError `dependency-unavailable` */
  async of(tenantId: string, kind: NotificationKind, now: number): Promise<readonly DueNotification[]> {
    const { day, monday, sunday } = lastPeriods(now);
    switch (kind) {
      case 'daily-digest':
        return [await this.digest(tenantId, { kind, from: day, to: day }, now)];
      case 'weekly-digest':
        return [await this.digest(tenantId, { kind, from: monday, to: sunday }, now)];
      case 'quota':
        return this.quotas(tenantId, now);
      case 'failure-rate':
        return this.failureRate(tenantId, day);
      case 'dead-letters':
        return this.deadLetterAlert(now);
      case 'consent-expiring':
        return (await this.consents(tenantId, now)).flatMap((consent) => dueConsentNotice(consent, now) ?? []);
      case 'voice-unused':
        return this.unusedVoices(tenantId, now);
      case 'endpoint-idle': {
        const before = new Date(now - this.config.professionalEndpoints.idleNoticeMs).toISOString();
        return (await this.figures.idleEndpoints(tenantId, before)).map((endpoint) => dueIdleReminder(endpoint, now));
      }
      case 'base-model-expiring': {
        const voices = await this.figures.voicesOfExpiringBaseModels(tenantId);
        return voices.flatMap((voice) => dueBaseModelReminder(voice, now) ?? []);
      }
      case 'training-stalled':
        // Told when it happens.
        return [];
    }
  }

  private async digest(
    tenantId: string,
    { kind, from, to }: Pick<DigestFacts, 'kind' | 'from' | 'to'>,
    now: number,
  ): Promise<DueNotification> {
    const [jobs, characters, budgets, consents] = await Promise.all([
      this.figures.jobs(tenantId, startOf(from), startOf(daysAfter(to, 1))),
      this.charactersOf(tenantId, from, to),
      this.usedBudgets(tenantId, now),
      this.consents(tenantId, now),
    ]);
    return {
      facts: { kind, from, to, ...jobs, characters, budgets, consents: consents.slice(0, MAX_CONSENTS) },
      slot: `${kind}:${from}`,
      dueAt: endOfDay(to),
    };
  }

  private async quotas(tenantId: string, now: number): Promise<readonly DueNotification[]> {
    const { accounts } = await this.budgets.read(tenantId);
    // A limit that was reached after the last run of a month is told by the first of the next one, unless something was spoken since.
    const periods = new Set([now, now - 2 * DAY_MS].map((at) => usageDay(at).slice(0, 7)));
    return Object.entries(accounts).flatMap(([scope, account]) => {
      const { period } = account;
      const share = periods.has(period) ? (percentOf(account, period) ?? 0) : 0;
      const percent = QUOTA_THRESHOLDS.find((threshold) => share >= threshold);
      if (percent === undefined) return [];
      const facts = { kind: 'quota', scope, period, percent } as const;
      return [{ facts, slot: `quota:${scope}:${period}:${percent}`, dueAt: periodBounds(period).from }];
    });
  }

  private async failureRate(tenantId: string, day: string): Promise<readonly DueNotification[]> {
    const { succeeded, failed } = await this.figures.jobs(tenantId, startOf(day), startOf(daysAfter(day, 1)));
    const percent = failurePercent(succeeded, failed);
    if (percent === undefined) return [];
    const facts = { kind: 'failure-rate', day, succeeded, failed, percent } as const;
    return [{ facts, slot: `failure-rate:${day}`, dueAt: endOfDay(day) }];
  }

  private async deadLetterAlert(now: number): Promise<readonly DueNotification[]> {
    const counts = await this.deadLetters.count(QUEUE_NAMES);
    const count = counts.reduce((sum, queue) => sum + queue.count, 0);
    const today = usageDay(now);
    if (count === 0) return [];
    return [
      { facts: { kind: 'dead-letters', count }, slot: `dead-letters:${today}`, dueAt: Date.parse(startOf(today)) },
    ];
  }

  private async unusedVoices(tenantId: string, now: number): Promise<readonly DueNotification[]> {
    const since = now - UNUSED_VOICE_DAYS * DAY_MS;
    const voices = await this.figures.readyVoices(tenantId, new Date(since).toISOString());
    if (voices.length === 0) return [];
    const spoken = new Set<string>();
    const days = { tenantId, from: usageDay(since), to: usageDay(now) };
    for await (const page of this.usage.sums(days)) for (const { voiceId } of page) spoken.add(voiceId);
    // Days that are not summed up yet.
    const recent = { ...days, from: daysAfter(days.to, -2) };
    for await (const page of this.usage.parts(recent)) for (const { voiceId } of page) spoken.add(voiceId);
    return voices.flatMap(({ id, createdAt }) => (spoken.has(id) ? [] : (dueUnusedNotice(id, createdAt, now) ?? [])));
  }

  private consents(tenantId: string, now: number): ReturnType<TenantFigures['expiringConsents']> {
    const until = new Date(now + MAX_NOTICE_MS + 1).toISOString();
    return this.figures.expiringConsents(tenantId, new Date(now).toISOString(), until);
  }

  private async charactersOf(tenantId: string, from: string, to: string): Promise<number> {
    let characters = 0;
    for await (const page of this.usage.sums({ tenantId, from, to })) {
      for (const { billedCharacters } of page) characters += billedCharacters;
    }
    return characters;
  }

  /** Of the month, those with a hard limit. */
  private async usedBudgets(tenantId: string, now: number): Promise<readonly UsedBudget[]> {
    const { accounts } = await this.budgets.read(tenantId);
    const period = usageDay(now).slice(0, 7);
    return Object.entries(accounts).flatMap(([scope, account]) => {
      const percent = percentOf(account, period);
      return percent === undefined ? [] : [{ scope, percent }];
    });
  }
}

/** Of the hard limit that is nearest; undefined where there is none. */
function percentOf({ limits, drawn, period: drawnIn }: BudgetAccount, period: string): number | undefined {
  const shares = (['characters', 'costMicros'] as const).flatMap((measure) => {
    const { hard } = limits[measure];
    if (hard === undefined) return [];
    if (drawnIn !== period) return [0];
    return [hard === 0 ? 100 : Math.floor((drawn[measure] / hard) * 100)];
  });
  return shares.length === 0 ? undefined : Math.max(...shares);
}

function startOf(day: string): string {
  return `${day}T00:00:00.000Z`;
}
