import { Readable } from 'node:stream';
import { Controller, Get, Headers, HttpStatus, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { OperationStore, type Page, type Stored } from '#documents';
import { isTerminal, type Operation, OPERATION_TRANSITIONS } from '#domain';
import { CancelOperation } from '#intake';
import { binaryContent } from '../platform/openapi/binary-content.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { Answer } from '../platform/answers/answer.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import type { OpenAnswer } from '../platform/open-answers/open-answers.ts';
import { Opens } from '../platform/open-answers/opens.decorator.ts';
import { AnswersOperation } from '../platform/operations/answers-operation.decorator.ts';
import {
  operationListSchema,
  operationParamsSchema,
  operationSchema,
  type OperationsQuery,
  operationsQuerySchema,
  operationView,
} from '../platform/operations/operations.schema.ts';
import { WatchOperation } from './watch-operation.usecase.ts';

/** A client that reconnects sends the id of the last event it saw. */
const lastEventIdSchema = z.coerce.number().int().min(0).default(0).catch(0);

@Tagged('operations', 'Work that continues after the response to its request')
@Controller('v1/operations')
export class OperationsController {
  constructor(
    private readonly operations: OperationStore,
    private readonly cancelOperation: CancelOperation,
    private readonly watchOperation: WatchOperation,
  ) {}

  @Get()
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'listOperations',
    summary: 'List operations, newest first',
    description: 'Lists the operations of the tenant.',
  })
  @AnswersPage(operationListSchema, operationView)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: operationsQuerySchema }) { limit, after, status, type }: OperationsQuery,
  ): Promise<Page<Operation>> {
    return this.operations.list(principal.tenantId, { limit, after, status, type });
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'getOperation',
    summary: 'Get an operation',
    description: 'Poll it until `status` is `succeeded`, `failed` or `canceled`, or watch its events instead.',
  })
  @AnswersResource(operationSchema, operationView, ({ status }) => !isTerminal(OPERATION_TRANSITIONS, status))
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: operationParamsSchema }) { id }: { id: string },
  ): Promise<Stored<Operation>> {
    return this.operations.get(principal.tenantId, id);
  }

  @Post(':id/cancel')
  @Roles('Voice.Enroll', 'Voice.Synthesize')
  @Fails('state-conflict')
  @ApiOperation({
    operationId: 'cancelOperation',
    summary: 'Cancel an operation',
    description:
      'Queued work never starts. A running synthesis stops within seconds. An enrollment can be canceled until it is submitted to Azure.',
  })
  @AnswersOperation()
  async cancel(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: operationParamsSchema }) { id }: { id: string },
  ): Promise<Operation> {
    return this.cancelOperation.execute(principal, id);
  }

  @Get(':id/events')
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @Fails('too-many-open-requests')
  @ApiOperation({
    operationId: 'watchOperation',
    summary: 'Stream the events of an operation',
    description:
      'Server-sent events, one for each change, until the operation has ended or the token expires. The stream resumes after `Last-Event-ID`. An `EventSource` connects again by itself: it gets 204, which ends it, when the operation has ended and it has seen all events. Each caller may have 32 streams open at each replica.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Id of the last event that the client has seen',
    // Not a number, although it is one: orval puts it among the headers as it is.
    schema: { type: 'string', pattern: '^[0-9]+$', example: '3' },
  })
  // No 204: beside an answer that is not JSON, Kiota makes a method of it that returns nothing.
  @ApiOkResponse({ content: binaryContent(['text/event-stream']), description: 'The events, as they happen' })
  async watch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: operationParamsSchema }) { id }: { id: string },
    @Headers('last-event-id') lastEventId: string | undefined,
    @Opens('events') open: () => OpenAnswer,
  ): Promise<Answer<StreamableFile | undefined>> {
    const events = await this.watchOperation.execute(principal, id, lastEventIdSchema.parse(lastEventId), open());
    // HTML, "Server-sent events": a client stops connecting again when it is answered with 204.
    if (!events)
      return new Answer(undefined, { status: HttpStatus.NO_CONTENT, headers: { 'cache-control': 'no-store' } });
    const stream = new StreamableFile(Readable.from(events, { objectMode: false }), {
      type: 'text/event-stream; charset=utf-8',
    });
    return new Answer(stream, { headers: { 'cache-control': 'no-store', 'x-accel-buffering': 'no' } });
  }
}
