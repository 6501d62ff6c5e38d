import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { AuditLog } from '#storage';
import { pageView, type PageView } from '../platform/resources/page.ts';
import {
  auditEventListSchema,
  type AuditEventsQuery,
  auditEventsQuerySchema,
  type AuditEventView,
  auditEventView,
  cursorOf,
  sequenceOf,
} from './audit-events.schema.ts';

@ApiTags('audit')
@Controller('v1/audit-events')
export class AuditEventsController {
  constructor(private readonly auditLog: AuditLog) {}

  @Get()
  @Roles('Audit.Read')
  @ApiOperation({
    summary: 'List audit events, newest first',
    description: 'Lists the events of the caller’s tenant. `npm run audit:verify` detects changed or removed events.',
  })
  @ApiOkResponse({ standardSchema: auditEventListSchema })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query({ schema: auditEventsQuerySchema }) { limit, after, action, subjectId }: AuditEventsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<AuditEventView>> {
    const before = after === undefined ? undefined : sequenceOf(after);
    const found = await this.auditLog.list(tenantId, { limit: limit + 1, before, action, subjectId });
    const data = found.slice(0, limit);
    const last = data.at(-1);
    const next = found.length > limit && last ? cursorOf(last) : undefined;
    return pageView({ data, next }, auditEventView, request, reply);
  }
}
