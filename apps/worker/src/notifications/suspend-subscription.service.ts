import { Injectable } from '@nestjs/common';
import { Commit } from '#documents';
import {
  NOTIFICATION_SUBSCRIPTION_TRANSITIONS,
  type NotificationSubscription,
  type NotificationSuspension,
  transition,
} from '#domain';
import { AuditLog } from '#storage';

/** Suspends a subscription whose address cannot be reached, once, and records it in the audit log first. */
@Injectable()
export class SuspendSubscription {
  constructor(
    private readonly commit: Commit,
    private readonly auditLog: AuditLog,
  ) {}

  /** Does nothing where the address was changed, or nothing is sent to it anyway. @throws ServiceError `dependency-unavailable` */
  async execute(
    { tenantId, id, addressId, status }: NotificationSubscription,
    reason: Exclude<NotificationSuspension, 'requested'>,
  ): Promise<void> {
    if (status !== 'active') return;
    await this.auditLog.append(tenantId, {
      eventId: `${id}:suspend:${addressId}:${reason}`,
      action: 'notification-subscription.suspend',
      outcome: 'accepted',
      at: new Date().toISOString(),
      actor: { kind: 'system', id: 'notifications' },
      subject: { kind: 'notification-subscription', id },
      details: { reason },
    });
    await this.commit.update('notificationSubscription', tenantId, id, (found) =>
      found.status === 'active' && found.addressId === addressId
        ? transition(NOTIFICATION_SUBSCRIPTION_TRANSITIONS, found, 'suspended', { suspendedReason: reason })
        : undefined,
    );
  }
}
