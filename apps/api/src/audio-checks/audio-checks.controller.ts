import { Controller, HttpCode, HttpStatus, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AudioReport } from '#audio';
import { Roles } from '#auth';
import { OpenAnswers } from '../platform/open-answers/open-answers.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { readMultipartFile } from '../platform/forms/multipart-file.ts';
import { type AudioChecksQuery, audioChecksQuerySchema, audioReportSchema } from './audio-checks.schema.ts';
import { CheckAudio } from './check-audio.usecase.ts';

@ApiTags('uploads')
@Controller('v1/audio-checks')
export class AudioChecksController {
  constructor(
    private readonly checkAudio: CheckAudio,
    private readonly openAnswers: OpenAnswers,
  ) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Enroll')
  @Idempotency({ repeats: 'nothing' })
  @ApiOperation({
    summary: 'Check a recording',
    description: 'The recording is not stored. Each caller may have one check running at each replica.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
  })
  @ApiOkResponse({ standardSchema: audioReportSchema })
  async check(
    @Query({ schema: audioChecksQuerySchema }) { profile }: AudioChecksQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Omit<AudioReport, 'waveform'>> {
    const { ended } = this.openAnswers.open('audioChecks', request, reply);
    const content = await readMultipartFile(request);
    const { waveform: _, ...report } = await this.checkAudio.execute(content, profile, ended);
    return report;
  }
}
