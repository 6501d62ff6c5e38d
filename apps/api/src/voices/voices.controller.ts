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
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type RequestIds } from '#documents';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { OperationAnswer } from '../operations/operation-answer.ts';
import { TakesPreferWait } from '../operations/prefer.decorator.ts';
import { operationSchema, type OperationView } from '../operations/operations.schema.ts';
import { entityTag, pageView, type PageView } from '../platform/resources/page.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { CreateVoice } from './create-voice.service.ts';
import { DeleteVoice } from './delete-voice.usecase.ts';
import { UpdateVoice } from './update-voice.usecase.ts';
import {
  type CreateVoiceBody,
  createVoiceSchema,
  type DeleteVoiceQuery,
  deleteVoiceQuerySchema,
  type UpdateVoiceBody,
  updateVoiceSchema,
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
    private readonly createVoice: CreateVoice,
    private readonly updateVoice: UpdateVoice,
    private readonly deleteVoice: DeleteVoice,
    private readonly answer: OperationAnswer,
    private readonly documents: DocumentStore,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Enroll')
  @Idempotency({ required: true })
  @RouteSettings({ tier: 'training' })
  @ApiOperation({
    summary: 'Create a voice',
    description:
      'Creates a voice from uploaded samples and a consent. Name an existing consent by `consentId`, or send `consent` with a recording of the statement, which is verified first.',
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
  @ApiOperation({ summary: 'Get a voice' })
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

  @Patch(':id')
  @Roles('Voice.Enroll')
  @ApiOperation({
    summary: 'Update the name or the grants of a voice',
    description: 'Allowed for the owner, and with the role `Voice.Admin`.',
  })
  @ApiHeader({ name: 'If-Match', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ standardSchema: voiceSchema })
  async update(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: voiceParamsSchema }) { id }: { id: string },
    @Body({ schema: updateVoiceSchema }) body: UpdateVoiceBody,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VoiceView> {
    const voice = await this.updateVoice.execute(principal, id, body, ifMatch);
    void reply.header('etag', entityTag(voice.etag));
    return voiceView(voice);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Enroll')
  @ApiOperation({
    summary: 'Erase a voice and everything created with it',
    description:
      'Allowed for the owner, and with the role `Voice.Admin`. After the response the voice does not speak. Its consent is erased too, unless another voice was enrolled with it. `GET /v1/voices/{id}` then returns the signed receipt.',
  })
  @ApiHeader({ name: 'If-Match', required: false, schema: { type: 'string' } })
  @ApiAcceptedResponse({ standardSchema: operationSchema })
  @TakesPreferWait()
  async erase(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: voiceParamsSchema }) { id }: { id: string },
    @Query({ schema: deleteVoiceQuerySchema }) { keepConsent }: DeleteVoiceQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const operation = await this.deleteVoice.execute(principal, id, { keepConsent: keepConsent === 'true', ifMatch });
    return this.answer.accepted(operation, request, reply);
  }
}
