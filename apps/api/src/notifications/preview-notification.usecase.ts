import { Injectable } from '@nestjs/common';
import { hasRole, type Principal } from '#auth';
import {
  factsFor,
  isListed,
  listedTogether,
  type NotificationFacts,
  type NotificationKind,
  webhookPayload,
} from '#domain';
import {
  DueNotifications,
  type Names,
  ResolveNames,
  SAMPLE_FACTS,
  contentOf,
  renderEmail,
  renderTeams,
} from '#notifications';
import { ManageSubscriptions } from './manage-subscriptions.usecase.ts';
import type { NotificationPreviewView } from './notification-subscriptions.schema.ts';

/** Shows what a recipient would be told now, in every form. Sends and stores nothing. */
@Injectable()
export class PreviewNotification {
  constructor(
    private readonly subscriptions: ManageSubscriptions,
    private readonly due: DueNotifications,
    private readonly names: ResolveNames,
  ) {}

  /** @throws ServiceError `not-found`, `forbidden`, `dependency-unavailable` */
  async execute(principal: Principal, id: string, kind: NotificationKind): Promise<NotificationPreviewView> {
    this.subscriptions.checkKinds(principal, [kind]);
    const { tenantId, timeZone, subjectId } = await this.subscriptions.get(principal, id);
    const found = await this.due.of(tenantId, kind, Date.now());
    const own = found.flatMap((each) => {
      const facts = factsFor(each.facts, subjectId);
      return facts ? [{ ...each, facts }] : [];
    });
    const due = isListed(kind) ? listedTogether(own, Date.now()) : own[0];
    const facts = due?.facts ?? SAMPLE_FACTS[kind];
    const content = contentOf(facts, await this.namesFor(principal, facts), timeZone);
    const { subject, text, html } = renderEmail(content);
    const at = new Date(due?.dueAt ?? Date.now()).toISOString();
    const payload = webhookPayload(`notification.${kind}`, { kind: 'notificationSubscription', id, status: kind }, at);
    return {
      kind,
      isSample: due === undefined,
      subject,
      text,
      html,
      teams: JSON.stringify(renderTeams(content)),
      webhook: JSON.stringify({ ...payload, data: { ...payload.data, type: 'notification-subscription', facts } }),
    };
  }

  /** Names of persons and voices are for callers who may read these; others see ids. */
  private async namesFor(principal: Principal, facts: NotificationFacts): Promise<Names> {
    return hasRole(principal, 'Voice.Read') ? this.names.of(principal.tenantId, facts) : new Map();
  }
}
