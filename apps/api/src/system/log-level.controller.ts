import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { ChangeLogLevel } from './change-log-level.usecase.ts';
import { type LogLevelBody, logLevelBodySchema, logLevelSchema, type LogLevelView } from './log-level.schema.ts';

@ApiTags('system')
@Controller('v1/system/log-level')
@Roles('Voice.Admin')
export class LogLevelController {
  constructor(private readonly changeLogLevel: ChangeLogLevel) {}

  @Get()
  @ApiOperation({
    operationId: 'getLogLevel',
    summary: 'Get the log level of a replica',
    description: 'Only in the operator’s tenant. It is the level of the replica that answers; `instance` names it.',
  })
  @ApiOkResponse({ standardSchema: logLevelSchema, description: 'The level' })
  show(@CurrentPrincipal() principal: Principal): LogLevelView {
    return this.changeLogLevel.show(principal);
  }

  @Put()
  @ApiOperation({
    operationId: 'updateLogLevel',
    summary: 'Update the log level of a replica for some time',
    description:
      'Only in the operator’s tenant. It changes the replica that answers; `instance` names it. The level falls back to `LOG_LEVEL` after `durationSeconds`, or when the replica restarts. It is recorded in the audit log.',
  })
  @ApiOkResponse({ standardSchema: logLevelSchema, description: 'The level from now on' })
  change(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: logLevelBodySchema }) body: LogLevelBody,
  ): Promise<LogLevelView> {
    return this.changeLogLevel.change(principal, body);
  }
}
