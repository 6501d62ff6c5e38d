import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import type { Page } from '#documents';
import type { DeadLetter, DeadLetterPosition } from '#messaging';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import {
  deadLetterListSchema,
  deadLetterParamsSchema,
  deadLetterSchema,
  type DeadLetterSummary,
  deadLetterSummarySchema,
  type DeadLettersQuery,
  deadLettersQuerySchema,
} from './dead-letters.schema.ts';
import { ManageDeadLetters } from './manage-dead-letters.usecase.ts';

@Tagged('dead-letters', 'Messages that could not be handled, for operators')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly deadLetters: ManageDeadLetters) {}

  @Get()
  @Roles('Voice.Admin')
  @ApiOperation({
    operationId: 'listDeadLetters',
    summary: 'List dead letters',
    description: 'Only in the operator’s tenant.',
  })
  @AnswersPage(deadLetterListSchema, (deadLetter: DeadLetter) => deadLetter)
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: deadLettersQuerySchema }) query: DeadLettersQuery,
  ): Promise<Page<DeadLetter>> {
    return this.deadLetters.list(principal, query);
  }

  @Get('summary')
  @Roles('Voice.Admin')
  @ApiOperation({
    operationId: 'getDeadLetterSummary',
    summary: 'Count the dead letters of each queue',
    description: 'Only in the operator’s tenant.',
  })
  @ApiOkResponse({ standardSchema: deadLetterSummarySchema, description: 'The number of dead letters' })
  summary(@CurrentPrincipal() principal: Principal): Promise<DeadLetterSummary> {
    return this.deadLetters.summary(principal);
  }

  @Get(':queue/:sequenceNumber')
  @Roles('Voice.Admin')
  @ApiOperation({
    operationId: 'getDeadLetter',
    summary: 'Get a dead letter',
    description: 'Returns ids and the reason, but not the content of the message.',
  })
  @ApiOkResponse({ standardSchema: deadLetterSchema, description: 'The dead letter' })
  show(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: deadLetterParamsSchema }) position: DeadLetterPosition,
  ): Promise<DeadLetter> {
    return this.deadLetters.show(principal, position);
  }

  @Post(':queue/:sequenceNumber/resubmit')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Admin')
  @Fails('invalid-message', 'state-conflict')
  @ApiOperation({
    operationId: 'resubmitDeadLetter',
    summary: 'Resubmit a dead letter',
    description:
      'The message is sent to its queue again, with a new count of attempts. Work that failed with `attempts-exhausted` or `stalled` is reopened. Work that ended in another way does not change, and the response is 409.',
  })
  @ApiOkResponse({
    standardSchema: deadLetterSchema,
    description: 'The dead letter, as it was before it was sent again',
  })
  resubmit(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: deadLetterParamsSchema }) position: DeadLetterPosition,
  ): Promise<DeadLetter> {
    return this.deadLetters.resubmit(principal, position);
  }

  @Post(':queue/:sequenceNumber/discard')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Admin')
  @ApiOperation({
    operationId: 'discardDeadLetter',
    summary: 'Discard a dead letter',
    description: 'Deletes the message. Its subject does not change. Only in the operator’s tenant.',
  })
  @ApiOkResponse({ standardSchema: deadLetterSchema, description: 'The dead letter that was discarded' })
  discard(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: deadLetterParamsSchema }) position: DeadLetterPosition,
  ): Promise<DeadLetter> {
    return this.deadLetters.discard(principal, position);
  }
}
