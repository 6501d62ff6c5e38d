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
import { DocumentStore, type Page, type RequestIds, type Stored } from '#documents';
import type { WebhookEndpoint } from '#domain';
import type { ListQuery } from '#intake';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { IF_MATCH } from '../platform/openapi/request-headers.ts';
import { headers } from '../platform/openapi/response-headers.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { Answer } from '../platform/answers/answer.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { entityTag } from '../platform/answers/entity-tag.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { Contributes } from '../platform/contribution.ts';
import { WEBHOOKS_CONTRIBUTION } from './webhooks.contribution.ts';
import { DeleteEndpoint } from './delete-endpoint.usecase.ts';
import { type EndpointWithSecret, ManageEndpoints } from './manage-endpoints.usecase.ts';
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
  webhookEndpointView,
  webhookEndpointWithSecretSchema,
  type WebhookEndpointWithSecretView,
} from './webhook-endpoints.schema.ts';

@Tagged('webhooks', 'Endpoints that receive events, and webhooks from other systems')
@Contributes(WEBHOOKS_CONTRIBUTION)
@Controller('v1/webhook-endpoints')
@Roles('Webhook.Manage')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: ManageEndpoints,
    private readonly documents: DocumentStore,
    private readonly deleteEndpoint: DeleteEndpoint,
  ) {}

  @Post()
  // The answer holds a secret: it is created again, not kept.
  @Idempotency({ repeats: 'handler' })
  @Fails('url-refused', 'state-conflict')
  @ApiOperation({
    operationId: 'createWebhookEndpoint',
    summary: 'Create a webhook endpoint',
    description:
      'Events are sent as Standard Webhooks (standardwebhooks.com). Verify `webhook-signature` with the secret, which only this response contains, and respond with 2xx within 15 s.',
  })
  @ApiCreatedResponse({
    standardSchema: webhookEndpointWithSecretSchema,
    description: 'The endpoint, with its secret',
    headers: headers('Location', 'ETag'),
  })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createWebhookEndpointSchema }) body: CreateWebhookEndpointBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Answer<WebhookEndpointWithSecretView>> {
    const created = await this.endpoints.create(principal, body, ids);
    return withSecret(created, { location: `/v1/webhook-endpoints/${created.endpoint.id}` });
  }

  @Get()
  @ApiOperation({
    operationId: 'listWebhookEndpoints',
    summary: 'List webhook endpoints, newest first',
    description: 'Lists the webhook endpoints of the tenant, without their secrets.',
  })
  @AnswersPage(webhookEndpointListSchema, webhookEndpointView)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: webhookEndpointsQuerySchema }) { limit, after }: ListQuery,
  ): Promise<Page<WebhookEndpoint>> {
    return this.documents.list('webhookEndpoint', principal.tenantId, { limit, after });
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'getWebhookEndpoint',
    summary: 'Get a webhook endpoint',
    description: 'Returns the endpoint, without its secrets.',
  })
  @AnswersResource(webhookEndpointSchema, webhookEndpointView)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id }: { id: string },
  ): Promise<Stored<WebhookEndpoint>> {
    return this.documents.get('webhookEndpoint', principal.tenantId, id);
  }

  @Patch(':id')
  @Fails('url-refused')
  @ApiOperation({
    operationId: 'updateWebhookEndpoint',
    summary: 'Update a webhook endpoint',
    description: 'Can also enable a disabled endpoint.',
  })
  @ApiHeader(IF_MATCH)
  @AnswersResource(webhookEndpointSchema, webhookEndpointView)
  async update(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id }: { id: string },
    @Body({ schema: updateWebhookEndpointSchema }) body: UpdateWebhookEndpointBody,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<Stored<WebhookEndpoint>> {
    return this.endpoints.update(principal, id, body, ifMatch);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    operationId: 'deleteWebhookEndpoint',
    summary: 'Delete a webhook endpoint',
    description: 'Pending deliveries are not sent.',
  })
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse({ description: 'The endpoint was deleted' })
  async delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id }: { id: string },
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.deleteEndpoint.execute(principal, id, ifMatch);
  }

  @Post(':id/rotate-secret')
  @HttpCode(HttpStatus.OK)
  @Idempotency({ repeats: 'handler' })
  @Fails('state-conflict', 'etag-mismatch')
  @ApiOperation({
    operationId: 'rotateWebhookSecret',
    summary: 'Rotate the secret of a webhook endpoint',
    description:
      'For `overlapMs` webhooks are signed with both secrets, so that no webhook is lost during the rotation.',
  })
  @ApiOkResponse({
    standardSchema: webhookEndpointWithSecretSchema,
    description: 'The endpoint, with its new secret',
    headers: headers('ETag'),
  })
  async rotateSecret(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: webhookEndpointParamsSchema }) { id }: { id: string },
    @Body({ schema: rotateSecretSchema.prefault({}) }) { overlapMs }: RotateSecretBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Answer<WebhookEndpointWithSecretView>> {
    return withSecret(await this.endpoints.rotateSecret(principal, id, overlapMs, ids));
  }
}

function withSecret(
  { endpoint, secret }: EndpointWithSecret,
  headers: { readonly location?: string } = {},
): Answer<WebhookEndpointWithSecretView> {
  const body = { ...webhookEndpointView(endpoint), secret };
  return new Answer(body, { headers: { ...headers, etag: entityTag(endpoint.etag) } });
}
