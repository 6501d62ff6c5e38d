import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { ShowSystem } from './show-system.usecase.ts';
import { systemSchema, type SystemView } from './system.schema.ts';

@Tagged('system', 'What the whole system does, for operators')
@Controller('v1/system')
export class SystemController {
  constructor(private readonly showSystem: ShowSystem) {}

  @Get()
  @Roles('Voice.Admin')
  @ApiOperation({
    operationId: 'getSystem',
    summary: 'Get what the system does',
    description:
      'Only in the operator’s tenant, about the jobs of all tenants. How many are open, and how old are they? How many were accepted and ended in the last minutes? Which errors did failed jobs have? The figures are kept for some seconds (`refreshAfterMs`), so asking often costs nothing. A part that cannot be read is listed in `unavailable`.',
  })
  @ApiOkResponse({ standardSchema: systemSchema, description: 'The figures' })
  show(@CurrentPrincipal() principal: Principal): Promise<SystemView> {
    return this.showSystem.execute(principal);
  }
}
