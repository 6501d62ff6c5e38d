import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type RequestIds } from '#documents';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { OperationAnswer } from '../operations/operation-answer.ts';
import { TakesPreferWait } from '../operations/prefer.decorator.ts';
import { operationSchema, type OperationView } from '../operations/operations.schema.ts';
import { entityTag, pageView, type PageView } from '../platform/resources/page.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import {
  consentListSchema,
  consentParamsSchema,
  type ConsentRecordingBody,
  consentRecordingSchema,
  consentSchema,
  type ConsentsQuery,
  consentsQuerySchema,
  type ConsentView,
  consentView,
  type CreateConsentBody,
  createConsentSchema,
  type RevokeConsentBody,
  revokeConsentSchema,
} from './consents.schema.ts';
import { CreateConsent } from './create-consent.service.ts';
import { RevokeConsent } from './revoke-consent.usecase.ts';
import { SubmitConsentRecording } from './submit-consent-recording.usecase.ts';

@ApiTags('consents')
@Controller('v1/consents')
export class ConsentsController {
  constructor(
    private readonly createConsent: CreateConsent,
    private readonly submitRecording: SubmitConsentRecording,
    private readonly revokeConsent: RevokeConsent,
    private readonly answer: OperationAnswer,
    private readonly documents: DocumentStore,
  ) {}

  @Post()
  @Roles('Voice.Enroll')
  @ApiOperation({
    summary: 'Create a consent',
    description:
      'Returns the statement to read aloud. With `uploadId` (a recording of the statement) the verification starts at once.',
  })
  @ApiCreatedResponse({ standardSchema: consentSchema })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createConsentSchema }) body: CreateConsentBody,
    @CurrentRequestIds() ids: RequestIds,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConsentView> {
    const consent = await this.createConsent.execute(principal, body, ids);
    void reply.header('location', `/v1/consents/${consent.id}`);
    return consentView(consent);
  }

  @Post(':id/recording')
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Enroll')
  @RouteSettings({ tier: 'training' })
  @ApiOperation({
    summary: 'Submit the consent recording',
    description:
      'In a tenant one recording proves one consent, even if it is uploaded several times: 409 `recording-already-used` names the other consent. A recording of a revoked or expired consent is refused.',
  })
  @ApiAcceptedResponse({ standardSchema: operationSchema })
  @TakesPreferWait()
  async submit(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: consentParamsSchema }) { id }: { id: string },
    @Body({ schema: consentRecordingSchema }) { uploadId }: ConsentRecordingBody,
    @CurrentRequestIds() ids: RequestIds,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return this.answer.accepted(await this.submitRecording.execute(principal, id, uploadId, ids), request, reply);
  }

  @Post(':id/revoke')
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Enroll')
  @ApiOperation({
    summary: 'Revoke a consent',
    description:
      'Allowed in every state for the owner, and with the role `Voice.Admin`. All consents with the same recording are revoked. After the response none of their voices may speak: live speech ends within two seconds, and queued work is canceled. With `erase` the person is erased too. `GET /v1/consents/{id}` then returns the signed receipt.',
  })
  @ApiBody({ required: false, schema: { $ref: '#/components/schemas/RevokeConsent' } })
  @ApiAcceptedResponse({ standardSchema: operationSchema })
  @TakesPreferWait()
  async revoke(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: consentParamsSchema }) { id }: { id: string },
    @Body({ schema: revokeConsentSchema.prefault({}) }) { erase }: RevokeConsentBody,
    @CurrentRequestIds() ids: RequestIds,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return this.answer.accepted(await this.revokeConsent.execute(principal, id, erase, ids), request, reply);
  }

  @Get()
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({ summary: 'List consents, newest first' })
  @ApiOkResponse({ standardSchema: consentListSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: consentsQuerySchema }) { limit, after, status }: ConsentsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<ConsentView>> {
    const where = status && { status };
    const page = await this.documents.list('consent', principal.tenantId, { limit, after, where });
    return pageView(page, consentView, request, reply);
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({ summary: 'Get a consent' })
  @ApiOkResponse({ standardSchema: consentSchema })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: consentParamsSchema }) { id }: { id: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConsentView> {
    const consent = await this.documents.get('consent', principal.tenantId, id);
    void reply.header('etag', entityTag(consent.etag));
    return consentView(consent);
  }
}
