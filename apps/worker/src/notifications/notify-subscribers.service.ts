import { Injectable } from '@nestjs/common';
import { TenantFigures } from '#documents';
import {
  type DueNotification,
  factsFor,
  isDigest,
  isListed,
  listedTogether,
  type NotificationKind,
  type NotificationSubscription,
} from '#domain';
import { DueNotifications } from '#notifications';
import type { SweptPage } from '../platform/swept-page.ts';
import { MakeNotification, type Told } from './make-notification.service.ts';

const SUBSCRIPTIONS_AT_ONCE = 100;

/**
 * Finds for each subscription what is due, and has a delivery made of each slot (`MakeNotification`). See ADR 202.
 */
@Injectable()
export class NotifySubscribers {
  constructor(
    private readonly figures: TenantFigures,
    private readonly due: DueNotifications,
    private readonly make: MakeNotification,
  ) {}

  /** One page of the subscriptions of all tenants. @throws ServiceError `dependency-unavailable` */
  async execute(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const now = Date.now();
    const subscriptions = await this.figures.activeSubscriptions(SUBSCRIPTIONS_AT_ONCE, after);
    const known = new Map<string, Promise<readonly DueNotification[]>>();
    const dueOf = (tenantId: string, kind: NotificationKind): Promise<readonly DueNotification[]> => {
      const key = `${tenantId}:${kind}`;
      const found = known.get(key) ?? this.due.of(tenantId, kind, now);
      known.set(key, found);
      return found;
    };
    const counts = { notified: 0 };
    for (const subscription of subscriptions) {
      for (const kind of subscription.kinds) {
        for (const due of await this.toTell(subscription, kind, await dueOf(subscription.tenantId, kind), now)) {
          signal.throwIfAborted();
          if (await this.make.execute(subscription, due, now)) counts.notified += 1;
        }
      }
    }
    const isLast = subscriptions.length < SUBSCRIPTIONS_AT_ONCE;
    return { counts, next: isLast ? undefined : subscriptions.at(-1)?.id };
  }

  /** Of what is due, what this subscription is told: of some kinds one message with a list of what it was not told before. */
  private async toTell(
    subscription: NotificationSubscription,
    kind: NotificationKind,
    due: readonly DueNotification[],
    now: number,
  ): Promise<readonly Told[]> {
    const own = due.flatMap((each): DueNotification[] => {
      const facts = factsFor(each.facts, subscription.subjectId);
      return facts && isFor(subscription, each) ? [{ ...each, facts }] : [];
    });
    if (!isListed(kind) || own.length === 0) return own;
    const told = await this.figures.toldSlots(subscription, kind);
    const listed = listedTogether(
      own.filter(({ slot }) => !told.has(slot)),
      now,
    );
    return listed ? [listed] : [];
  }
}

/** A digest of a time before the subscription is not for it. */
function isFor({ createdAt }: NotificationSubscription, { facts, dueAt }: DueNotification): boolean {
  return !(isDigest(facts.kind) || facts.kind === 'failure-rate') || dueAt > Date.parse(createdAt);
}
