import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type Page, type RequestIds, type Stored } from '#documents';
import type { Batch, Operation } from '#domain';
import { CancelOperation, CreateBatch, type CreateBatchBody, createBatchSchema } from '#intake';
import { binaryContent } from '../platform/openapi/binary-content.ts';
import { headers } from '../platform/openapi/response-headers.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { VOICE_CODES } from '../platform/resources/codes.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import { PROVENANCE_HEADERS, provenanceHeaders } from '../platform/answers/provenance-headers.ts';
import { Answer } from '../platform/answers/answer.ts';
import { AnswersOperation } from '../platform/operations/answers-operation.decorator.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import type { OpenAnswer } from '../platform/open-answers/open-answers.ts';
import { Opens } from '../platform/open-answers/opens.decorator.ts';
import { BatchItems } from './batch-items.ts';
import {
  type BatchEstimate,
  batchEstimateSchema,
  type BatchesQuery,
  batchesQuerySchema,
  batchItemListSchema,
  type BatchItemsQuery,
  batchItemsQuerySchema,
  type BatchItemView,
  batchListSchema,
  batchParamsSchema,
  batchSchema,
  batchView,
} from './batches.schema.ts';
import { EstimateBatch } from './estimate-batch.usecase.ts';
import { ReadArchive } from './read-archive.usecase.ts';
import { RetryBatch } from './retry-batch.usecase.ts';

/** 10,000 items of about 800 characters. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

@Tagged('batches', 'Many texts as one job')
@Controller('v1/batches')
export class BatchesController {
  constructor(
    private readonly createBatch: CreateBatch,
    private readonly estimateBatch: EstimateBatch,
    private readonly retryBatch: RetryBatch,
    private readonly cancelOperation: CancelOperation,
    private readonly batchItems: BatchItems,
    private readonly readArchive: ReadArchive,
    private readonly documents: DocumentStore,
  ) {}

  @Post()
  @Roles('Voice.Synthesize')
  @Idempotency({ required: true })
  @RouteSettings({ tier: 'synthesis', bodyLimit: BODY_LIMIT_BYTES })
  @Fails(...VOICE_CODES, 'unknown-reference', 'budget-exhausted', 'invalid-ssml', 'text-too-long')
  @ApiOperation({
    operationId: 'createBatch',
    summary: 'Create a batch of up to 10,000 texts',
    description:
      'The body may be up to 8 MiB. Audio of an earlier batch is reused if voice, text, format and settings are the same. `POST /v1/batches/estimates` says what it would cost.',
  })
  @AnswersOperation()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createBatchSchema }) body: CreateBatchBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Operation> {
    return this.createBatch.execute(principal, body, ids);
  }

  @Post('estimates')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Synthesize')
  @Idempotency({ repeats: 'nothing' })
  @RouteSettings({ tier: 'synthesis', bodyLimit: BODY_LIMIT_BYTES })
  @Fails(...VOICE_CODES, 'unknown-reference', 'invalid-ssml', 'text-too-long')
  @ApiOperation({
    operationId: 'estimateBatch',
    summary: 'Estimate the cost of a batch',
    description:
      'Nothing is spoken. The estimate is the sum of all items, including items that would be reused from an earlier batch.',
  })
  @ApiOkResponse({ standardSchema: batchEstimateSchema, description: 'The estimate' })
  async estimate(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createBatchSchema }) body: CreateBatchBody,
  ): Promise<BatchEstimate> {
    return this.estimateBatch.execute(principal, body);
  }

  @Get()
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'listBatches',
    summary: 'List batches, newest first',
    description: 'Lists the batches of the tenant, without their items.',
  })
  @AnswersPage(batchListSchema, batchView)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: batchesQuerySchema }) { limit, after, status, voiceId }: BatchesQuery,
  ): Promise<Page<Batch>> {
    const where = { ...(status && { status }), ...(voiceId && { voiceId }) };
    return this.documents.list('batch', principal.tenantId, { limit, after, where });
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'getBatch',
    summary: 'Get a batch',
    description:
      'Returns the state of the batch and the numbers of its items. `GET /v1/batches/{id}/items` lists the items.',
  })
  @AnswersResource(batchSchema, batchView)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: batchParamsSchema }) { id }: { id: string },
  ): Promise<Stored<Batch>> {
    return this.documents.get('batch', principal.tenantId, id);
  }

  @Get(':id/items')
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'listBatchItems',
    summary: 'List the items of a batch',
    description: 'Lists the items in the order of the request, each with its state and result.',
  })
  @AnswersPage(batchItemListSchema, (item: BatchItemView) => item)
  async items(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: batchParamsSchema }) { id }: { id: string },
    @Query({ schema: batchItemsQuerySchema }) query: BatchItemsQuery,
  ): Promise<Page<BatchItemView>> {
    const batch = await this.documents.get('batch', principal.tenantId, id);
    return this.batchItems.list(batch, query);
  }

  @Post(':id/cancel')
  @Roles('Voice.Synthesize')
  @Fails('state-conflict')
  @ApiOperation({
    operationId: 'cancelBatch',
    summary: 'Cancel a batch (audio in progress is discarded)',
    description: 'Items that were spoken before stay in the archive.',
  })
  @AnswersOperation()
  async cancel(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: batchParamsSchema }) { id }: { id: string },
  ): Promise<Operation> {
    const { operationId } = await this.documents.get('batch', principal.tenantId, id);
    return this.cancelOperation.execute(principal, operationId);
  }

  @Post(':id/retry')
  @Roles('Voice.Synthesize')
  @RouteSettings({ tier: 'synthesis' })
  @Fails(...VOICE_CODES, 'budget-exhausted')
  @ApiOperation({
    operationId: 'retryBatch',
    summary: 'Retry the failed items of an ended batch',
    description: 'Items that succeeded are not spoken again.',
  })
  @AnswersOperation()
  async retry(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: batchParamsSchema }) { id }: { id: string },
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Operation> {
    return this.retryBatch.execute(principal, id, ids);
  }

  @Get(':id/archive')
  @Roles('Voice.Synthesize')
  @Fails(...VOICE_CODES, 'synthesis-not-ready', 'too-many-open-requests')
  @ApiOperation({
    operationId: 'getBatchArchive',
    summary: 'Download the audio of a batch as a zip file',
    description:
      'Available when the batch has ended and at least one item was spoken, even if it was canceled or failed. The zip contains the audio in the order of the items, and `manifest.json` with the result of each item, and the id in the tag of its audio.',
  })
  @ApiOkResponse({
    content: binaryContent(['application/zip']),
    description: 'The zip file',
    headers: headers('Content-Disposition', ...PROVENANCE_HEADERS),
  })
  async archive(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: batchParamsSchema }) { id }: { id: string },
    @Opens('downloads') open: () => OpenAnswer,
  ): Promise<Answer<StreamableFile>> {
    const { content, lengthBytes, provenanceIds } = await this.readArchive.execute(principal, id, open);
    const file = new StreamableFile(Readable.from(content, { objectMode: false }), {
      type: 'application/zip',
      length: lengthBytes,
      disposition: `attachment; filename="${id}.zip"`,
    });
    return new Answer(file, {
      headers: { 'cache-control': 'private, no-store', ...provenanceHeaders(...provenanceIds) },
    });
  }
}
