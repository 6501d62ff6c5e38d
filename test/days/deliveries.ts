import type { Control } from '../chaos/control.ts';
import type { CheckedWebhook } from '../support/remains.ts';
import { differences, dayOf, expectedNotices, isQuiet } from './expected.ts';
import type { World } from './world.ts';

interface Email {
  readonly at: string;
  readonly recipients: { readonly to: readonly { readonly address: string }[] };
  readonly content: { readonly subject: string; readonly plainText: string };
}

interface Card {
  readonly workflow: string;
  readonly body: { readonly attachments: readonly { readonly content: { readonly body: readonly CardLine[] } }[] };
}

interface CardLine {
  readonly inlines: readonly { readonly text: string }[];
}

interface StoredDelivery {
  readonly id: string;
  readonly kind?: string;
  readonly event: string;
  readonly status: string;
  readonly payload: string;
  readonly attempts: readonly { readonly error?: string }[];
}

const CONSENT_ID = /cns_[0-9A-Z]{26}/g;
const DAILY = 'Your daily digest: ';
const WEEKLY = 'Your weekly digest: ';

export interface DeliveryOptions {
  readonly control: Control;
  readonly world: World;
  readonly webhooks: readonly CheckedWebhook[];
  /** When the schedule ran that notifies, epoch milliseconds. */
  readonly runs: readonly number[];
  /** How many syntheses were requested, by UTC day. */
  readonly spoken: ReadonlyMap<string, number>;
}

/** How many arrived, and what differs from what had to arrive, by what the receivers of the sandbox and the webhook endpoint got. */
export interface DeliveryVerdict {
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

export async function checkDeliveries(options: DeliveryOptions): Promise<DeliveryVerdict> {
  const { control, world, webhooks, runs, spoken } = options;
  const { recipients, consents, unusedSince } = world;
  const expected = expectedNotices(runs, consents, unusedSince);
  const emails = await control.emails<Email>();
  const to = (address: string): readonly Email[] =>
    emails.filter(({ recipients: { to: all } }) => all.some((each) => each.address === address));
  const [loud, quiet] = [to(recipients.email), to(recipients.quiet.email)];
  const cards = (await control.cards<Card>()).filter(({ workflow }) => workflow === recipients.teams);
  const posted = cards.map(({ body }) => body.attachments[0]?.content.body[0]?.inlines[0]?.text ?? '');
  const deliveries = await storedDeliveries(control);
  const stalled = stalledCards(deliveries);
  // A worker that dies while it posts leaves a card that may not be posted a second time, whether or not it was (ADR 202).
  const unknown = stalled.filter((title) => !posted.includes(title));
  const told = notificationsOf(webhooks);
  const differing = [
    ...checkEmails('e-mail', loud, expected),
    ...differences(
      'e-mail: unused voice',
      titles(loud, 'A voice is not used'),
      repeated('A voice is not used', expected.unused),
    ),
    ...checkEmails('e-mail after quiet hours', quiet, { ...expected, weekly: [] }),
    ...quiet
      .filter(({ at }) => isQuiet(recipients.quiet, Date.parse(at)))
      .map(({ at, content }) => `an e-mail was sent in quiet hours, at ${at}: ${content.subject}`),
    ...differences('Teams', [...posted, ...unknown], expected.daily),
    ...differences('webhook', told, [...expected.daily, ...expected.weekly]),
    ...checkCounts(titled(loud, DAILY), spoken),
  ];
  const violations = differing.length === 0 ? [] : [...differing, ...openDeliveries(deliveries)];
  const counts = {
    emails: loud.length,
    'e-mails after quiet hours': quiet.length,
    cards: posted.length,
    'cards that are not known to be posted': stalled.length,
    'webhooks with a notification': told.length,
  };
  return { counts, violations };
}

function checkEmails(
  what: string,
  emails: readonly Email[],
  expected: Pick<ReturnType<typeof expectedNotices>, 'daily' | 'weekly' | 'consents'>,
): readonly string[] {
  const reminders = emails
    .filter(({ content }) => /consents? expires? /.test(content.subject))
    .map(({ content }) => [...new Set(content.plainText.match(CONSENT_ID))].toSorted().join(' '));
  return [
    ...differences(`${what}: digest`, titles(emails, DAILY), expected.daily),
    ...differences(`${what}: digest`, titles(emails, WEEKLY), expected.weekly),
    ...differences(`${what}: reminder of consents`, reminders, expected.consents),
  ];
}

function titled(emails: readonly Email[], start: string): readonly Email[] {
  return emails.filter(({ content }) => content.subject.startsWith(start));
}

function titles(emails: readonly Email[], start: string): readonly string[] {
  return titled(emails, start).map(({ content }) => content.subject);
}

function repeated(text: string, times: number): readonly string[] {
  return Array.from({ length: times }, () => text);
}

/** A digest counts the jobs of its day: none is lost, none counted twice. */
function checkCounts(digests: readonly Email[], spoken: ReadonlyMap<string, number>): readonly string[] {
  return digests.flatMap(({ content: { subject, plainText } }) => {
    const day = subject.slice(DAILY.length);
    const [, succeeded] = /^Jobs that succeeded: (\d+)$/m.exec(plainText) ?? [];
    const requested = spoken.get(day) ?? 0;
    return Number(succeeded) === requested ? [] : [`the digest of ${day} has ${succeeded} jobs, and not ${requested}`];
  });
}

async function storedDeliveries(control: Control): Promise<readonly StoredDelivery[]> {
  return (await control.documents<StoredDelivery>('documents')).filter(({ kind }) => kind === 'delivery');
}

/** Titles of cards whose delivery ended because it is not known whether they were posted. */
function stalledCards(deliveries: readonly StoredDelivery[]): readonly string[] {
  return deliveries
    .filter(({ event, status }) => event === 'notification.daily-digest' && status === 'failed')
    .filter(({ attempts }) => attempts.at(-1)?.error === 'provider-stalled')
    .map(({ payload }) => `${DAILY}${factsOf(payload).to}`);
}

/** Where to look for what is missing. */
function openDeliveries(deliveries: readonly StoredDelivery[]): readonly string[] {
  return deliveries
    .filter(({ status }) => status !== 'succeeded')
    .map(({ id, event, status, attempts }) => `${id} (${event}) is ${status}, with ${JSON.stringify(attempts)}`);
}

interface Facts {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

function factsOf(payload: string): Facts {
  return (JSON.parse(payload) as { data: { facts: Facts } }).data.facts;
}

/** Titles of the notifications that the endpoint acknowledged, once for each webhook id. */
function notificationsOf(webhooks: readonly CheckedWebhook[]): readonly string[] {
  const acknowledged = new Map<string, string>();
  for (const { id, body, acknowledged: isDone } of webhooks) if (isDone) acknowledged.set(id, body);
  return [...acknowledged.values()]
    .filter((body) => (JSON.parse(body) as { type: string }).type.startsWith('notification.'))
    .map((body) => {
      const { kind, from, to } = factsOf(body);
      return kind === 'daily-digest' ? `${DAILY}${from}` : `${WEEKLY}${from} to ${to}`;
    });
}

/** Counts a synthesis for the day on which it was requested. */
export function countSpoken(spoken: Map<string, number>, at: number): void {
  spoken.set(dayOf(at), (spoken.get(dayOf(at)) ?? 0) + 1);
}
