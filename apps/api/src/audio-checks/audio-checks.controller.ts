import { Controller, HttpCode, HttpStatus, Post, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { AudioReport } from '#audio';
import { Roles } from '#auth';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import type { OpenAnswer } from '../platform/open-answers/open-answers.ts';
import { Opens } from '../platform/open-answers/opens.decorator.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { readMultipartFile } from '../platform/forms/multipart-file.ts';
import { audioReportSchema } from '../platform/resources/audio-report.schema.ts';
import { TakesForm } from '../platform/openapi/form.ts';
import { audioCheckFormSchema, type AudioChecksQuery, audioChecksQuerySchema } from './audio-checks.schema.ts';
import { CheckAudio } from './check-audio.usecase.ts';

@ApiTags('uploads')
@Controller('v1/audio-checks')
export class AudioChecksController {
  constructor(private readonly checkAudio: CheckAudio) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Enroll')
  @RouteSettings({ form: '-F file=@a.wav' })
  @Idempotency({ repeats: 'nothing' })
  @Fails('upload-too-slow', 'too-many-open-requests')
  @ApiOperation({
    operationId: 'checkAudio',
    summary: 'Check a recording',
    description: 'The recording is not stored. Each caller may have one check running at each replica.',
  })
  @TakesForm(audioCheckFormSchema)
  @ApiOkResponse({ standardSchema: audioReportSchema, description: 'The report' })
  async check(
    @Query({ schema: audioChecksQuerySchema }) { profile }: AudioChecksQuery,
    @Opens('audioChecks') open: () => OpenAnswer,
    @Req() request: FastifyRequest,
  ): Promise<Omit<AudioReport, 'waveform'>> {
    const { ended } = open();
    const content = await readMultipartFile(request, Object.keys(audioChecksQuerySchema.shape));
    const { waveform: _, ...report } = await this.checkAudio.execute(content, profile, ended);
    return report;
  }
}
