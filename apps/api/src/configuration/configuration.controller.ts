import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AnyToken, CurrentPrincipal, type Principal, Roles, ROLES } from '#auth';
import { CONFIG, type Config } from '#config';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import {
  configurationSchema,
  configurationView,
  type ConfigurationView,
  meSchema,
  type MeView,
} from './configuration.schema.ts';

/** What a client asks first: what this deployment offers, and who it is itself. */
@Tagged('configuration', 'What this deployment offers, and who the caller is')
@Controller('v1')
@Roles(...ROLES)
export class ConfigurationController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('configuration')
  @ApiOperation({
    operationId: 'getConfiguration',
    summary: 'Get the upload ways, formats and limits',
    description: 'Needs any role. The values change only when the API is deployed again.',
  })
  @ApiOkResponse({
    standardSchema: configurationSchema,
    description: 'The configuration, as far as it concerns clients',
  })
  configuration(): ConfigurationView {
    return configurationView(this.config);
  }

  @Get('me')
  @AnyToken()
  @ApiOperation({
    operationId: 'getMe',
    summary: 'Get the caller as the token describes it',
    description: 'Needs a valid token, and no role. Useful to see which tenant and roles a token has.',
  })
  @ApiOkResponse({ standardSchema: meSchema, description: 'The caller' })
  me(@CurrentPrincipal() { tenantId, objectId, kind, roles, clientId, expiresAt }: Principal): MeView {
    return {
      tenantId,
      objectId,
      kind,
      roles: [...roles],
      clientId,
      ...(expiresAt !== undefined && { tokenExpiresAt: new Date(expiresAt).toISOString() }),
    };
  }
}
