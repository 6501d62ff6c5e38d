import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { type CreateSpeechBody, createSpeechSchema } from '#intake';
import { outputFormat } from '#speech';
import { PROVENANCE_HEADERS } from '../platform/answers/provenance-headers.ts';
import { binaryContent } from '../platform/openapi/binary-content.ts';
import { headers } from '../platform/openapi/response-headers.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { LIVE_CODES, TEXT_CODES, VOICE_CODES } from '../platform/resources/codes.ts';
import { OpenAnswers } from '../platform/open-answers/open-answers.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { SpeakLive } from './speak-live.service.ts';
import { SpeechAnswer } from './speech-answer.service.ts';

@Tagged('speech', 'Live speech, streamed while it is spoken')
@Controller('v1/speech')
export class SpeechController {
  constructor(
    private readonly speakLive: SpeakLive,
    private readonly answer: SpeechAnswer,
    private readonly openAnswers: OpenAnswers,
  ) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Synthesize')
  @RouteSettings({ tier: 'synthesis' })
  // Nothing is kept of what is said live; who repeats it has it said again.
  @Idempotency({ repeats: 'nothing' })
  @Fails(...VOICE_CODES, ...TEXT_CODES, ...LIVE_CODES)
  @ApiOperation({
    operationId: 'streamSpeech',
    summary: 'Create live speech',
    description:
      'The audio is streamed while it is spoken. `Server-Timing` contains the time to the first audio (`ttfa`). If the speech is cut off, the body is incomplete, and the client’s HTTP library reports an error. The WAV header says “length unknown” (0xFFFFFFFF in both size fields), because it is sent first. Except for raw formats, the audio begins with a tag that says that a model has made it: docs/provenance.md. Each caller may have 256 of these requests open at each replica.',
  })
  @ApiOkResponse({
    description: 'The audio, in the requested format',
    content: binaryContent(['audio/*']),
    headers: headers('Server-Timing', ...PROVENANCE_HEADERS),
  })
  async speak(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createSpeechSchema }) body: CreateSpeechBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = outputFormat(body.format, body.sampleRateHz);
    const listener = this.openAnswers.open('speech', request, reply);
    const speech = await this.speakLive.execute(principal, { ...body, format }, listener);
    await this.answer.send(speech, format.contentType, speech.audio, request, reply);
  }
}
