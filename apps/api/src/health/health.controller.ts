import { Controller, Get, Header, HttpStatus, Inject, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { findPrincipal, OptionalRoles } from '#auth';
import { CONFIG, type Config } from '#config';
import { HealthService } from '#observability';
import { Answer } from '../platform/answers/answer.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { checkOperator } from '../platform/operators.ts';
import { healthSchema, type HealthView } from './health.schema.ts';

/** The health of the replica that answers, for operators. See ADR 158. */
@Tagged('health', 'State of the process, for the platform that runs it and for operators')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @OptionalRoles('Voice.Admin')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'getHealth',
    summary: 'Get the health of the process',
    description:
      'Without a token only `status` is answered. A token of the operator’s tenant needs the role `Voice.Admin`, and gets resources, dependencies, pools and release of the replica that answers. Each dependency is asked at most twice in a second, Azure AI services every 10 s.',
  })
  @ApiOkResponse({ standardSchema: healthSchema, description: 'The process serves' })
  @ApiServiceUnavailableResponse({ standardSchema: healthSchema, description: 'The process does not serve' })
  async report(@Req() request: FastifyRequest): Promise<Answer<HealthView>> {
    const principal = findPrincipal(request);
    if (principal === undefined) {
      const { healthy, result } = await this.health.readiness();
      return answer(healthy, { status: result.status });
    }
    checkOperator(principal, this.config, 'the health of a process');
    const { healthy, report } = await this.health.report();
    return answer(healthy, report);
  }
}

function answer(healthy: boolean, view: HealthView): Answer<HealthView> {
  return new Answer(view, { status: healthy ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE });
}
