import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import type { Page } from '#documents';
import type { AuditAction } from '#domain';
import { AuditTrail } from '#intake';
import { type DeadLetter, type DeadLetterPosition, DeadLetters, QUEUE_NAMES } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { pageOf } from '../platform/answers/page.ts';
import { checkOperator } from '../platform/operators.ts';
import { cursorOf, type DeadLetterSummary, type DeadLettersQuery, positionOf } from './dead-letters.schema.ts';
import { ResubmitDeadLetter } from './resubmit-dead-letter.usecase.ts';

/**
 * What an operator does with dead letters, each recorded in the audit log first. They belong to the operator of the system, whatever tenant they
 * are about: all methods throw `forbidden` for other tenants.
 */
@Injectable()
export class ManageDeadLetters {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly deadLetters: DeadLetters,
    private readonly resubmitDeadLetter: ResubmitDeadLetter,
    private readonly audit: AuditTrail,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async list(principal: Principal, { limit, after, queue }: DeadLettersQuery): Promise<Page<DeadLetter>> {
    checkOperator(principal, this.config, 'dead letters');
    await this.record(principal, 'dead-letter.list', queue ?? 'all');
    const position = after === undefined ? undefined : positionOf(after);
    return pageOf(await this.deadLetters.list(queue ? [queue] : QUEUE_NAMES, limit + 1, position), limit, cursorOf);
  }

  async summary(principal: Principal): Promise<DeadLetterSummary> {
    checkOperator(principal, this.config, 'dead letters');
    const queues = await this.deadLetters.count(QUEUE_NAMES);
    return { total: queues.reduce((sum, { count }) => sum + count, 0), queues: [...queues] };
  }

  async show(principal: Principal, position: DeadLetterPosition): Promise<DeadLetter> {
    checkOperator(principal, this.config, 'dead letters');
    await this.record(principal, 'dead-letter.show', positionId(position));
    return this.deadLetters.show(position);
  }

  async resubmit(principal: Principal, position: DeadLetterPosition): Promise<DeadLetter> {
    checkOperator(principal, this.config, 'dead letters');
    await this.record(principal, 'dead-letter.resubmit', positionId(position), await this.deadLetters.show(position));
    const deadLetter = await this.resubmitDeadLetter.execute(position);
    this.logger.warn({ deadLetter }, 'a dead letter was resubmitted');
    return deadLetter;
  }

  async discard(principal: Principal, position: DeadLetterPosition): Promise<DeadLetter> {
    checkOperator(principal, this.config, 'dead letters');
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
}

function positionId({ queue, sequenceNumber }: DeadLetterPosition): string {
  return `${queue}/${sequenceNumber}`;
}
