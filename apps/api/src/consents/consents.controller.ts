import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type Page, type RequestIds, type Stored } from '#documents';
import type { Consent, Operation } from '#domain';
import {
  type ConsentRecordingBody,
  consentRecordingSchema,
  CreateConsent,
  type CreateConsentBody,
  createConsentSchema,
  SubmitConsentRecording,
} from '#intake';
import { entityTag } from '../platform/answers/entity-tag.ts';
import { headers } from '../platform/openapi/response-headers.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { RECORDING_CODES } from '../platform/resources/codes.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import { AnswersOperation } from '../platform/operations/answers-operation.decorator.ts';
import { Answer } from '../platform/answers/answer.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import {
  consentListSchema,
  consentParamsSchema,
  consentSchema,
  type ConsentsQuery,
  consentsQuerySchema,
  type ConsentView,
  consentView,
  type RevokeConsentBody,
  revokeConsentSchema,
} from './consents.schema.ts';
import { RevokeConsent } from './revoke-consent.usecase.ts';

@Tagged('consents', 'Spoken consents of the people whose voices are cloned')
@Controller('v1/consents')
export class ConsentsController {
  constructor(
    private readonly createConsent: CreateConsent,
    private readonly submitRecording: SubmitConsentRecording,
    private readonly revokeConsent: RevokeConsent,
    private readonly documents: DocumentStore,
  ) {}

  @Post()
  @Roles('Voice.Enroll')
  @Fails(...RECORDING_CODES)
  @ApiOperation({
    operationId: 'createConsent',
    summary: 'Create a consent',
    description:
      'Returns the statement to read aloud. With `uploadId` (a recording of the statement) the verification starts at once.',
  })
  @ApiCreatedResponse({
    standardSchema: consentSchema,
    description: 'The consent, with the statement to read aloud',
    headers: headers('Location', 'ETag'),
  })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createConsentSchema }) body: CreateConsentBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Answer<ConsentView>> {
    const consent = await this.createConsent.execute(principal, body, ids);
    return new Answer(consentView(consent), {
      headers: { location: `/v1/consents/${consent.id}`, etag: entityTag(consent.etag) },
    });
  }

  @Post(':id/recording')
  @Roles('Voice.Enroll')
  @RouteSettings({ tier: 'training' })
  @Fails(...RECORDING_CODES, 'state-conflict')
  @ApiOperation({
    operationId: 'submitConsentRecording',
    summary: 'Submit the consent recording',
    description:
      'In a tenant one recording proves one consent, even if it is uploaded several times: 409 `recording-already-used` names the other consent. A recording of a revoked or expired consent is refused.',
  })
  @AnswersOperation()
  async submit(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: consentParamsSchema }) { id }: { id: string },
    @Body({ schema: consentRecordingSchema }) { uploadId }: ConsentRecordingBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Operation> {
    return this.submitRecording.execute(principal, id, uploadId, ids);
  }

  @Post(':id/revoke')
  @Roles('Voice.Enroll')
  @Fails('state-conflict')
  @ApiOperation({
    operationId: 'revokeConsent',
    summary: 'Revoke a consent',
    description:
      'Allowed in every state for the owner, and with the role `Voice.Admin`. All consents with the same recording are revoked. After the response none of their voices may speak: live speech ends within two seconds, and queued work is canceled. With `erase` the person is erased too. `GET /v1/consents/{id}` then returns the signed receipt.',
  })
  @ApiBody({ required: false, schema: { $ref: '#/components/schemas/RevokeConsent' } })
  @AnswersOperation()
  async revoke(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: consentParamsSchema }) { id }: { id: string },
    @Body({ schema: revokeConsentSchema.prefault({}) }) { erase }: RevokeConsentBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Operation> {
    return this.revokeConsent.execute(principal, id, erase, ids);
  }

  @Get()
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({
    operationId: 'listConsents',
    summary: 'List consents, newest first',
    description: 'Lists the consents of the tenant, also those that were revoked.',
  })
  @AnswersPage(consentListSchema, consentView)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: consentsQuerySchema }) { limit, after, status }: ConsentsQuery,
  ): Promise<Page<Consent>> {
    const where = status && { status };
    return this.documents.list('consent', principal.tenantId, { limit, after, where });
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({
    operationId: 'getConsent',
    summary: 'Get a consent',
    description: 'Returns the state of the consent, and how its recording compares with the statement.',
  })
  @AnswersResource(consentSchema, consentView)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: consentParamsSchema }) { id }: { id: string },
  ): Promise<Stored<Consent>> {
    return this.documents.get('consent', principal.tenantId, id);
  }
}
