import { Body, Controller, Delete, Get, Headers, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type Page, type RequestIds, type Stored } from '#documents';
import type { Operation, Synthesis } from '#domain';
import {
  CreateSynthesis,
  type CreateSynthesisBody,
  createSynthesisSchema,
  MAX_TEXT_CHARACTERS,
  type SpeechEstimate,
  speechEstimateSchema,
} from '#intake';
import { LEXICON_MAX_CHARACTERS, LEXICON_MAX_ENTRIES, OUTPUT_FORMAT_NAMES, outputFormat } from '#speech';
import { binaryContent } from '../platform/openapi/binary-content.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { IF_MATCH } from '../platform/openapi/request-headers.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { TEXT_CODES, VOICE_CODES } from '../platform/resources/codes.ts';
import { shown, shownPage } from '../platform/resources/shown.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import { Answer } from '../platform/answers/answer.ts';
import { AnswersOperation } from '../platform/operations/answers-operation.decorator.ts';
import { PROVENANCE_HEADERS } from '../platform/answers/provenance-headers.ts';
import { AnswersDownload, type Download } from '../platform/answers/download.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { EstimateSpeech } from '../speech/estimate-speech.service.ts';
import { CAPTIONS_MEDIA_TYPES } from './captions.ts';
import { DeleteSynthesis } from './delete-synthesis.usecase.ts';
import { ReadAudio } from './read-audio.usecase.ts';
import { ReadCaptions } from './read-captions.usecase.ts';
import { ReadTimings } from './read-timings.usecase.ts';
import {
  type SynthesesQuery,
  synthesesQuerySchema,
  synthesisListSchema,
  synthesisParamsSchema,
  synthesisSchema,
  synthesisView,
  type CaptionsQuery,
  captionsQuerySchema,
  timingsSchema,
} from './syntheses.schema.ts';

/** The longest text and the largest lexicon, with each UTF-16 code unit written as `\uXXXX`, and room for what stands around them. */
const BODY_LIMIT_BYTES = 6 * (MAX_TEXT_CHARACTERS + LEXICON_MAX_ENTRIES * 2 * LEXICON_MAX_CHARACTERS) + 128 * 1024;

@Tagged('syntheses', 'Texts that are queued to be spoken, and their audio')
@Controller('v1/syntheses')
export class SynthesesController {
  constructor(
    private readonly createSynthesis: CreateSynthesis,
    private readonly deleteSynthesis: DeleteSynthesis,
    private readonly estimateSpeech: EstimateSpeech,
    private readonly readTimings: ReadTimings,
    private readonly readCaptions: ReadCaptions,
    private readonly readAudio: ReadAudio,
    private readonly documents: DocumentStore,
  ) {}

