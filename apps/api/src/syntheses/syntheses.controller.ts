import { Body, Controller, Delete, Get, Headers, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type Page, type RequestIds, type Stored } from '#documents';
import type { Operation, Synthesis } from '#domain';
import { LEXICON_MAX_CHARACTERS, LEXICON_MAX_ENTRIES, OUTPUT_FORMAT_NAMES, outputFormat } from '#speech';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import { Answer } from '../platform/answers/answer.ts';
import { AnswersOperation } from '../platform/operations/answers-operation.decorator.ts';
import { AnswersDownload, type Download } from '../platform/answers/download.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { EstimateSpeech } from '../speech/estimate-speech.service.ts';
import {
  type DryRunQuery,
  dryRunQuerySchema,
  MAX_TEXT_CHARACTERS,
  type SpeechEstimate,
} from '../platform/resources/speech.schema.ts';
import { CreateSynthesis } from './create-synthesis.usecase.ts';
import { DeleteSynthesis } from './delete-synthesis.usecase.ts';
import { ReadAudio } from './read-audio.usecase.ts';
import { ReadTimings } from './read-timings.usecase.ts';
import {
  type CreateSynthesisBody,
  createSynthesisSchema,
  type SynthesesQuery,
  synthesesQuerySchema,
  synthesisListSchema,
  synthesisParamsSchema,
  synthesisSchema,
  synthesisView,
  type TimingsQuery,
  timingsQuerySchema,
  timingsSchema,
} from './syntheses.schema.ts';
import { TIMINGS_MEDIA_TYPES, timingsFormat } from './timings-format.ts';

/** The longest text and the largest lexicon, with each UTF-16 code unit written as `\uXXXX`, and room for what stands around them. */
const BODY_LIMIT_BYTES = 6 * (MAX_TEXT_CHARACTERS + LEXICON_MAX_ENTRIES * 2 * LEXICON_MAX_CHARACTERS) + 128 * 1024;

const AUDIO_CONTENT = Object.fromEntries(
  OUTPUT_FORMAT_NAMES.map((name) => [outputFormat(name).contentType, { schema: { type: 'string', format: 'binary' } }]),
);

@ApiTags('syntheses')
@Controller('v1/syntheses')
export class SynthesesController {
  constructor(
    private readonly createSynthesis: CreateSynthesis,
    private readonly deleteSynthesis: DeleteSynthesis,
    private readonly estimateSpeech: EstimateSpeech,
    private readonly readTimings: ReadTimings,
    private readonly readAudio: ReadAudio,
    private readonly documents: DocumentStore,
  ) {}

  @Post()
  @Roles('Voice.Synthesize')
  @Idempotency({ required: true, dryRun: true })
  @RouteSettings({ tier: 'synthesis', bodyLimit: BODY_LIMIT_BYTES })
  @ApiOperation({
    summary: 'Create a synthesis',
    description: 'With `dryRun=true` nothing is queued, and the response is 200 with a `SpeechEstimate`.',
  })
  @AnswersOperation()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createSynthesisSchema }) body: CreateSynthesisBody,
    @Query({ schema: dryRunQuerySchema }) { dryRun }: DryRunQuery,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<Operation | Answer<SpeechEstimate>> {
    if (dryRun === 'true') {
      return new Answer(await this.estimateSpeech.execute(principal, body, 'queued'), { status: HttpStatus.OK });
    }
    return this.createSynthesis.execute(principal, body, ids);
  }

  @Get()
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({ summary: 'List syntheses, newest first' })
  @AnswersPage(synthesisListSchema, synthesisView)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: synthesesQuerySchema }) { limit, after, status, voiceId }: SynthesesQuery,
  ): Promise<Page<Synthesis>> {
    const where = { ...(status && { status }), ...(voiceId && { voiceId }) };
    return this.documents.list('synthesis', principal.tenantId, { limit, after, where });
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({ summary: 'Get a synthesis' })
  @AnswersResource(synthesisSchema, synthesisView)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
  ): Promise<Stored<Synthesis>> {
    return this.documents.get('synthesis', principal.tenantId, id);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Roles('Voice.Synthesize')
  @ApiOperation({
    summary: 'Delete a synthesis with its text, audio and timings',
    description:
      'Allowed for the creator, and with the role Voice.Admin. The synthesis must have ended: cancel a running one first. Its operation is kept.',
  })
  @ApiHeader({ name: 'If-Match', required: false, schema: { type: 'string' } })
  @ApiNoContentResponse()
  async delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.deleteSynthesis.execute(principal, id, ifMatch);
  }

  @Get(':id/audio')
  @Roles('Voice.Synthesize')
  @ApiOperation({ summary: 'Download the audio of a synthesis, whole or by range' })
  @ApiOkResponse({ content: AUDIO_CONTENT })
  @AnswersDownload()
  async audio(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
  ): Promise<Download> {
    return this.readAudio.execute(principal, id);
  }

  @Get(':id/timings')
  @Roles('Voice.Synthesize')
  @ApiOperation({ summary: 'Get word and sentence timings' })
  @ApiHeader({ name: 'Accept', required: false, schema: { type: 'string', example: 'text/vtt' } })
  @ApiOkResponse({ standardSchema: timingsSchema })
  async timings(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
    @Query({ schema: timingsQuerySchema }) query: TimingsQuery,
    @Headers('accept') accept: string | undefined,
  ): Promise<Answer<string>> {
    const format = timingsFormat(query.format, accept);
    const headers = {
      'content-type': `${TIMINGS_MEDIA_TYPES[format]}; charset=utf-8`,
      vary: 'accept',
      'cache-control': 'private, no-cache',
    };
    return new Answer(await this.readTimings.execute(principal, id, format), { headers });
  }
}
