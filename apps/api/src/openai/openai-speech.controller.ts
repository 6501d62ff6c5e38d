import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { codePoints, MAX_RATE, MIN_RATE, outputFormat } from '#speech';
import { PROVENANCE_HEADERS } from '../platform/answers/provenance-headers.ts';
import { binaryContent } from '../platform/openapi/binary-content.ts';
import { headers } from '../platform/openapi/response-headers.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { LIVE_CODES, VOICE_CODES } from '../platform/resources/codes.ts';
import { OpenAnswers } from '../platform/open-answers/open-answers.ts';
import { correlationOf, pathOf } from '../platform/request-correlation.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { Contributes } from '../platform/contribution.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { SpeakLive } from '../speech/speak-live.service.ts';
import { SpeechAnswer } from '../speech/speech-answer.service.ts';
import { FindVoice } from './find-voice.ts';
import {
  modelParamsSchema,
  type OpenAiModel,
  openAiAudioModelListSchema,
  openAiModelListSchema,
  openAiModelSchema,
  type OpenAiSpeechBody,
  openAiSpeechSchema,
} from './openai-speech.schema.ts';
import { OPENAI_CONTRIBUTION } from './openai.contribution.ts';
import { OpenAiModels } from './openai-models.ts';
import { EVENT_STREAM, speechEvents } from './speech-events.ts';

/** Speech for clients of the OpenAI API. See ADR 32. */
@Tagged('openai', 'The same operations for clients of the OpenAI API')
@Contributes(OPENAI_CONTRIBUTION)
@Controller('v1')
export class OpenAiSpeechController {
  constructor(
    private readonly openAiModels: OpenAiModels,
    private readonly findVoice: FindVoice,
    private readonly speakLive: SpeakLive,
    private readonly answer: SpeechAnswer,
    private readonly openAnswers: OpenAnswers,
  ) {}

  @Post('audio/speech')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Synthesize')
  @RouteSettings({ tier: 'synthesis' })
  @Idempotency({ repeats: 'nothing' })
  @Fails(...VOICE_CODES, 'invalid-ssml', 'text-too-long', ...LIVE_CODES, 'not-found', 'unknown-reference')
  @ApiOperation({
    operationId: 'createOpenAiSpeech',
    summary: 'Create live speech (OpenAI-compatible)',
    description:
      'Takes what OpenAI’s `POST /v1/audio/speech` takes. Unknown fields are ignored. The audio is streamed while it is spoken.',
  })
  @ApiOkResponse({
    description:
      'The audio while it is spoken; with `stream_format: "sse"` as `speech.audio.delta` and `speech.audio.done` events',
    content: binaryContent(['audio/*', 'text/event-stream']),
    headers: headers('Server-Timing', 'X-Applied-Speed', ...PROVENANCE_HEADERS),
  })
  async speak(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: openAiSpeechSchema }) body: OpenAiSpeechBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const listener = this.openAnswers.open('speech', request, reply);
    this.openAiModels.assertOffered(body.model, '/model');
    const format = outputFormat(body.response_format);
    const voiceId = await this.findVoice.execute(principal, body.voice);
    const rate = Math.min(Math.max(body.speed, MIN_RATE), MAX_RATE);
    const speech = await this.speakLive.execute(principal, { voiceId, text: body.input, rate, format }, listener);
    if (rate !== body.speed) void reply.header('x-applied-speed', String(rate));
    if (body.stream_format === 'audio') {
      await this.answer.send(speech, format.contentType, speech.audio, request, reply);
      return;
    }
    const events = speechEvents(speech.audio, {
      inputCharacters: codePoints(body.input),
      path: pathOf(request.url),
      requestId: correlationOf(request.raw)?.requestId ?? '',
    });
    await this.answer.send(speech, EVENT_STREAM, events, request, reply);
  }

  @Get('models')
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'listOpenAiModels',
    summary: 'List models (OpenAI-compatible)',
    description: 'For clients that list models. The base model is a property of the voice.',
  })
  @ApiOkResponse({ standardSchema: openAiModelListSchema, description: 'The models' })
  models(): { object: 'list'; data: OpenAiModel[] } {
    return { object: 'list', data: this.openAiModels.list() };
  }

  /** Open WebUI fills its list of models from it (`get_available_models` in backend/open_webui/routers/audio.py). */
  @Get('audio/models')
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'listOpenAiAudioModels',
    summary: 'List models for speech (OpenAI-compatible)',
    description: 'The same models as `GET /v1/models`, where servers other than OpenAI’s have them.',
  })
  @ApiOkResponse({ standardSchema: openAiAudioModelListSchema, description: 'The models' })
  audioModels(): { object: 'list'; data: OpenAiModel[]; models: OpenAiModel[] } {
    const models = this.openAiModels.list();
    return { object: 'list', data: models, models };
  }

  @Get('models/:model')
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  @ApiOperation({
    operationId: 'getOpenAiModel',
    summary: 'Get a model (OpenAI-compatible)',
    description: 'For clients that read the model before they use it.',
  })
  @ApiOkResponse({ standardSchema: openAiModelSchema, description: 'The model' })
  model(@Param({ schema: modelParamsSchema }) { model }: { model: string }): OpenAiModel {
    return this.openAiModels.get(model);
  }
}
