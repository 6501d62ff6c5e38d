import { Controller, HttpCode, HttpStatus, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { AudioReport } from '#audio';
import { Roles } from '#auth';
import { Idempotency } from '../idempotency/idempotency-policy.ts';
import { readMultipartFile } from '../uploads/multipart-upload.ts';
import { type AudioChecksQuery, audioChecksQuerySchema, audioReportSchema } from './audio-checks.schema.ts';
import { CheckAudio } from './check-audio.usecase.ts';

@ApiTags('uploads')
@Controller('v1/audio-checks')
export class AudioChecksController {
  constructor(@Inject(CheckAudio) private readonly checkAudio: CheckAudio) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Enroll')
  @Idempotency({ repeats: 'nothing' })
  @ApiOperation({ summary: 'Check a recording', description: 'Nothing of it is stored.' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
  })
  @ApiOkResponse({ standardSchema: audioReportSchema })
  async check(
    @Query({ schema: audioChecksQuerySchema }) { profile }: AudioChecksQuery,
    @Req() request: FastifyRequest,
  ): Promise<Omit<AudioReport, 'waveform'>> {
    const gone = new AbortController();
    request.raw.once('close', () => {
      if (!request.raw.complete) gone.abort();
    });
    const content = await readMultipartFile(request);
    const { waveform: _, ...report } = await this.checkAudio.execute(content, profile, gone.signal);
    return report;
  }
}
