import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import type { Page } from '#documents';
import type { Usage } from '#domain';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { ListUsage } from './list-usage.usecase.ts';
import { usageDays, usageListSchema, type UsageQuery, usageQuerySchema, usageView } from './usage.schema.ts';

@Tagged('usage', 'How much was spoken')
@Controller('v1/usage')
export class UsageController {
  constructor(private readonly listUsage: ListUsage) {}

  @Get()
  @Roles('Audit.Read')
  @ApiOperation({
    operationId: 'listUsage',
    summary: 'List usage by day, voice and kind, newest first',
    description:
      'Lists the usage of the caller’s tenant in the last 400 days. Live speech appears within ten seconds, other speech at once. Spoken text counts once: a repeated request, or work that another worker resumed, is not counted twice.',
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
