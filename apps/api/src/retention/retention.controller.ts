import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Post, Put } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { AnswersResource } from '../platform/answers/resource.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { IF_MATCH } from '../platform/openapi/request-headers.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { ManageRetention } from './manage-retention.usecase.ts';
import {
  dueView,
  type PreviewRetentionBody,
  previewRetentionSchema,
  retentionPreviewSchema,
  type RetentionPreviewView,
  retentionSchema,
  retentionView,
  type ShownRetention,
  type UpdateRetentionBody,
  updateRetentionSchema,
} from './retention.schema.ts';

@Tagged('retention', 'How long the data of a tenant is kept')
@Controller('v1/retention')
export class RetentionController {
  constructor(private readonly retention: ManageRetention) {}

  @Get()
  @Roles('Audit.Read')
  @ApiOperation({
    operationId: 'getRetention',
    summary: 'Get how long data is kept',
    description: 'One rule for each class of data: that of the tenant, or that of the deployment (`RETENTION_DAYS`).',
  })
  @AnswersResource(retentionSchema, retentionView)
  get(@CurrentPrincipal() principal: Principal): Promise<ShownRetention> {
    return this.retention.get(principal);
  }

  @Put()
  @Roles('Voice.Admin')
  @ApiOperation({
    operationId: 'updateRetention',
    summary: 'Update how long data is kept',
    description:
      'Replaces the whole policy of the tenant; an empty list lets it follow the deployment. The sweep that runs every six hours applies it. Preview it first: what is removed cannot be brought back.',
  })
  @ApiHeader(IF_MATCH)
  @AnswersResource(retentionSchema, retentionView)
  update(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: updateRetentionSchema }) body: UpdateRetentionBody,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<ShownRetention> {
    return this.retention.update(principal, body, ifMatch);
  }

  @Post('preview')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Admin')
  @Idempotency({ repeats: 'nothing' })
  @ApiOperation({
    operationId: 'listRetentionPreview',
    summary: 'List what retention would remove or move now',
    description:
      'Lists the documents of a class that a sweep would remove now, or whose files it would move to another tier, by the policy or by other days. Nothing is removed or moved. A page may be shorter than `limit`, or empty, and have a next one.',
  })
  @ApiOkResponse({ standardSchema: retentionPreviewSchema, description: 'A page of documents' })
  async preview(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: previewRetentionSchema }) body: PreviewRetentionBody,
  ): Promise<RetentionPreviewView> {
    const { due, next } = await this.retention.preview(principal, body);
    return { data: due.map((each) => dueView(body.class, each)), hasMore: next !== undefined, next: next ?? null };
  }
}
