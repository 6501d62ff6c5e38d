import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import type { Page } from '#documents';
import type { Usage } from '#domain';
import { AnswersPage } from '../platform/answers/page.ts';
import { ListUsage } from './list-usage.usecase.ts';
import { usageDays, usageListSchema, type UsageQuery, usageQuerySchema, usageView } from './usage.schema.ts';

@ApiTags('usage')
@Controller('v1/usage')
export class UsageController {
  constructor(private readonly listUsage: ListUsage) {}

  @Get()
  @Roles('Audit.Read')
  @ApiOperation({
    summary: 'List what was spoken, by day, voice and kind, newest day first',
    description:
      'Of the caller’s own tenant, kept for 400 days. Live speech shows after ten seconds, the rest as soon as it is spoken. What was spoken counts, not what it led to: a repeated request, or a worker that took over, does not count twice.',
  })
  @AnswersPage(usageListSchema, usageView)
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query({ schema: usageQuerySchema }) { from, to, ...query }: UsageQuery,
  ): Promise<Page<Usage>> {
    const days = usageDays({ from, to }, Date.now());
    return this.listUsage.execute(tenantId, { ...query, ...days });
  }
}
