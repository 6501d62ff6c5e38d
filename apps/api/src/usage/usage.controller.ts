import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { CONFIG, type Config } from '#config';
import type { Page } from '#documents';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { AnswersPage } from '../platform/answers/page.ts';
import { GroupUsage } from './group-usage.usecase.ts';
import { ListUsage } from './list-usage.usecase.ts';
import {
  usageDays,
  usageGroupView,
  usageListSchema,
  type UsageQuery,
  usageQuerySchema,
  usageView,
  type UsageView,
} from './usage.schema.ts';

@Tagged('usage', 'How much was spoken, and the budgets that limit it')
@Controller('v1/usage')
export class UsageController {
  constructor(
    private readonly listUsage: ListUsage,
    private readonly groupUsage: GroupUsage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Roles('Audit.Read')
  @ApiOperation({
    operationId: 'listUsage',
    summary: 'List usage and its cost, newest first',
    description:
      'Lists the usage of the caller’s tenant in the last 400 days (`usage` in `RETENTION_DAYS`), by day, voice and kind or as `groupBy` says. Live speech appears within ten seconds, other speech at once. Spoken text counts once: a repeated request, or work that another worker resumed, is not counted twice.',
  })
  @AnswersPage(usageListSchema, (row: UsageView) => row)
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query({ schema: usageQuerySchema }) { from, to, groupBy, ...query }: UsageQuery,
  ): Promise<Page<UsageView>> {
    const days = usageDays({ from, to }, Date.now());
    const { prices } = this.config;
    if (groupBy === undefined) {
      const { data, next } = await this.listUsage.execute(tenantId, { ...query, ...days });
      return { data: data.map(usageView(prices)), next };
    }
    const { data, next } = await this.groupUsage.execute(tenantId, { ...query, ...days, groupBy });
    return { data: data.map(usageGroupView(prices)), next };
  }
}