  @Post()
  @Roles('Voice.Synthesize')
  @Idempotency({ required: true, repeats: 'operation' })
  @RouteSettings({ tier: 'synthesis', bodyLimit: BODY_LIMIT_BYTES })
  @Fails(...VOICE_CODES, ...TEXT_CODES, 'budget-exhausted')
  @ApiOperation({
    operationId: 'createSynthesis',
    summary: 'Create a synthesis',
    description:
      'A voice speaks a text of up to 200,000 characters, or SSML. The audio can then be downloaded. With `store: false` it is kept for a day at most. `POST /v1/syntheses/estimates` says what it would cost.',
  })
  @AnswersOperation()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createSynthesisSchema }) body: CreateSynthesisBody,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Operation> {
    return this.createSynthesis.execute(principal, body, ids);
  }

  @Post('estimates')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Synthesize')
  @Idempotency({ repeats: 'nothing' })
  @RouteSettings({ tier: 'synthesis', bodyLimit: BODY_LIMIT_BYTES })
  @Fails(...VOICE_CODES, ...TEXT_CODES)
  @ApiOperation({
    operationId: 'estimateSynthesis',
    summary: 'Estimate the cost of a synthesis',
    description:
      'Nothing is spoken. Translation and preparation are billed, so they are skipped: with `translateTo` or `prepare` the spoken text may be longer than the estimated one.',
  })
  @ApiOkResponse({ standardSchema: speechEstimateSchema, description: 'The estimate' })
  async estimate(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createSynthesisSchema }) body: CreateSynthesisBody,
  ): Promise<SpeechEstimate> {
    return this.estimateSpeech.execute(principal, body);
  }

  @Get()
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'listSyntheses',
    summary: 'List syntheses, newest first',
    description: 'Lists the syntheses of the tenant, without their texts.',
  })
  @AnswersPage(synthesisListSchema, synthesisView)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: synthesesQuerySchema }) { limit, after, status, voiceId }: SynthesesQuery,
  ): Promise<Page<Synthesis>> {
    const where = { ...(status && { status }), ...(voiceId && { voiceId }) };
    return shownPage(await this.documents.list('synthesis', principal.tenantId, { limit, after, where }));
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'getSynthesis',
    summary: 'Get a synthesis',
    description: 'Returns the state of the synthesis, and where its audio is when it has succeeded.',
  })
  @AnswersResource(synthesisSchema, synthesisView)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
  ): Promise<Stored<Synthesis>> {
    return shown(await this.documents.get('synthesis', principal.tenantId, id));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Roles('Voice.Synthesize')
  @Fails('state-conflict')
  @ApiOperation({
    operationId: 'deleteSynthesis',
    summary: 'Delete a synthesis with its text, audio and timings',
    description:
      'Allowed for the creator, and with the role Voice.Admin. The synthesis must have ended: cancel a running one first. Its operation is kept.',
  })
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse({ description: 'The synthesis was deleted' })
  async delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.deleteSynthesis.execute(principal, id, ifMatch);
  }

  @Get(':id/audio')
  @Roles('Voice.Synthesize')
  @Fails(...VOICE_CODES, 'synthesis-not-ready')
  @ApiOperation({
    operationId: 'getSynthesisAudio',
    summary: 'Download the audio of a synthesis, whole or by range',
    description:
      'Supports one range of bytes, conditions by ETag, and HEAD. The consent and the grants are checked each time.',
  })
  @AnswersDownload(OUTPUT_FORMAT_NAMES.map((name) => outputFormat(name).contentType), ...PROVENANCE_HEADERS)
  async audio(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
  ): Promise<Download> {
    return this.readAudio.execute(principal, id);
  }

  @Get(':id/timings')
  @Roles('Voice.Synthesize')
  @Fails(...VOICE_CODES, 'synthesis-not-ready')
  @ApiOperation({
    operationId: 'getSynthesisTimings',
    summary: 'Get word and sentence timings',
    description:
      'Returns when each word and sentence is said. Words are empty if the base model of the voice reports none.',
  })
  @ApiOkResponse({ standardSchema: timingsSchema, description: 'The timings' })
  async timings(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
  ): Promise<Answer<string>> {
    return timed(await this.readTimings.execute(principal, id), 'application/json');
  }

  @Get(':id/captions')
  @Roles('Voice.Synthesize')
  @Fails(...VOICE_CODES, 'synthesis-not-ready')
  @ApiOperation({
    operationId: 'getSynthesisCaptions',
    summary: 'Get captions as WebVTT or SubRip',
    description: 'The sentences of the synthesis with their times, as a caption file for players.',
  })
  @ApiOkResponse({
    content: binaryContent(Object.values(CAPTIONS_MEDIA_TYPES)),
    description: 'The caption file, in UTF-8',
  })
  async captions(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
    @Query({ schema: captionsQuerySchema }) { format }: CaptionsQuery,
  ): Promise<Answer<string>> {
    return timed(await this.readCaptions.execute(principal, id, format), CAPTIONS_MEDIA_TYPES[format]);
  }
}

/** Whether it may be handed out can change: a cache has to ask each time. */
function timed(text: string, mediaType: string): Answer<string> {
  const headers = { 'content-type': `${mediaType}; charset=utf-8`, 'cache-control': 'private, no-cache' };
  return new Answer(text, { headers });
}
