import { Readable } from 'node:stream';
import {
  Controller,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, OperationStore } from '#documents';
import { ShutdownState } from '#observability';
import { OpenAnswers } from '../platform/open-answers/open-answers.ts';
import { entityTag, pageView, type PageView } from '../platform/resources/page.ts';
import { CancelOperation } from './cancel-operation.service.ts';
import { OperationAnswer } from './operation-answer.ts';
import { TakesPreferWait } from './prefer.decorator.ts';
import { operationEvents } from './operation-events.ts';
import { OperationWatches } from './operation-watches.ts';
import {
  operationListSchema,
  operationParamsSchema,
  operationSchema,
  type OperationsQuery,
  operationsQuerySchema,
  type OperationView,
  operationView,
} from './operations.schema.ts';

/** A client that reconnects sends the id of the last event it saw. */
const lastEventIdSchema = z.coerce.number().int().min(0).default(0).catch(0);

@ApiTags('operations')
@Controller('v1/operations')
export class OperationsController {
  constructor(
    private readonly documents: DocumentStore,
    private readonly operations: OperationStore,
    private readonly cancelOperation: CancelOperation,
    private readonly answer: OperationAnswer,
    private readonly shutdown: ShutdownState,
    private readonly openAnswers: OpenAnswers,
    private readonly watches: OperationWatches,
  ) {}

  @Get()
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({ summary: 'List operations, newest first' })
  @ApiOkResponse({ standardSchema: operationListSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: operationsQuerySchema }) { limit, after, status, type }: OperationsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<OperationView>> {
    const where = { ...(status && { status }), ...(type && { type }) };
    const page = await this.documents.list('operation', principal.tenantId, { limit, after, where });
    return pageView(page, operationView, request, reply);
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({ summary: 'Get an operation' })
  @ApiOkResponse({ standardSchema: operationSchema })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: operationParamsSchema }) { id }: { id: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const operation = await this.operations.get(principal.tenantId, id);
    void reply.header('etag', entityTag(operation.etag));
    return operationView(operation);
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({
    summary: 'Cancel an operation',
    description:
      'Queued work never starts. A running synthesis stops within seconds. An enrolment can be canceled until it is submitted to Azure.',
  })
  @ApiAcceptedResponse({ standardSchema: operationSchema })
  @TakesPreferWait()
  async cancel(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: operationParamsSchema }) { id }: { id: string },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return this.answer.accepted(await this.cancelOperation.execute(principal, id), request, reply);
  }

  @Get(':id/events')
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({
    summary: 'Stream the events of an operation',
    description:
      'Server-sent events, one for each change, until the operation has ended or the token expires. The stream resumes after `Last-Event-ID`. Each caller may have 32 streams open at each replica.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, schema: { type: 'integer', minimum: 0 } })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async watch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: operationParamsSchema }) { id }: { id: string },
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { ended, closed } = this.openAnswers.open('events', request, reply);
    const watched = this.watches.watch(principal.tenantId, id);
    void closed.then(() => watched[Symbol.dispose]());
    // A missing operation is a 404, not a stream that breaks.
    await watched.read();
    const signal = AbortSignal.any([ended, this.shutdown.signal]);
    void reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no');
    const events = operationEvents(() => watched.read(), lastEventIdSchema.parse(lastEventId), signal);
    return new StreamableFile(Readable.from(events, { objectMode: false }), {
      type: 'text/event-stream; charset=utf-8',
    });
  }
}
