import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type Page, type RequestIds, type Stored } from '#documents';
import type { Consent, Operation } from '#domain';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import { AnswersOperation } from '../operations/answers-operation.decorator.ts';
import { Answer } from '../platform/answers/answer.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
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
    private readonly documents: DocumentStore,
  ) {}

  @Post()
  @Roles('Voice.Enroll')
  @ApiOperation({
    summary: 'Ask a person for consent',
    description:
      'Answers the statement to read aloud. With `uploadId` (a recording of it) the verification starts at once.',
  })
  @ApiCreatedResponse({ standardSchema: consentSchema })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createConsentSchema }) body: CreateConsentBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Answer<ConsentView>> {
    const consent = await this.createConsent.execute(principal, body, ids);
    return new Answer(consentView(consent), { headers: { location: `/v1/consents/${consent.id}` } });
  }

  @Post(':id/recording')
  @Roles('Voice.Enroll')
  @RouteSettings({ tier: 'training' })
  @ApiOperation({
    summary: 'Hand in the recording of the statement',
    description:
      'One recording proves one consent of the tenant, however often it is uploaded: 409 `recording-already-used` names the consent that has it. One that was given for a consent which was revoked or has expired is not taken again.',
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
  @ApiOperation({
    summary: 'Take a consent back',
    description:
      'By its owner, or with the role `Voice.Admin`, in every state. All consents that were given with the same recording are revoked with it. From the answer on none of their voices may speak: what they are speaking breaks off within two seconds, what is queued is canceled. With `erase` the person is erased too; what is left is a signed receipt, which `GET /v1/consents/{id}` answers.',
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
  @ApiOperation({ summary: 'List consents, newest first' })
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
  @ApiOperation({ summary: 'Read a consent' })
  @AnswersResource(consentSchema, consentView)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: consentParamsSchema }) { id }: { id: string },
  ): Promise<Stored<Consent>> {
    return this.documents.get('consent', principal.tenantId, id);
  }
}
