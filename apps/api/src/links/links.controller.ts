import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '#auth';
import { Answer } from '../platform/answers/answer.ts';
import { Contributes } from '../platform/contribution.ts';
import { Idempotency } from '../platform/idempotency/idempotency-policy.ts';
import { Fails } from '../platform/openapi/fails.decorator.ts';
import { Tagged } from '../platform/openapi/tag.decorator.ts';
import { CreateLink } from './create-link.usecase.ts';
import { type CreateLinkBody, createLinkSchema, linkSchema, type LinkView, takesLinks } from './links.schema.ts';

@Tagged('links', 'Signed links for elements of web pages, which send no token')
@Controller('v1/links')
@Contributes({ takesLinks })
export class LinksController {
  constructor(private readonly createLink: CreateLink) {}

  @Post()
  @Roles('Voice.Read', 'Voice.Enroll', 'Voice.Synthesize')
  // The URL is as good as a token: it is created again, not kept.
  @Idempotency({ repeats: 'nothing' })
  @Fails('unknown-reference')
  @ApiOperation({
    operationId: 'createLink',
    summary: 'Create a signed link to one resource',
    description:
      'For `<audio>`, `<track>`, `EventSource` and downloads, which send no `Authorization` header. The link works for five minutes at most, for GET, and with the rights that the caller has: roles, consents and grants are checked when it is used. Ranges and `Last-Event-ID` work. The audit log records that it was created.',
  })
  @ApiCreatedResponse({ standardSchema: linkSchema, description: 'The link' })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createLinkSchema }) { resource }: CreateLinkBody,
  ): Promise<Answer<LinkView>> {
    return new Answer(await this.createLink.execute(principal, resource), { headers: { 'cache-control': 'no-store' } });
  }
}
