import { Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { CONFIG, type Config } from '#config';
import { cursorOf, DocumentStore, type RequestIds } from '#documents';
import { ServiceError } from '#domain';
import { CreateConsent, CreateVoice } from '#intake';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { RECORDING_CODES } from '../platform/resources/codes.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { Contributes } from '../platform/contribution.ts';
import { TakesForm } from '../platform/openapi/form.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { ReceiveUpload } from '../uploads/receive-upload.service.ts';
import { TemporarySlots } from '../uploads/temporary-slots.service.ts';
import { type FormOptions, withOpenAiForm } from './openai-form.ts';
import { OPENAI_CONTRIBUTION } from './openai.contribution.ts';
import {
  consentFormSchema,
  openAiConsentFormSchema,
  openAiConsentListSchema,
  openAiVoiceFormSchema,
  openAiConsentParamsSchema,
  openAiConsentSchema,
  openAiConsentView,
  openAiList,
  type OpenAiListQuery,
  openAiListQuerySchema,
  type OpenAiVoice,
  type OpenAiVoiceConsent,
  openAiVoiceList,
  openAiVoiceListSchema,
  openAiVoiceSchema,
  openAiVoiceView,
  voiceFormSchema,
} from './openai-voices.schema.ts';

/** Consents and voices for clients of the OpenAI API: the same as those of `/v1/consents` and `/v1/voices`. */
@ApiTags('openai')
@Contributes(OPENAI_CONTRIBUTION)
@Controller('v1/audio')
export class OpenAiVoicesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly recordings: ReceiveUpload,
    private readonly createConsent: CreateConsent,
    private readonly createVoice: CreateVoice,
    private readonly slots: TemporarySlots,
  ) {}

  @Get('voices')
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'listOpenAiVoices',
    summary: 'List ready voices, newest first (OpenAI-compatible)',
    description: 'Lists the voices of the tenant that can speak, in the format of OpenAI’s API.',
  })
  @ApiOkResponse({ standardSchema: openAiVoiceListSchema, description: 'The voices' })
  async voices(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query({ schema: openAiListQuerySchema }) query: OpenAiListQuery,
  ): Promise<ReturnType<typeof openAiVoiceList>> {
    const page = await this.documents.list('voice', tenantId, { ...listOptions(query), where: { status: 'ready' } });
    return openAiVoiceList(page.data.map(openAiVoiceView), page.next !== undefined);
  }

  @Post('voices')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Enroll')
  @RouteSettings({ tier: 'training', form: '-F name=Ada -F consent=cns_… -F audio_sample=@a.wav' })
  @Fails(...RECORDING_CODES, 'consent-not-active', 'upload-too-slow')
  @ApiOperation({
    operationId: 'createOpenAiVoice',
    summary: 'Create a voice from a recording (OpenAI-compatible)',
    description: 'Returns at once. The voice becomes `ready` a few minutes later.',
  })
  @TakesForm(openAiVoiceFormSchema)
  @ApiOkResponse({ standardSchema: openAiVoiceSchema, description: 'The voice, which is not ready yet' })
  async enrol(
    @CurrentPrincipal() principal: Principal,
    @CurrentRequestIds() ids: RequestIds,
    @Req() request: FastifyRequest,
  ): Promise<OpenAiVoice> {
    const form = { fields: voiceFormSchema, file: 'audio_sample', ...this.formOptions(principal) };
    return withOpenAiForm(request, form, async ({ name, consent: consentId }, file) => {
      const upload = await this.recordings.store(principal, 'sample', file, ids);
      const samples = [{ uploadId: upload.id }];
      const { subject, createdAt } = await this.createVoice.execute(
        principal,
        { name, kind: 'personal', consentId, samples },
        ids,
      );
      return openAiVoiceView({ id: subject.id, name, createdAt, status: 'draft' });
    });
  }

  @Get('voice_consents')
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({
    operationId: 'listOpenAiVoiceConsents',
    summary: 'List consents, newest first',
    description: 'Lists all consents of the tenant, in the format of OpenAI’s API.',
  })
  @ApiOkResponse({ standardSchema: openAiConsentListSchema, description: 'The consents' })
  async consents(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query({ schema: openAiListQuerySchema }) query: OpenAiListQuery,
  ): Promise<ReturnType<typeof openAiList<OpenAiVoiceConsent>>> {
    const page = await this.documents.list('consent', tenantId, listOptions(query));
    return openAiList(page.data.map(openAiConsentView), page.next !== undefined);
  }

  @Post('voice_consents')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Enroll')
  @RouteSettings({ tier: 'training', form: '-F name=Ada -F language=en-US -F recording=@a.wav' })
  @Fails(...RECORDING_CODES, 'upload-too-slow')
  @ApiOperation({
    operationId: 'createOpenAiVoiceConsent',
    summary: 'Create a consent with its recording (OpenAI-compatible)',
    description:
      'The recording must contain the statement from `GET /v1/consent-statements` in its language, with the names of the person and the company. The verification starts at once; poll `status`.',
  })
  @TakesForm(openAiConsentFormSchema)
  @ApiOkResponse({ standardSchema: openAiConsentSchema, description: 'The consent' })
  async consent(
    @CurrentPrincipal() principal: Principal,
    @CurrentRequestIds() ids: RequestIds,
    @Req() request: FastifyRequest,
  ): Promise<OpenAiVoiceConsent> {
    const form = { fields: consentFormSchema, file: 'recording', ...this.formOptions(principal) };
    return withOpenAiForm(request, form, async (fields, file) => {
      const { name: voiceTalentName, language: locale, company_name: companyName = this.companyName() } = fields;
      const upload = await this.recordings.store(principal, 'consent', file, ids);
      const body = { voiceTalentName, companyName, locale, uploadId: upload.id };
      return openAiConsentView(await this.createConsent.execute(principal, body, ids));
    });
  }

  @Get('voice_consents/:id')
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({
    operationId: 'getOpenAiVoiceConsent',
    summary: 'Get a consent',
    description: 'Poll `status` until it is `active` or `rejected`.',
  })
  @ApiOkResponse({ standardSchema: openAiConsentSchema, description: 'The consent' })
  async getConsent(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param({ schema: openAiConsentParamsSchema }) { id }: { id: string },
  ): Promise<OpenAiVoiceConsent> {
    return openAiConsentView(await this.documents.get('consent', tenantId, id));
  }

  private formOptions({ tenantId }: Principal): Pick<FormOptions<never>, 'maxBytes' | 'direct' | 'slots' | 'tenantId'> {
    const { temporaryMaxBytes: maxBytes, direct } = this.config.uploads;
    return { maxBytes, direct, slots: this.slots, tenantId };
  }

  private companyName(): string {
    const { companyName } = this.config.openai;
    if (companyName !== undefined) return companyName;
    throw new ServiceError('invalid-request', 'The company of the consent is missing.', {
      fields: [
        { pointer: '/company_name', code: 'required', detail: 'is missing, and OPENAI_COMPANY_NAME is not set' },
      ],
    });
  }
}

function listOptions({ limit, after }: OpenAiListQuery): { limit: number; after: string | undefined } {
  return { limit, after: after === undefined ? undefined : cursorOf(after) };
}
