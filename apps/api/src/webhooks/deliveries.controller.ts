import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore } from '#documents';
import { pageView, type PageView } from '../platform/resources/page.ts';
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
  @ApiOperation({ summary: 'List the deliveries of an endpoint, newest first', description: 'Kept for 30 days.' })
  @ApiOkResponse({ standardSchema: deliveryListSchema })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id: endpointId }: { id: string },
    @Query({ schema: deliveriesQuerySchema }) { limit, after, status }: DeliveriesQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<DeliveryView>> {
    await this.documents.get('webhookEndpoint', tenantId, endpointId);
    const where = { endpointId, ...(status && { status }) };
    const page = await this.documents.list('delivery', tenantId, { limit, after, where });
    return pageView(page, deliveryView, request, reply);
  }

  @Post(':deliveryId/replay')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    summary: 'Replay a delivery',
    description:
      'The event is sent with the same `webhook-id` at once, and then by the schedule until the endpoint accepts it.',
  })
  @ApiAcceptedResponse({ standardSchema: deliverySchema })
  async replay(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: deliveryParamsSchema }) { id, deliveryId }: { id: string; deliveryId: string },
  ): Promise<DeliveryView> {
    return deliveryView(await this.replayDelivery.execute(principal, id, deliveryId));
  }
}
