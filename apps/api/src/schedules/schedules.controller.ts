import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import type { ScheduleName } from '#documents';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { ManageSchedules } from './manage-schedules.usecase.ts';
import {
  scheduleListSchema,
  type ScheduleListView,
  scheduleParamsSchema,
  scheduleSchema,
  type ScheduleTimesBody,
  scheduleTimesSchema,
  type ScheduleView,
} from './schedules.schema.ts';

interface ScheduleParams {
  readonly name: ScheduleName;
}

@Tagged('schedules', 'Work that recurs at its time, for operators')
@Controller('v1/schedules')
@Roles('Voice.Admin')
export class SchedulesController {
  constructor(private readonly schedules: ManageSchedules) {}

  @Get()
  @ApiOperation({
    operationId: 'listSchedules',
    summary: 'List schedules with their last and next run',
    description: 'Only in the operator’s tenant.',
  })
  @ApiOkResponse({ standardSchema: scheduleListSchema, description: 'All schedules' })
  list(@CurrentPrincipal() principal: Principal): Promise<ScheduleListView> {
    return this.schedules.list(principal);
  }

  @Put(':name')
  @ApiOperation({
    operationId: 'updateSchedule',
    summary: 'Update when a schedule runs',
    description:
      'What is omitted becomes that of the product again. Times that have passed are not caught up. Each replica knows the new times within an hour. Only in the operator’s tenant.',
  })
  @ApiOkResponse({ standardSchema: scheduleSchema, description: 'The schedule with its new times' })
  update(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: scheduleParamsSchema }) { name }: ScheduleParams,
    @Body({ schema: scheduleTimesSchema }) body: ScheduleTimesBody,
  ): Promise<ScheduleView> {
    return this.schedules.update(principal, name, body);
  }

  @Post(':name/run')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'runSchedule',
    summary: 'Run a schedule now',
    description:
      'Sends its message to the workers, also while the schedule is paused. The next run at its time does not change. Poll `lastRun` in the list for the outcome. Only in the operator’s tenant.',
  })
  @ApiOkResponse({ standardSchema: scheduleSchema, description: 'The schedule, with the run that was started' })
  run(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: scheduleParamsSchema }) { name }: ScheduleParams,
  ): Promise<ScheduleView> {
    return this.schedules.run(principal, name);
  }

  @Post(':name/pause')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'pauseSchedule',
    summary: 'Pause a schedule',
    description:
      'Its times pass without a run until it is resumed. A run that has started goes on. A schedule that is paused does not change. Only in the operator’s tenant.',
  })
  @ApiOkResponse({ standardSchema: scheduleSchema, description: 'The schedule, paused' })
  pause(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: scheduleParamsSchema }) { name }: ScheduleParams,
  ): Promise<ScheduleView> {
    return this.schedules.pause(principal, name);
  }

  @Post(':name/resume')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'resumeSchedule',
    summary: 'Resume a schedule',
    description:
      'It runs at its next time. Times that passed while it was paused are not caught up. A schedule that is not paused does not change. Only in the operator’s tenant.',
  })
  @ApiOkResponse({ standardSchema: scheduleSchema, description: 'The schedule, resumed' })
  resume(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: scheduleParamsSchema }) { name }: ScheduleParams,
  ): Promise<ScheduleView> {
    return this.schedules.resume(principal, name);
  }
}
