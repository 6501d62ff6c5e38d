import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type RequestIds } from '#storage';
import { CurrentRequestIds } from '../idempotency/current-request-ids.ts';
import { Idempotency } from '../idempotency/idempotency-policy.ts';
import { OperationAnswer } from '../operations/operation-answer.ts';
import { TakesPreferWait } from '../operations/prefer.decorator.ts';
import { operationSchema, type OperationView } from '../operations/operations.schema.ts';
import { entityTag, pageView, type PageView } from '../resources/page.ts';
import { CreateVoice } from './create-voice.usecase.ts';
import {
  type CreateVoiceBody,
  createVoiceSchema,
  voiceListSchema,
  voiceParamsSchema,
  voiceSchema,
  type VoicesQuery,
  voicesQuerySchema,
  type VoiceView,
  voiceView,
} from './voices.schema.ts';

@ApiTags('voices')
@Controller('v1/voices')
export class VoicesController {
  constructor(
    @Inject(CreateVoice) private readonly createVoice: CreateVoice,
    @Inject(OperationAnswer) private readonly answer: OperationAnswer,
    @Inject(DocumentStore) private readonly documents: DocumentStore,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Enroll')
  @Idempotency({ required: true })
  @ApiOperation({
    summary: 'Enrol a voice',
    description:
      'From uploaded samples and a consent: an existing one by `consentId`, or `consent` with a recording of the statement, which is then verified first.',
  })
  @ApiAcceptedResponse({ standardSchema: operationSchema })
  @TakesPreferWait()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createVoiceSchema }) body: CreateVoiceBody,
    @CurrentRequestIds() ids: RequestIds,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return this.answer.accepted(await this.createVoice.execute(principal, body, ids), request, reply);
  }

  @Get()
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({ summary: 'List voices, newest first' })
  @ApiOkResponse({ standardSchema: voiceListSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: voicesQuerySchema }) { limit, after, status }: VoicesQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<VoiceView>> {
    const where = status && { status };
    const page = await this.documents.list('voice', principal.tenantId, { limit, after, where });
    return pageView(page, voiceView, request, reply);
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({ summary: 'Read a voice' })
  @ApiOkResponse({ standardSchema: voiceSchema })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: voiceParamsSchema }) { id }: { id: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VoiceView> {
    const voice = await this.documents.get('voice', principal.tenantId, id);
    void reply.header('etag', entityTag(voice.etag));
    return voiceView(voice);
  }
}
