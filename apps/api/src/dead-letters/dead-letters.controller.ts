import { randomUUID } from 'node:crypto';
import { Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { CONFIG, type Config } from '#config';
import type { Page } from '#documents';
import { type AuditAction, ServiceError } from '#domain';
import { type DeadLetter, type DeadLetterPosition, DeadLetters, QUEUE_NAMES } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AnswersPage } from '../platform/answers/page.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import {
  cursorOf,
  deadLetterListSchema,
  deadLetterParamsSchema,
  deadLetterSchema,
  type DeadLetterSummary,
  deadLetterSummarySchema,
  type DeadLettersQuery,
  deadLettersQuerySchema,
  positionOf,
} from './dead-letters.schema.ts';
import { ResubmitDeadLetter } from './resubmit-dead-letter.usecase.ts';

/** Dead letters belong to anyone who operates the system, whatever tenant they are about. */
@ApiTags('dead letters')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly deadLetters: DeadLetters,
    private readonly resubmitDeadLetter: ResubmitDeadLetter,
    private readonly audit: AuditTrail,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get()
  @Roles('Voice.Admin')
  @ApiOperation({ summary: 'List dead letters', description: 'Only in the operator’s tenant.' })
  @AnswersPage(deadLetterListSchema, (deadLetter: DeadLetter) => deadLetter)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: deadLettersQuerySchema }) { limit, after, queue }: DeadLettersQuery,
  ): Promise<Page<DeadLetter>> {
    this.checkOperator(principal);
    await this.record(principal, 'dead-letter.list', queue ?? 'all');
    const queues = queue ? [queue] : QUEUE_NAMES;
    const found = await this.deadLetters.list(queues, limit + 1, after === undefined ? undefined : positionOf(after));
    const data = found.slice(0, limit);
    const last = data.at(-1);
    const next = found.length > limit && last ? cursorOf(last) : undefined;
    return { data, next };
  }

  @Get('summary')
  @Roles('Voice.Admin')
  @ApiOperation({ summary: 'Count the dead letters of each queue', description: 'Only in the operator’s tenant.' })
  @ApiOkResponse({ standardSchema: deadLetterSummarySchema })
  async summary(@CurrentPrincipal() principal: Principal): Promise<DeadLetterSummary> {
    this.checkOperator(principal);
    const queues = await this.deadLetters.count(QUEUE_NAMES);
    return { total: queues.reduce((sum, { count }) => sum + count, 0), queues: [...queues] };
  }

  @Get(':queue/:sequenceNumber')
  @Roles('Voice.Admin')
  @ApiOperation({
    summary: 'Get a dead letter',
    description: 'Returns ids and the reason, but not the content of the message.',
  })
  @ApiOkResponse({ standardSchema: deadLetterSchema })
  async show(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: deadLetterParamsSchema }) position: DeadLetterPosition,
  ): Promise<DeadLetter> {
    this.checkOperator(principal);
    await this.record(principal, 'dead-letter.show', positionId(position));
    return this.deadLetters.show(position);
  }

  @Post(':queue/:sequenceNumber/resubmit')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Admin')
  @ApiOperation({
    summary: 'Resubmit a dead letter',
    description:
      'The message is sent to its queue again, with a new count of attempts. Work that failed with `attempts-exhausted` or `stalled` is reopened. Work that ended in another way does not change, and the response is 409.',
  })
  @ApiOkResponse({ standardSchema: deadLetterSchema })
  async resubmit(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: deadLetterParamsSchema }) position: DeadLetterPosition,
  ): Promise<DeadLetter> {
    this.checkOperator(principal);
    await this.record(principal, 'dead-letter.resubmit', positionId(position), await this.deadLetters.show(position));
    const deadLetter = await this.resubmitDeadLetter.execute(position);
    this.logger.warn({ deadLetter }, 'a dead letter was resubmitted');
    return deadLetter;
  }

  @Post(':queue/:sequenceNumber/discard')
  @HttpCode(HttpStatus.OK)
  @Roles('Voice.Admin')
  @ApiOperation({ summary: 'Discard a dead letter' })
  @ApiOkResponse({ standardSchema: deadLetterSchema })
  async discard(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: deadLetterParamsSchema }) position: DeadLetterPosition,
  ): Promise<DeadLetter> {
    this.checkOperator(principal);
    await this.record(principal, 'dead-letter.discard', positionId(position), await this.deadLetters.show(position));
    const deadLetter = await this.deadLetters.discard(position);
    this.logger.warn({ deadLetter }, 'a dead letter was discarded');
    return deadLetter;
  }

  /** Before it is done: an operator must not act unseen. @throws ServiceError `dependency-unavailable` */
  private async record(principal: Principal, action: AuditAction, id: string, about?: DeadLetter): Promise<void> {
    const { messageId, tenantId, subjectId, type } = about ?? {};
    const details = Object.fromEntries(
      Object.entries({ messageId, tenantId, subjectId, type }).filter(([, value]) => value !== undefined),
    ) as Record<string, string>;
    const subject = { kind: 'dead-letter' as const, id };
    await this.audit.recordFirst(principal, { action, subject, eventId: `${action}:${randomUUID()}`, details });
  }

  /** @throws ServiceError `forbidden` */
  private checkOperator({ tenantId }: Principal): void {
    if (tenantId === this.config.entra.tenantId.toLowerCase()) return;
    throw new ServiceError('forbidden', 'Only administrators of the operator’s tenant may access dead letters.');
  }
}

function positionId({ queue, sequenceNumber }: DeadLetterPosition): string {
  return `${queue}/${sequenceNumber}`;
}
