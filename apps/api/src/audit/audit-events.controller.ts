import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import type { Page } from '#documents';
import { type AuditEntry, AuditLog } from '#storage';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { AnswersPage, pageOf } from '../platform/answers/page.ts';
import {
  auditEventListSchema,
  type AuditEventsQuery,
  auditEventsQuerySchema,
  auditEventView,
  cursorOf,
  sequenceOf,
} from './audit-events.schema.ts';

@Tagged('audit', 'Who did what, in a tamper-evident log')
@Controller('v1/audit-events')
export class AuditEventsController {
  constructor(private readonly auditLog: AuditLog) {}

  @Get()
  @Roles('Audit.Read')
  @ApiOperation({
    operationId: 'listAuditEvents',
    summary: 'List audit events, newest first',
    description: 'Lists the events of the caller’s tenant. `npm run audit:verify` detects changed or removed events.',
  })
  @AnswersPage(auditEventListSchema, auditEventView)
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query({ schema: auditEventsQuerySchema }) { limit, after, action, subjectId }: AuditEventsQuery,
  ): Promise<Page<AuditEntry>> {
    const before = after === undefined ? undefined : sequenceOf(after);
    const found = await this.auditLog.list(tenantId, { limit: limit + 1, before, action, subjectId });
    return pageOf(found, limit, cursorOf);
  }
}
