import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { pageView, type PageView } from '../platform/resources/page.ts';
import { ListUsage } from './list-usage.usecase.ts';
import {
  usageDays,
  usageListSchema,
  type UsageQuery,
  usageQuerySchema,
  type UsageView,
  usageView,
} from './usage.schema.ts';

@ApiTags('usage')
@Controller('v1/usage')
export class UsageController {
  constructor(private readonly listUsage: ListUsage) {}

  @Get()
  @Roles('Audit.Read')
  @ApiOperation({
    summary: 'List usage by day, voice and kind, newest first',
    description:
      'Lists the usage of the caller’s tenant in the last 400 days. Live speech appears within ten seconds, other speech at once. Spoken text counts once: a repeated request, or work that another worker resumed, is not counted twice.',
  })
  @ApiOkResponse({ standardSchema: usageListSchema })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query({ schema: usageQuerySchema }) { from, to, ...query }: UsageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView<UsageView>> {
    const days = usageDays({ from, to }, Date.now());
    const page = await this.listUsage.execute(tenantId, { ...query, ...days });
    return pageView(page, usageView, request, reply);
  }
}
