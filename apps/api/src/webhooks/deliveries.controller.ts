import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type Page } from '#documents';
import type { Delivery } from '#domain';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import {
  type DeliveriesQuery,
  deliveriesQuerySchema,
  deliveryListSchema,
  deliveryParamsSchema,
  deliverySchema,
  type DeliveryView,
  deliveryView,
} from './deliveries.schema.ts';
import { ReplayDelivery } from './replay-delivery.usecase.ts';
import { webhookEndpointParamsSchema } from './webhook-endpoints.schema.ts';

@ApiTags('webhooks')
@Controller('v1/webhook-endpoints/:id/deliveries')
@Roles('Webhook.Manage')
export class DeliveriesController {
  constructor(
    private readonly documents: DocumentStore,
    private readonly replayDelivery: ReplayDelivery,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listWebhookDeliveries',
    summary: 'List the deliveries of an endpoint, newest first',
    description: 'Kept for 30 days.',
  })
  @AnswersPage(deliveryListSchema, deliveryView)
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id: endpointId }: { id: string },
    @Query({ schema: deliveriesQuerySchema }) { limit, after, status }: DeliveriesQuery,
  ): Promise<Page<Delivery>> {
    await this.documents.get('webhookEndpoint', tenantId, endpointId);
    const where = { endpointId, ...(status && { status }) };
    return this.documents.list('delivery', tenantId, { limit, after, where });
  }

  @Post(':deliveryId/replay')
  @HttpCode(HttpStatus.ACCEPTED)
  @Fails('state-conflict', 'etag-mismatch')
  @ApiOperation({
    operationId: 'replayWebhookDelivery',
    summary: 'Replay a delivery',
    description:
      'The event is sent with the same `webhook-id` at once, and then by the schedule until the endpoint accepts it.',
  })
  @ApiAcceptedResponse({ standardSchema: deliverySchema, description: 'The delivery is pending again' })
  async replay(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: deliveryParamsSchema }) { id, deliveryId }: { id: string; deliveryId: string },
  ): Promise<DeliveryView> {
    return deliveryView(await this.replayDelivery.execute(principal, id, deliveryId));
  }
}
