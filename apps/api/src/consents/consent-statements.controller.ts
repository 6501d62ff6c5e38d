import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Roles } from '#auth';
import { CONSENT_STATEMENTS } from '#domain';
import { consentStatementsSchema } from './consents.schema.ts';

@ApiTags('consents')
@Controller('v1/consent-statements')
export class ConsentStatementsController {
  @Get()
  @Roles('Voice.Read', 'Voice.Enroll')
  @ApiOperation({
    operationId: 'listConsentStatements',
    summary: 'List consent statements by locale',
    description:
      'A consent can be created in these locales. Replace the placeholders with the names of the person and the company.',
  })
  @ApiOkResponse({ standardSchema: consentStatementsSchema, description: 'All statements' })
  list(): z.infer<typeof consentStatementsSchema> {
    return { data: Object.entries(CONSENT_STATEMENTS).map(([locale, statement]) => ({ locale, statement })) };
  }
}
