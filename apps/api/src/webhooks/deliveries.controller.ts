import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type Page, type RequestIds, type Stored } from '#documents';
import { type Delivery, ServiceError } from '#domain';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { headers } from '../platform/openapi/response-headers.ts';
import { Answer } from '../platform/answers/answer.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
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
import { TestEndpoint } from './test-endpoint.usecase.ts';
import { webhookEndpointParamsSchema } from './webhook-endpoints.schema.ts';

@ApiTags('webhooks')
@Controller('v1/webhook-endpoints/:id')
@Roles('Webhook.Manage')
export class DeliveriesController {
  constructor(
    private readonly documents: DocumentStore,
    private readonly replayDelivery: ReplayDelivery,
    private readonly testEndpoint: TestEndpoint,
  ) {}

  @Get('deliveries')
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

  @Post('deliveries/:deliveryId/replay')
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

  @Get('deliveries/:deliveryId')
  @ApiOperation({
    operationId: 'getWebhookDelivery',
    summary: 'Get a delivery',
    description: 'With its attempts. Kept for 30 days.',
  })
  @AnswersResource(deliverySchema, deliveryView)
  async get(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param({ schema: deliveryParamsSchema }) { id, deliveryId }: { id: string; deliveryId: string },
  ): Promise<Stored<Delivery>> {
    const delivery = await this.documents.get('delivery', tenantId, deliveryId);
    if (delivery.endpointId !== id) throw new ServiceError('not-found', 'The delivery does not exist.');
    return delivery;
  }

  @Post('test')
  @HttpCode(HttpStatus.ACCEPTED)
  @Fails('state-conflict')
  @ApiOperation({
    operationId: 'sendWebhookTestEvent',
    summary: 'Send a test event to a webhook endpoint',
    description:
      'The event is `webhook-endpoint.test`. It is signed and retried like every other event. `Location` leads to its delivery, which shows what the endpoint answered.',
  })
  @ApiAcceptedResponse({
    standardSchema: deliverySchema,
    description: 'The delivery of the test event',
    headers: headers('Location'),
  })
  async test(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id }: { id: string },
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Answer<DeliveryView>> {
    const delivery = deliveryView(await this.testEndpoint.execute(principal, id, ids));
    return new Answer(delivery, { headers: { location: `/v1/webhook-endpoints/${id}/deliveries/${delivery.id}` } });
  }
}
