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
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type RequestIds, type Stored } from '#documents';
import type { WebhookEndpoint } from '#domain';
import { AuditTrail } from '../audit/audit-trail.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { checkIfMatch } from '../platform/resources/if-match.ts';
import { entityTag, pageView, type PageView } from '../platform/resources/page.ts';
import type { ListQuery } from '../platform/resources/resource.schema.ts';
import { ManageEndpoints } from './manage-endpoints.usecase.ts';
import {
  type CreateWebhookEndpointBody,
  createWebhookEndpointSchema,
  type RotateSecretBody,
  rotateSecretSchema,
  type UpdateWebhookEndpointBody,
  updateWebhookEndpointSchema,
  webhookEndpointListSchema,
  webhookEndpointParamsSchema,
  webhookEndpointSchema,
  webhookEndpointsQuerySchema,
  type WebhookEndpointView,
  webhookEndpointView,
  webhookEndpointWithSecretSchema,
  type WebhookEndpointWithSecretView,
} from './webhook-endpoints.schema.ts';

const IF_MATCH = { name: 'If-Match', required: false, schema: { type: 'string' as const } };

@ApiTags('webhooks')
@Controller('v1/webhook-endpoints')
@Roles('Webhook.Manage')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: ManageEndpoints,
    private readonly documents: DocumentStore,
    private readonly audit: AuditTrail,
  ) {}

  @Post()
  // The answer holds a secret: it is made anew, not kept.
  @Idempotency({ repeats: 'handler' })
  @ApiOperation({
    summary: 'Create a webhook endpoint',
    description:
      'Events are sent as Standard Webhooks (standardwebhooks.com). Verify `webhook-signature` with the secret, which only this response contains, and respond with 2xx within 15 s.',
  })
  @ApiCreatedResponse({ standardSchema: webhookEndpointWithSecretSchema })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createWebhookEndpointSchema }) body: CreateWebhookEndpointBody,
    @CurrentRequestIds() ids: RequestIds,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookEndpointWithSecretView> {
    const { endpoint, secret } = await this.endpoints.create(principal, body, ids);
    void reply.header('location', `/v1/webhook-endpoints/${endpoint.id}`);
    return { ...viewWithTag(endpoint, reply), secret };
  }

  @Get()
  @ApiOperation({ summary: 'List webhook endpoints, newest first' })
  @ApiOkResponse({ standardSchema: webhookEndpointListSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: webhookEndpointsQuerySchema }) { limit, after }: ListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<WebhookEndpointView>> {
    const page = await this.documents.list('webhookEndpoint', principal.tenantId, { limit, after });
    return pageView(page, webhookEndpointView, request, reply);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get a webhook endpoint' })
  @ApiOkResponse({ standardSchema: webhookEndpointSchema })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id }: { id: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookEndpointView> {
    return viewWithTag(await this.documents.get('webhookEndpoint', principal.tenantId, id), reply);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Update a webhook endpoint', description: 'Can also enable a disabled endpoint.' })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ standardSchema: webhookEndpointSchema })
  async update(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id }: { id: string },
    @Body({ schema: updateWebhookEndpointSchema }) body: UpdateWebhookEndpointBody,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookEndpointView> {
    const endpoint = await this.documents.get('webhookEndpoint', principal.tenantId, id);
    checkIfMatch(ifMatch, endpoint);
    return viewWithTag(await this.endpoints.update(principal, endpoint, body), reply);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Delete a webhook endpoint', description: 'Pending deliveries are not sent.' })
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse()
  async delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id }: { id: string },
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    const endpoint = await this.documents.get('webhookEndpoint', principal.tenantId, id);
    checkIfMatch(ifMatch, endpoint);
    // No document is left that could carry it.
    await this.audit.recordFirst(principal, {
      action: 'webhook-endpoint.delete',
      subject: { kind: 'webhook-endpoint', id },
    });
    await this.endpoints.remove(endpoint);
  }

  @Post(':id/rotate-secret')
  @HttpCode(HttpStatus.OK)
  @Idempotency({ repeats: 'handler' })
  @ApiOperation({
    summary: 'Rotate the secret of a webhook endpoint',
    description:
      'For `overlapMs` webhooks carry a signature by each secret, so that no webhook is lost during the rotation.',
  })
  @ApiOkResponse({ standardSchema: webhookEndpointWithSecretSchema })
  async rotateSecret(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id }: { id: string },
    @Body({ schema: rotateSecretSchema.prefault({}) }) { overlapMs }: RotateSecretBody,
    @CurrentRequestIds() ids: RequestIds,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookEndpointWithSecretView> {
    const { endpoint, secret } = await this.endpoints.rotateSecret(principal, id, overlapMs, ids);
    return { ...viewWithTag(endpoint, reply), secret };
  }
}

function viewWithTag(endpoint: Stored<WebhookEndpoint>, reply: FastifyReply): WebhookEndpointView {
  void reply.header('etag', entityTag(endpoint.etag));
  return webhookEndpointView(endpoint);
}
