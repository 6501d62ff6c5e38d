import { Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { CONFIG, type Config } from '#config';
import { ServiceError } from '#domain';
import { type DeadLetter, type DeadLetterPosition, DeadLetters, QUEUE_NAMES } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { pageView, type PageView } from '../resources/page.ts';
import {
  cursorOf,
  deadLetterListSchema,
  deadLetterParamsSchema,
  deadLetterSchema,
  type DeadLettersQuery,
  deadLettersQuerySchema,
  positionOf,
} from './dead-letters.schema.ts';

/** Dead letters belong to whoever operates the system, whatever tenant they are about. */
@ApiTags('dead letters')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DeadLetters) private readonly deadLetters: DeadLetters,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get()
  @Roles('Voice.Admin')
  @ApiOperation({ summary: 'List messages that could not be handled', description: 'Only for the operator’s tenant.' })
  @ApiOkResponse({ standardSchema: deadLetterListSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: deadLettersQuerySchema }) { limit, after, queue }: DeadLettersQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<DeadLetter>> {
    this.checkOperator(principal);
    const queues = queue ? [queue] : QUEUE_NAMES;
    const found = await this.deadLetters.list(queues, limit + 1, after === undefined ? undefined : positionOf(after));
    const data = found.slice(0, limit);
    const last = data.at(-1);
    const next = found.length > limit && last ? cursorOf(last) : undefined;
    return pageView({ data, next }, (deadLetter) => deadLetter, request, reply);
  }

  @Post(':queue/:sequenceNumber/resubmit')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Admin')
  @ApiOperation({
    summary: 'Have a dead letter handled once more',
    description: 'As a new attempt without failures. What has ended in the meantime stays as it is.',
  })
  @ApiOkResponse({ standardSchema: deadLetterSchema })
  async resubmit(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: deadLetterParamsSchema }) position: DeadLetterPosition,
  ): Promise<DeadLetter> {
    this.checkOperator(principal);
    const deadLetter = await this.deadLetters.resubmit(position);
    this.logger.warn({ deadLetter }, 'a dead letter was resubmitted');
    return deadLetter;
  }

  @Post(':queue/:sequenceNumber/discard')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Admin')
  @ApiOperation({ summary: 'Remove a dead letter for good' })
  @ApiOkResponse({ standardSchema: deadLetterSchema })
  async discard(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: deadLetterParamsSchema }) position: DeadLetterPosition,
  ): Promise<DeadLetter> {
    this.checkOperator(principal);
    const deadLetter = await this.deadLetters.discard(position);
    this.logger.warn({ deadLetter }, 'a dead letter was discarded');
    return deadLetter;
  }

  /** @throws ServiceError `forbidden` */
  private checkOperator({ tenantId }: Principal): void {
    if (tenantId === this.config.entra.tenantId.toLowerCase()) return;
    throw new ServiceError('forbidden', 'Dead letters are for administrators of the tenant that operates the system.');
  }
}
