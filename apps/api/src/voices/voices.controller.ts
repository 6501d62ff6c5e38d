import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type Page, type RequestIds, type Stored } from '#documents';
import { MAX_PROFESSIONAL_SAMPLES, MAX_SCRIPTS_CHARACTERS, type Operation, type Voice } from '#domain';
import { CreateVoice, type CreateVoiceBody, createVoiceSchema, DeleteVoice } from '#intake';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { IF_MATCH } from '../platform/openapi/request-headers.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { RECORDING_CODES } from '../platform/resources/codes.ts';
import { checkIfMatch } from '../platform/resources/if-match.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import { AnswersOperation } from '../platform/operations/answers-operation.decorator.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { UpdateVoice } from './update-voice.usecase.ts';
import {
  type DeleteVoiceQuery,
  deleteVoiceQuerySchema,
  type UpdateVoiceBody,
  updateVoiceSchema,
  voiceListSchema,
  voiceParamsSchema,
  voiceSchema,
  type VoicesQuery,
  voicesQuerySchema,
  voiceView,
} from './voices.schema.ts';

/** A character of a script takes six bytes as `\uXXXX`; beside its script each sample has an id and the names of its members. */
const BODY_LIMIT_BYTES = 6 * MAX_SCRIPTS_CHARACTERS + 128 * MAX_PROFESSIONAL_SAMPLES + 128 * 1024;

@Tagged('voices', 'Cloned voices: enrollment, grants and erasure')
@Controller('v1/voices')
export class VoicesController {
  constructor(
    private readonly createVoice: CreateVoice,
    private readonly updateVoice: UpdateVoice,
    private readonly deleteVoice: DeleteVoice,
    private readonly documents: DocumentStore,
  ) {}

  @Post()
  @Roles('Voice.Enroll')
  @Idempotency({ required: true })
  @RouteSettings({ tier: 'training', bodyLimit: BODY_LIMIT_BYTES })
  @Fails(...RECORDING_CODES, 'consent-not-active', 'url-refused', 'professional-voice-needs-url-transfer')
  @ApiOperation({
    operationId: 'createVoice',
    summary: 'Create a voice',
    description:
      'Creates a voice from uploaded samples and a consent. Name an existing consent by `consentId`, or send `consent` with a recording of the statement, which is verified first. A professional voice needs hundreds of samples, each with its `script`, and trains for a day or more. A deployment with closed storage does not offer it (`GET /v1/configuration`).',
  })
  @AnswersOperation()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createVoiceSchema }) body: CreateVoiceBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Operation> {
    return this.createVoice.execute(principal, body, ids);
  }

  @Get()
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'listVoices',
    summary: 'List voices, newest first',
    description: 'Lists the voices of the tenant, also those that are being enrolled or erased.',
  })
  @AnswersPage(voiceListSchema, voiceView)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: voicesQuerySchema }) { limit, after, status }: VoicesQuery,
  ): Promise<Page<Voice>> {
    const where = status && { status };
    return this.documents.list('voice', principal.tenantId, { limit, after, where });
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'getVoice',
    summary: 'Get a voice',
    description: 'Returns the state of the voice, and the receipt of its erasure when it was erased.',
  })
  @AnswersResource(voiceSchema, voiceView)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: voiceParamsSchema }) { id }: { id: string },
  ): Promise<Stored<Voice>> {
    return this.documents.get('voice', principal.tenantId, id);
  }

  @Patch(':id')
  @Roles('Voice.Enroll')
  @Fails('state-conflict')
  @ApiOperation({
    operationId: 'updateVoice',
    summary: 'Update the name or the grants of a voice',
    description: 'Allowed for the owner, and with the role `Voice.Admin`.',
  })
  @ApiHeader(IF_MATCH)
  @AnswersResource(voiceSchema, voiceView)
  async update(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: voiceParamsSchema }) { id }: { id: string },
    @Body({ schema: updateVoiceSchema }) body: UpdateVoiceBody,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<Stored<Voice>> {
    return this.updateVoice.execute(principal, id, body, ifMatch);
  }

  @Delete(':id')
  @Roles('Voice.Enroll')
  @Fails('state-conflict')
  @ApiOperation({
    operationId: 'deleteVoice',
    summary: 'Erase a voice and everything created with it',
    description:
      'Allowed for the owner, and with the role `Voice.Admin`. After the response the voice does not speak. Its consent is erased too, unless another voice was enrolled with it. `GET /v1/voices/{id}` then returns the signed receipt.',
  })
  @ApiHeader(IF_MATCH)
  @AnswersOperation()
  async erase(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: voiceParamsSchema }) { id }: { id: string },
    @Query({ schema: deleteVoiceQuerySchema }) { keepConsent }: DeleteVoiceQuery,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<Operation> {
    return this.deleteVoice.execute(principal, id, {
      keepConsent,
      assertUnchanged: (voice) => checkIfMatch(ifMatch, voice),
    });
  }
}
