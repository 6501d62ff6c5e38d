import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type RequestIds } from '#documents';
import { Contributes } from '../platform/contribution.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { OpenAnswers } from '../platform/open-answers/open-answers.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { CancelOperation } from '../operations/cancel-operation.service.ts';
import { OperationAnswer } from '../operations/operation-answer.ts';
import { operationSchema, type OperationView } from '../operations/operations.schema.ts';
import { TakesPreferWait } from '../operations/prefer.decorator.ts';
import { entityTag, pageView, type PageView } from '../platform/resources/page.ts';
import { VoicesToSpeak } from '../speech/voices-to-speak.ts';
import { whileAllowed } from '../speech/while-allowed.ts';
import { BatchArchive } from './batch-archive.ts';
import { BatchItems } from './batch-items.ts';
import {
  type BatchDryRunQuery,
  batchDryRunQuerySchema,
  batchEstimateSchema,
  type BatchesQuery,
  type BatchEstimate,
  batchesQuerySchema,
  batchItemListSchema,
  type BatchItemsQuery,
  batchItemsQuerySchema,
  type BatchItemView,
  batchListSchema,
  batchParamsSchema,
  batchSchema,
  type BatchView,
  batchView,
  type CreateBatchBody,
  createBatchSchema,
} from './batches.schema.ts';
import { CreateBatch } from './create-batch.usecase.ts';
import { EstimateBatch } from './estimate-batch.usecase.ts';
import { RetryBatch } from './retry-batch.usecase.ts';

/** 10,000 items of about 800 characters. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

@ApiTags('batches')
@Contributes({ schemas: [batchEstimateSchema] })
@Controller('v1/batches')
export class BatchesController {
  constructor(
    private readonly createBatch: CreateBatch,
    private readonly estimateBatch: EstimateBatch,
    private readonly retryBatch: RetryBatch,
    private readonly cancelOperation: CancelOperation,
    private readonly batchItems: BatchItems,
    private readonly batchArchive: BatchArchive,
    private readonly voices: VoicesToSpeak,
    private readonly answer: OperationAnswer,
    private readonly documents: DocumentStore,
    private readonly openAnswers: OpenAnswers,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Synthesize')
  @Idempotency({ required: true, dryRun: true })
  @RouteSettings({ tier: 'synthesis', bodyLimit: BODY_LIMIT_BYTES })
  @ApiOperation({
    summary: 'Create a batch of up to 10,000 texts',
    description:
      'The body may have 8 MiB. Audio of an earlier batch is reused if voice, text, format and settings are the same. With `dryRun=true` nothing is queued, and the response is 200 with a `BatchEstimate`.',
  })
  @ApiAcceptedResponse({ standardSchema: operationSchema })
  @TakesPreferWait()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createBatchSchema }) body: CreateBatchBody,
    @Query({ schema: batchDryRunQuerySchema }) { dryRun }: BatchDryRunQuery,
    @CurrentRequestIds() ids: RequestIds,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView | BatchEstimate> {
    if (dryRun === 'true') {
      void reply.status(HttpStatus.OK);
      return this.estimateBatch.execute(principal, body);
    }
    return this.answer.accepted(await this.createBatch.execute(principal, body, ids), request, reply);
  }

  @Get()
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({ summary: 'List batches, newest first' })
  @ApiOkResponse({ standardSchema: batchListSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: batchesQuerySchema }) { limit, after, status, voiceId }: BatchesQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<BatchView>> {
    const where = { ...(status && { status }), ...(voiceId && { voiceId }) };
    const page = await this.documents.list('batch', principal.tenantId, { limit, after, where });
    return pageView(page, batchView, request, reply);
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({ summary: 'Get a batch' })
  @ApiOkResponse({ standardSchema: batchSchema })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: batchParamsSchema }) { id }: { id: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchView> {
    const batch = await this.documents.get('batch', principal.tenantId, id);
    void reply.header('etag', entityTag(batch.etag));
    return batchView(batch);
  }

  @Get(':id/items')
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({ summary: 'List the items of a batch' })
  @ApiOkResponse({ standardSchema: batchItemListSchema })
  async items(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: batchParamsSchema }) { id }: { id: string },
    @Query({ schema: batchItemsQuerySchema }) query: BatchItemsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<BatchItemView>> {
    const batch = await this.documents.get('batch', principal.tenantId, id);
    return pageView(await this.batchItems.list(batch, query), (item) => item, request, reply);
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Synthesize')
  @ApiOperation({ summary: 'Cancel a batch (audio in progress is discarded)' })
  @ApiAcceptedResponse({ standardSchema: operationSchema })
  @TakesPreferWait()
  async cancel(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: batchParamsSchema }) { id }: { id: string },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const { operationId } = await this.documents.get('batch', principal.tenantId, id);
    return this.answer.accepted(await this.cancelOperation.execute(principal, operationId), request, reply);
  }

  @Post(':id/retry')
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Synthesize')
  @RouteSettings({ tier: 'synthesis' })
  @ApiOperation({ summary: 'Retry the failed items of an ended batch' })
  @ApiAcceptedResponse({ standardSchema: operationSchema })
  @TakesPreferWait()
  async retry(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: batchParamsSchema }) { id }: { id: string },
    @CurrentRequestIds() ids: RequestIds,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return this.answer.accepted(await this.retryBatch.execute(principal, id, ids), request, reply);
  }

  @Get(':id/archive')
  @Roles('Voice.Synthesize')
  @ApiOperation({
    summary: 'Download the audio of a batch as a zip file',
    description:
      'Available when the batch has ended and at least one item was spoken, also if it was canceled or failed. The zip contains the audio in the order of the items, and `manifest.json` with the result of each item.',
  })
  @ApiOkResponse({ content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } } })
  async archive(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: batchParamsSchema }) { id }: { id: string },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const batch = await this.documents.get('batch', principal.tenantId, id);
    const checkedAt = performance.now();
    await this.voices.checkSpoken(principal, batch);
    const { cut } = this.openAnswers.open('downloads', request, reply);
    const { content, lengthBytes } = await this.batchArchive.of(batch);
    const allowed = whileAllowed(content, () => this.voices.watch(principal, batch, checkedAt), cut);
    void reply.header('cache-control', 'private, no-store');
    return new StreamableFile(Readable.from(allowed, { objectMode: false }), {
      type: 'application/zip',
      length: lengthBytes,
      disposition: `attachment; filename="${id}.zip"`,
    });
  }
}
