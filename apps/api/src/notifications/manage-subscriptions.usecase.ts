import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Principal, SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type Page, type RequestIds, type Stored, SubscriptionSlots } from '#documents';
import {
  addressPurpose,
  type AuditAction,
  type NotificationKind,
  type NotificationSubscription,
  ServiceError,
  withRequestedStatus,
} from '#domain';
import { AuditTrail, type ListQuery } from '#intake';
import { checkOperator } from '../platform/operators.ts';
import { checkIfMatch } from '../platform/resources/if-match.ts';
import {
  type CreateSubscriptionBody,
  shown,
  type ShownSubscription,
  type UpdateSubscriptionBody,
} from './notification-subscriptions.schema.ts';
import { SubscriptionAddresses } from './subscription-addresses.ts';
import { checkHolder, removeIfErased } from './subscription-holder.ts';
import { claimSubscriptionSlot } from './subscription-limit.ts';

type Shown = ShownSubscription<Stored<NotificationSubscription>>;

/** Creates, shows, changes and deletes the recipients of notifications. Each change is recorded in the audit log first. See ADR 201. */
@Injectable()
export class ManageSubscriptions {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly slots: SubscriptionSlots,
    private readonly addresses: SubscriptionAddresses,
    private readonly box: SecretBox,
    private readonly commit: Commit,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws ServiceError `invalid-request`, `url-refused`, `unknown-reference`, `email-not-configured`, `forbidden`, `state-conflict`, `dependency-unavailable` */
  async create(principal: Principal, body: CreateSubscriptionBody, ids: RequestIds): Promise<Shown> {
    const { tenantId, objectId: ownerId } = principal;
    const { channel, kinds, consentId, timeZone = 'UTC', quietHours, description } = body;
    this.checkKinds(principal, kinds);
    const address = await this.addresses.checked(tenantId, channel, body.address);
    if (consentId !== undefined) checkHolder(await this.documents.findReferenced('consent', tenantId, consentId));
    const id = ids.id('notificationSubscription');
    const earlier = ids.resumed && (await this.documents.findReferenced('notificationSubscription', tenantId, id));
    if (earlier) return shown(this.box, earlier);
    const at = { tenantId, id, addressId: randomUUID() };
    const sealedAddress = this.box.seal(address, addressPurpose(at));
    await claimSubscriptionSlot({ documents: this.documents, slots: this.slots }, tenantId, id);
    await this.record(principal, 'create', id, id);
    const now = new Date().toISOString();
    const subscription: NotificationSubscription = {
      ...at,
      kind: 'notificationSubscription',
      ownerId,
      status: 'active',
      channel,
      sealedAddress,
      kinds,
      timeZone,
      quietHours,
      description,
      subjectId: consentId,
      createdAt: now,
      updatedAt: now,
      outbox: [],
    };
    const created = await this.commit.createOnce<'notificationSubscription'>(subscription, 'moment');
    if (consentId !== undefined)
      await removeIfErased({ documents: this.documents, slots: this.slots }, created, consentId);
    return shown(this.box, created);
  }

  async list({ tenantId }: Principal, { limit, after }: ListQuery): Promise<Page<Shown>> {
    const page = await this.documents.list('notificationSubscription', tenantId, { limit, after });
    return { ...page, data: page.data.map((each) => shown(this.box, each)) };
  }

  /** @throws ServiceError `not-found` */
  async get({ tenantId }: Principal, id: string): Promise<Shown> {
    return shown(this.box, await this.documents.get('notificationSubscription', tenantId, id));
  }

  /** @throws ServiceError as `create`, `not-found`, `etag-mismatch`, `state-conflict` for one whose recipient has unsubscribed */
  async update(principal: Principal, id: string, body: UpdateSubscriptionBody, ifMatch?: string): Promise<Shown> {
    const found = await this.documents.get('notificationSubscription', principal.tenantId, id);
    checkIfMatch(ifMatch, found);
    if (found.status === 'unsubscribed') {
      throw new ServiceError('state-conflict', 'The recipient has unsubscribed. Delete the subscription.');
    }
    const { address, kinds, timeZone, quietHours, description, status } = body;
    // Who may not be told of dead letters may not have them sent elsewhere, or sent again, either.
    if (kinds || address !== undefined || status === 'active') this.checkKinds(principal, kinds ?? found.kinds);
    const changed: Stored<NotificationSubscription> = {
      ...found,
      ...(address !== undefined && (await this.resealed(found, address))),
      ...(kinds && { kinds }),
      ...(timeZone !== undefined && { timeZone }),
      ...(quietHours !== undefined && { quietHours: quietHours ?? undefined }),
      ...(description !== undefined && { description: description ?? undefined }),
    };
    await this.record(principal, 'update', id, found.etag);
    return shown(this.box, await this.commit.save(withRequestedStatus(changed, status), 'moment'));
  }

  /** @throws ServiceError `not-found`, `etag-mismatch` */
  async delete(principal: Principal, id: string, ifMatch?: string): Promise<void> {
    const found = await this.documents.get('notificationSubscription', principal.tenantId, id);
    checkIfMatch(ifMatch, found);
    await this.record(principal, 'delete', id, id);
    await this.documents.remove(found);
    await this.slots.release(found.tenantId, id);
  }

  /** Dead letters are the operator's: no other tenant is told of them. @throws ServiceError `forbidden` */
  checkKinds(principal: Principal, kinds: readonly NotificationKind[]): void {
    if (!kinds.includes('dead-letters')) return;
    checkOperator(principal, this.config, 'dead letters');
    if (principal.roles.includes('Voice.Admin')) return;
    throw new ServiceError('forbidden', 'Only administrators may subscribe to dead letters: the role is Voice.Admin.');
  }

  private async resealed(
    { tenantId, id, channel }: NotificationSubscription,
    text: string,
  ): Promise<Pick<NotificationSubscription, 'sealedAddress' | 'addressId'>> {
    const address = await this.addresses.checked(tenantId, channel, text);
    const addressId = randomUUID();
    return { addressId, sealedAddress: this.box.seal(address, addressPurpose({ tenantId, id, addressId })) };
  }

  /** @param change tells changes of one subscription apart */
  private async record(
    principal: Principal,
    what: 'create' | 'update' | 'delete',
    id: string,
    change: string,
  ): Promise<void> {
    const action: AuditAction = `notification-subscription.${what}`;
    const eventId = `${id}:${action}:${change.replaceAll('"', '')}`;
    await this.audit.recordFirst(principal, { action, subject: { kind: 'notification-subscription', id }, eventId });
  }
}
