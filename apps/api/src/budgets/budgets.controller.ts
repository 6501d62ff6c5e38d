import { Body, Controller, Get, Headers, Param, Put } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { AnswersResource } from '../platform/answers/resource.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { IF_MATCH } from '../platform/openapi/request-headers.ts';
import {
  type BudgetParams,
  budgetParamsSchema,
  budgetSchema,
  budgetsSchema,
  type BudgetsView,
  budgetView,
  type ScopedBudget,
  type UpdateBudgetBody,
  updateBudgetSchema,
} from './budgets.schema.ts';
import { ManageBudgets } from './manage-budgets.usecase.ts';

@ApiTags('usage')
@Controller('v1/budgets')
export class BudgetsController {
  constructor(private readonly budgets: ManageBudgets) {}

  @Get()
  @Roles('Audit.Read')
  @ApiOperation({
    operationId: 'listBudgets',
    summary: 'List the budgets of the month and what is used of them',
    description:
      'The month is that of UTC. `used` includes accepted work that is not spoken yet; work that fails or is canceled is given back.',
  })
  @ApiOkResponse({ standardSchema: budgetsSchema, description: 'The budgets' })
  list(@CurrentPrincipal() principal: Principal): Promise<BudgetsView> {
    return this.budgets.list(principal);
  }

  @Get(':scope')
  @Roles('Audit.Read')
  @ApiOperation({
    operationId: 'getBudget',
    summary: 'Get the limits of a budget',
    description: '`tenant` is the budget of all speech of the tenant, the id of a voice that of one voice.',
  })
  @AnswersResource(budgetSchema, budgetView)
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: budgetParamsSchema }) { scope }: BudgetParams,
  ): Promise<ScopedBudget> {
    return this.budgets.get(principal, scope);
  }

  @Put(':scope')
  @Roles('Voice.Admin')
  @Fails('state-conflict')
  @ApiOperation({
    operationId: 'updateBudget',
    summary: 'Update the limits of a budget',
    description:
      'Replaces all limits; an empty body removes them. Replicas apply them within a minute. Usage of the month counts from its first day. A soft limit is told once a month to webhook endpoints, in the audit log and in the log. Beyond a hard limit speech is refused with `budget-exhausted`.',
  })
  @ApiHeader(IF_MATCH)
  @AnswersResource(budgetSchema, budgetView)
  update(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: budgetParamsSchema }) { scope }: BudgetParams,
    @Body({ schema: updateBudgetSchema }) body: UpdateBudgetBody,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<ScopedBudget> {
    return this.budgets.update(principal, scope, body, ifMatch);
  }
}
