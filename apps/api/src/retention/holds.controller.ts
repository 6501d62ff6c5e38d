import { Body, Controller, Delete, Get, Headers, Param, Put, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import type { HeldDocument, Page } from '#documents';
import { AnswersPage } from '../platform/answers/page.ts';
import { AnswersResource } from '../platform/answers/resource.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { IF_MATCH } from '../platform/openapi/request-headers.ts';
import {
  holdListSchema,
  type HoldParams,
  holdParamsSchema,
  holdSchema,
  type HoldsQuery,
  holdsQuerySchema,
  holdView,
  type UpdateHoldBody,
  updateHoldSchema,
} from './holds.schema.ts';
import { ManageHolds } from './manage-holds.usecase.ts';

const isUnderWay = ({ legalHold }: HeldDocument): boolean =>
  legalHold !== undefined && (legalHold.placedAt === undefined || legalHold.releasedAt !== undefined);

@ApiTags('retention')
@Controller('v1/retention/holds')
export class HoldsController {
  constructor(private readonly holds: ManageHolds) {}

  @Get()
  @Roles('Audit.Read')
  @ApiOperation({
    operationId: 'listLegalHolds',
    summary: 'List legal holds',
    description: 'Lists what is held of the tenant, in the order of ids.',
  })
  @AnswersPage(holdListSchema, holdView)
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: holdsQuerySchema }) query: HoldsQuery,
  ): Promise<Page<HeldDocument>> {
    return this.holds.list(principal, query);
  }

  @Get(':id')
  @Roles('Audit.Read')
  @ApiOperation({
    operationId: 'getLegalHold',
    summary: 'Get a legal hold',
    description: 'Shows the hold of an upload, a consent or a synthesis, by the id of that; 404 where it has none.',
  })
  @AnswersResource(holdSchema, holdView, isUnderWay)
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: holdParamsSchema }) { id }: HoldParams,
  ): Promise<HeldDocument> {
    return this.holds.get(principal, id);
  }

  @Put(':id')
  @Roles('Voice.Admin')
  @Fails('state-conflict', 'legal-holds-disabled')
  @ApiOperation({
    operationId: 'updateLegalHold',
    summary: 'Create or update a legal hold',
    description:
      'Keeps an accepted upload, the recording of a consent, or a succeeded synthesis, until the hold is cleared: retention, deletions and erasures leave it out, and receipts name it. A worker then places the legal hold of Storage on all its files. A hold that exists gets the new reason.',
  })
  @ApiHeader(IF_MATCH)
  @AnswersResource(holdSchema, holdView, isUnderWay)
  set(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: holdParamsSchema }) { id }: HoldParams,
    @Body({ schema: updateHoldSchema }) body: UpdateHoldBody,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<HeldDocument> {
    return this.holds.set(principal, id, body, ifMatch);
  }

  @Delete(':id')
  @Roles('Voice.Admin')
  @Fails('state-conflict')
  @ApiOperation({
    operationId: 'deleteLegalHold',
    summary: 'Delete a legal hold',
    description:
      'A worker clears the hold of Storage, and then that of the product. What an erasure has left out because of the hold is removed then. Answers with the hold as it is now; it is gone when `GET` answers 404.',
  })
  @ApiHeader(IF_MATCH)
  @AnswersResource(holdSchema, holdView, isUnderWay)
  clear(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: holdParamsSchema }) { id }: HoldParams,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<HeldDocument> {
    return this.holds.clear(principal, id, ifMatch);
  }
}
