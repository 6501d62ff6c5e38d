import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
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
import {
  ApiAcceptedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { DocumentStore, type RequestIds } from '#documents';
import { ServiceError } from '#domain';
import { LEXICON_MAX_CHARACTERS, LEXICON_MAX_ENTRIES, OUTPUT_FORMAT_NAMES, outputFormat } from '#speech';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import { RouteSettings } from '../platform/route-settings.ts';
import { CurrentRequestIds } from '../platform/idempotency/current-request-ids.ts';
import { OpenAnswers } from '../platform/open-answers/open-answers.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { OperationAnswer } from '../operations/operation-answer.ts';
import { TakesPreferWait } from '../operations/prefer.decorator.ts';
import { operationSchema, type OperationView } from '../operations/operations.schema.ts';
import { entityTag, pageView, type PageView } from '../platform/resources/page.ts';
import { EstimateSpeech } from '../speech/estimate-speech.service.ts';
import {
  type DryRunQuery,
  dryRunQuerySchema,
  MAX_TEXT_CHARACTERS,
  type SpeechEstimate,
} from '../speech/speech.schema.ts';
import { VoicesToSpeak } from '../speech/voices-to-speak.ts';
import { whileAllowed } from '../speech/while-allowed.ts';
import { parseByteRange } from './byte-range.ts';
import { CreateSynthesis } from './create-synthesis.usecase.ts';
import { DeleteSynthesis } from './delete-synthesis.usecase.ts';
import { ReadTimings } from './read-timings.usecase.ts';
import {
  type CreateSynthesisBody,
  createSynthesisSchema,
  type SynthesesQuery,
  synthesesQuerySchema,
  synthesisListSchema,
  synthesisParamsSchema,
  synthesisSchema,
  type SynthesisView,
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
    private readonly answer: OperationAnswer,
    private readonly readTimings: ReadTimings,
    private readonly voices: VoicesToSpeak,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly openAnswers: OpenAnswers,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @Roles('Voice.Synthesize')
  @Idempotency({ required: true, dryRun: true })
  @RouteSettings({ tier: 'synthesis', bodyLimit: BODY_LIMIT_BYTES })
  @ApiOperation({
    summary: 'Create a synthesis',
    description: 'With `dryRun=true` nothing is queued, and the response is 200 with a `SpeechEstimate`.',
  })
  @ApiAcceptedResponse({ standardSchema: operationSchema })
  @TakesPreferWait()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createSynthesisSchema }) body: CreateSynthesisBody,
    @Query({ schema: dryRunQuerySchema }) { dryRun }: DryRunQuery,
    @CurrentRequestIds() ids: RequestIds,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView | SpeechEstimate> {
    if (dryRun === 'true') {
      void reply.status(HttpStatus.OK);
      return this.estimateSpeech.execute(principal, body, 'queued');
    }
    return this.answer.accepted(await this.createSynthesis.execute(principal, body, ids), request, reply);
  }

  @Get()
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({ summary: 'List syntheses, newest first' })
  @ApiOkResponse({ standardSchema: synthesisListSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: synthesesQuerySchema }) { limit, after, status, voiceId }: SynthesesQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<SynthesisView>> {
    const where = { ...(status && { status }), ...(voiceId && { voiceId }) };
    const page = await this.documents.list('synthesis', principal.tenantId, { limit, after, where });
    return pageView(page, synthesisView, request, reply);
  }

  @Get(':id')
  @Roles('Voice.Read', 'Voice.Synthesize')
  @ApiOperation({ summary: 'Get a synthesis' })
  @ApiOkResponse({ standardSchema: synthesisSchema })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SynthesisView> {
    const synthesis = await this.documents.get('synthesis', principal.tenantId, id);
    void reply.header('etag', entityTag(synthesis.etag));
    return synthesisView(synthesis);
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
  @ApiHeader({ name: 'Range', required: false, schema: { type: 'string', example: 'bytes=0-1023' } })
  @ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ content: AUDIO_CONTENT })
  async audio(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: synthesisParamsSchema }) { id }: { id: string },
    @Headers('range') range: string | undefined,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const synthesis = await this.documents.get('synthesis', principal.tenantId, id);
    const { result, status } = synthesis;
    if (status === 'failed' || status === 'canceled') {
      throw new ServiceError('state-conflict', `The synthesis is ${status} and has no audio. Create a new one.`);
    }
    if (!result) {
      throw new ServiceError('synthesis-not-ready', `The synthesis is ${status}; it has no audio.`, {
        retryAfterMs: 1_000,
      });
    }
    const checkedAt = performance.now();
    await this.voices.checkSpoken(principal, synthesis);
    // The audio of a synthesis never changes: its checksum is its tag. A cache has to ask each time, since the consent may be revoked.
    const etag = entityTag(result.sha256);
    void reply
      .header('etag', etag)
      .header('accept-ranges', 'bytes')
      .header('cache-control', 'private, no-cache')
      .header('content-disposition', `attachment; filename="${fileName(id, result.blobName)}"`);
    if (ifNoneMatch === etag) {
      void reply.status(HttpStatus.NOT_MODIFIED);
      return undefined;
    }
    void reply.header('content-range', `bytes */${result.sizeBytes}`);
    const bytes = parseByteRange(range, result.sizeBytes);
    void reply.removeHeader('content-range');
    const { cut } = this.openAnswers.open('downloads', request, reply);
    const { stream } = await this.blobs.read(
      { container: BLOB_CONTAINERS.results, name: result.blobName },
      bytes && { offset: bytes.first, count: bytes.last - bytes.first + 1 },
    );
    if (bytes) {
      void reply
        .status(HttpStatus.PARTIAL_CONTENT)
        .header('content-range', `bytes ${bytes.first}-${bytes.last}/${result.sizeBytes}`);
    }
    const length = bytes ? bytes.last - bytes.first + 1 : result.sizeBytes;
    const allowed = whileAllowed(stream, () => this.voices.watch(principal, synthesis, checkedAt), cut);
    return new StreamableFile(Readable.from(allowed, { objectMode: false }), { type: result.contentType, length });
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
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const format = timingsFormat(query.format, accept);
    const synthesis = await this.documents.get('synthesis', principal.tenantId, id);
    await this.voices.checkSpoken(principal, synthesis);
    const content = await this.readTimings.execute(synthesis, format);
    void reply
      .header('content-type', `${TIMINGS_MEDIA_TYPES[format]}; charset=utf-8`)
      .header('vary', 'accept')
      .header('cache-control', 'private, no-cache');
    return content;
  }
}

function fileName(id: string, blobName: string): string {
  return `${id}${blobName.slice(blobName.lastIndexOf('.'))}`;
}
