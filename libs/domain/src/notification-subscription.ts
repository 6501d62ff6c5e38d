import type { Aggregate } from './aggregate.ts';
import { lastTime, nextTime, parseCron } from './cron.ts';
import { lifecycle, type StateRule, statusesOf, transitionsOf } from './lifecycle.ts';
import type { NotificationKind } from './notification-kinds.ts';
import { transition } from './state-machine.ts';

/** How a recipient is told. */
export const NOTIFICATION_CHANNELS = ['webhook', 'email', 'teams'] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

export type NotificationSubscriptionStatus = 'active' | 'suspended' | 'unsubscribed';

/** Who has unsubscribed is not told again: the address is gone, and a new subscription is needed. */
export const NOTIFICATION_SUBSCRIPTION_LIFECYCLE = lifecycle<
  NotificationSubscriptionStatus,
  StateRule<NotificationSubscriptionStatus>
>({
  active: { next: ['suspended', 'unsubscribed'], open: true },
  suspended: { next: ['active', 'unsubscribed'] },
  unsubscribed: { next: [] },
});
export const NOTIFICATION_SUBSCRIPTION_STATUSES = statusesOf(NOTIFICATION_SUBSCRIPTION_LIFECYCLE);
export const NOTIFICATION_SUBSCRIPTION_TRANSITIONS = transitionsOf(NOTIFICATION_SUBSCRIPTION_LIFECYCLE);

/** `bounced`, `suppressed`: the mail service says that the address cannot be reached. `gone`: Teams answered 404 or 410. */
export const NOTIFICATION_SUSPENSIONS = ['requested', 'bounced', 'suppressed', 'gone'] as const;
export type NotificationSuspension = (typeof NOTIFICATION_SUSPENSIONS)[number];

/** Times of day, `HH:MM`, in the time zone of the recipient. `from` after `to` lasts over midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** A recipient of notifications. */
export interface NotificationSubscription extends Aggregate {
  readonly kind: 'notificationSubscription';
  readonly status: NotificationSubscriptionStatus;
  readonly channel: NotificationChannel;
  /** An e-mail address, the URL of a Teams workflow, or the id of a webhook endpoint, sealed. Absent when its holder has unsubscribed. */
  readonly sealedAddress?: string | undefined;
  /** Random; another address has another one, so that a link to unsubscribe is of one address only. */
  readonly addressId: string;
  readonly kinds: readonly NotificationKind[];
  /** Name of the IANA database. */
  readonly timeZone: string;
  readonly quietHours?: QuietHours | undefined;
  readonly description?: string | undefined;
  readonly suspendedReason?: NotificationSuspension | undefined;
  /** The consent of the person whom the address belongs to: it is erased with them. */
  readonly subjectId?: string | undefined;
}

/** What an address is sealed for: it cannot be opened as that of another subscription, or of another tenant. */
export function addressPurpose({
  tenantId,
  id,
  addressId,
}: Pick<NotificationSubscription, 'tenantId' | 'id' | 'addressId'>): string {
  return `notification-subscription/${tenantId}/${id}/${addressId}`;
}

export function isSubscribed(
  { status, kinds }: Pick<NotificationSubscription, 'status' | 'kinds'>,
  kind: NotificationKind,
): boolean {
  return NOTIFICATION_SUBSCRIPTION_LIFECYCLE[status].open === true && kinds.includes(kind);
}

/** The subscription after somebody has suspended it, or has ended its suspension. A new address ends none by itself. */
export function withRequestedStatus<S extends NotificationSubscription>(
  subscription: S,
  status: Exclude<NotificationSubscriptionStatus, 'unsubscribed'> | undefined,
): S {
  if (status === undefined || status === subscription.status) return subscription;
  const suspendedReason = status === 'suspended' ? ('requested' as const) : undefined;
  const changes = { suspendedReason };
  return transition<NotificationSubscriptionStatus, NotificationSubscription>(
    NOTIFICATION_SUBSCRIPTION_TRANSITIONS,
    subscription,
    status,
    changes,
  ) as S;
}

/**
 * When the quiet hours end that `now` lies in; undefined where it lies in none. Where clocks change, they begin and end by the clock of the recipient:
 * a time that is left out comes as late as it would have come otherwise (ADR 194). Where it then comes after what follows it, both are passed over.
 * @param now epoch milliseconds
 * @returns epoch milliseconds
 */
export function quietUntil(
  { quietHours, timeZone }: Pick<NotificationSubscription, 'quietHours' | 'timeZone'>,
  now: number,
): number | undefined {
  if (quietHours === undefined) return undefined;
  const begins = parseCron(cronOf(quietHours.from));
  const ends = parseCron(cronOf(quietHours.to));
  if (!begins || !ends) return undefined;
  const begun = lastTime(begins, timeZone, now) ?? 0;
  const ended = lastTime(ends, timeZone, now) ?? 0;
  const end = nextTime(ends, timeZone, now) ?? 0;
  const lengthMs = ((minutesOf(quietHours.to) - minutesOf(quietHours.from) + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS;
  if (begun > ended) return end - begun > lengthMs + MAX_CLOCK_CHANGE_MS ? undefined : end;
  const restMs = DAY_MINUTES * MINUTE_MS - lengthMs;
  const begin = nextTime(begins, timeZone, now) ?? 0;
  return begin - ended > restMs + MAX_CLOCK_CHANGE_MS ? end : undefined;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/**
 * No clock is put forward or back by more. Where one is put forward, what is left out may come after what follows it: quiet hours from 02:30 to 03:15
 * would then last for a day. Such hours, or such a rest, are shorter than the change, and what comes instead is longer than this by most of a day.
 */
const MAX_CLOCK_CHANGE_MS = 3 * 60 * MINUTE_MS;

function minutesOf(time: string): number {
  const [hours = '', minutes = ''] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function cronOf(time: string): string {
  const [hours = '', minutes = ''] = time.split(':');
  return `${Number(minutes)} ${Number(hours)} * * *`;
}

/** As much of an address as its owner needs to recognize it: `a…@example.com`, the host of a URL, or the id of an endpoint. */
export function addressHint(channel: NotificationChannel, address: string): string {
  if (channel === 'webhook') return address;
  if (channel === 'teams') return URL.parse(address)?.hostname ?? '';
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}…${address.slice(at)}`;
}
