import { Controller, Get, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Public } from '#auth';
import { Answer } from '../platform/answers/answer.ts';
import { RouteSettings } from '../platform/route-settings.ts';
import { UnsubscribeGate } from './unsubscribe-gate.ts';
import { CONFIRMATION_PAGE, UNSUBSCRIBE_POLICY, UNSUBSCRIBED_PAGE } from './unsubscribe-page.ts';
import { Unsubscribe } from './unsubscribe.usecase.ts';

/** Any text: one that is no token is not found, instead of invalid. In the query, which neither logs nor traces contain (ADR 150). */
const querySchema = z.object({ token: z.string().max(1_000).default('') });

/** The pages of the link in each e-mail, for people without a token. GET changes nothing: programs that scan mail open every link. */
@Controller('notifications/unsubscribe')
@ApiExcludeController()
@Public()
export class UnsubscribeController {
  constructor(private readonly unsubscribe: Unsubscribe) {}

  /** @throws ServiceError `not-found` */
  @Get()
  confirm(@Query({ schema: querySchema }) { token }: z.infer<typeof querySchema>): Answer<string> {
    this.unsubscribe.check(token);
    return page(CONFIRMATION_PAGE);
  }

  /** @throws ServiceError `not-found`, `dependency-unavailable` */
  @Post()
  @HttpCode(HttpStatus.OK)
  @RouteSettings({ bodyGate: UnsubscribeGate })
  async execute(@Query({ schema: querySchema }) { token }: z.infer<typeof querySchema>): Promise<Answer<string>> {
    await this.unsubscribe.execute(token);
    return page(UNSUBSCRIBED_PAGE);
  }
}

function page(html: string): Answer<string> {
  return new Answer(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': UNSUBSCRIBE_POLICY,
    },
  });
}
