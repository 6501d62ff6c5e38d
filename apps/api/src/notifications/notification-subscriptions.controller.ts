import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import type { Page, RequestIds, Stored } from '#documents';
import type { NotificationSubscription } from '#domain';
import type { ListQuery } from '#intake';
import { Answer } from '../platform/answers/answer.ts';
import { entityTag } from '../platform/answers/entity-tag.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { IF_MATCH } from '../platform/openapi/request-headers.ts';
import { headers } from '../platform/openapi/response-headers.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { ManageSubscriptions } from './manage-subscriptions.usecase.ts';
import { PreviewNotification } from './preview-notification.usecase.ts';
import {
  type CreateSubscriptionBody,
  createSubscriptionSchema,
  notificationPreviewSchema,
  type NotificationPreviewView,
  type PreviewNotificationBody,
  previewNotificationSchema,
  type ShownSubscription,
  subscriptionListSchema,
  subscriptionParamsSchema,
  subscriptionSchema,
  subscriptionsQuerySchema,
  subscriptionView,
  type SubscriptionView,
  type UpdateSubscriptionBody,
  updateSubscriptionSchema,
} from './notification-subscriptions.schema.ts';

type Shown = ShownSubscription<Stored<NotificationSubscription>>;

@Tagged('notifications', 'Recipients of digests, alerts and reminders')
@Controller('v1/notification-subscriptions')
@Roles('Webhook.Manage')
export class NotificationSubscriptionsController {
  constructor(
    private readonly subscriptions: ManageSubscriptions,
    private readonly preview: PreviewNotification,
  ) {}

  @Post()
  // The answer says something of an address: it is made again, not kept.
  @Idempotency({ repeats: 'handler' })
  @Fails('url-refused', 'unknown-reference', 'email-not-configured', 'state-conflict')
  @ApiOperation({
    operationId: 'createNotificationSubscription',
    summary: 'Create a notification subscription',
    description:
      'The recipient gets digests, alerts and reminders of the tenant. The address is stored encrypted and is not shown again. Each e-mail has a link to unsubscribe. Only administrators of the operator’s tenant may choose `dead-letters`.',
  })
  @ApiCreatedResponse({
    standardSchema: subscriptionSchema,
    description: 'The subscription',
    headers: headers('Location', 'ETag'),
  })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createSubscriptionSchema }) body: CreateSubscriptionBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Answer<SubscriptionView>> {
    const created = await this.subscriptions.create(principal, body, ids);
    const location = `/v1/notification-subscriptions/${created.id}`;
    return new Answer(subscriptionView(created), { headers: { location, etag: entityTag(created.etag) } });
  }

  @Get()
  @ApiOperation({
    operationId: 'listNotificationSubscriptions',
    summary: 'List notification subscriptions, newest first',
    description: 'Lists the recipients of the tenant, without their addresses.',
  })
  @AnswersPage(subscriptionListSchema, subscriptionView)
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: subscriptionsQuerySchema }) query: ListQuery,
  ): Promise<Page<Shown>> {
    return this.subscriptions.list(principal, query);
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'getNotificationSubscription',
    summary: 'Get a notification subscription',
    description: 'Returns the subscription, without its address.',
  })
  @AnswersResource(subscriptionSchema, subscriptionView)
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: subscriptionParamsSchema }) { id }: { id: string },
  ): Promise<Shown> {
    return this.subscriptions.get(principal, id);
  }

  @Patch(':id')
  @Fails('url-refused', 'unknown-reference', 'email-not-configured', 'state-conflict')
  @ApiOperation({
    operationId: 'updateNotificationSubscription',
    summary: 'Update a notification subscription',
    description: 'Can also suspend it, or end its suspension. The channel stays.',
  })
  @ApiHeader(IF_MATCH)
  @AnswersResource(subscriptionSchema, subscriptionView)
  update(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: subscriptionParamsSchema }) { id }: { id: string },
    @Body({ schema: updateSubscriptionSchema }) body: UpdateSubscriptionBody,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<Shown> {
    return this.subscriptions.update(principal, id, body, ifMatch);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'deleteNotificationSubscription',
    summary: 'Delete a notification subscription',
    description: 'Its address is removed. Notifications that wait for the end of quiet hours are not sent.',
  })
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse({ description: 'The subscription was deleted' })
  async delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: subscriptionParamsSchema }) { id }: { id: string },
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.subscriptions.delete(principal, id, ifMatch);
  }

  @Post(':id/preview')
  @HttpCode(HttpStatus.OK)
  @Idempotency({ repeats: 'nothing' })
  @ApiOperation({
    operationId: 'previewNotification',
    summary: 'Preview a notification',
    description:
      'Shows what the recipient would be told now, as e-mail, in Teams and as a webhook. Nothing is sent. If nothing of this kind is due, figures and ids are made up.',
  })
  @ApiOkResponse({ standardSchema: notificationPreviewSchema, description: 'The notification' })
  previewKind(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: subscriptionParamsSchema }) { id }: { id: string },
    @Body({ schema: previewNotificationSchema }) { kind }: PreviewNotificationBody,
  ): Promise<NotificationPreviewView> {
    return this.preview.execute(principal, id, kind);
  }
}
