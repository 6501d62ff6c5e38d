import { Controller, Get, HttpStatus, Param, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '#auth';
import { ERROR_CODES, isErrorCode, ServiceError } from '#domain';
import { didYouMean } from '#intake';
import { Answer } from '../platform/answers/answer.ts';
import { isNotModified } from '../platform/answers/conditions.ts';
import { type Page, PAGE_POLICY, pageOfAllCodes, pageOfCode } from './error-pages.ts';

/** A new release changes a page at most; caches ask again after an hour. */
const MAX_AGE_S = 3_600;

/** Any text: one that is no code is not found, instead of invalid. */
const paramsSchema = z.object({ code: z.string() });

/**
 * Pages for people, to which the `type` of a problem leads. They are served without Swagger UI too, and are not in the OpenAPI document: programs
 * branch on `code`.
 */
@Controller('errors')
@ApiExcludeController()
@Public()
export class ErrorsController {
  @Get()
  list(@Req() request: FastifyRequest): Answer<string | undefined> {
    return answer(pageOfAllCodes(), request);
  }

  /** @throws ServiceError `not-found` for a code that does not exist */
  @Get(':code')
  get(
    @Param({ schema: paramsSchema }) { code }: z.infer<typeof paramsSchema>,
    @Req() request: FastifyRequest,
  ): Answer<string | undefined> {
    if (isErrorCode(code)) return answer(pageOfCode(code), request);
    const hint = didYouMean(code, Object.keys(ERROR_CODES));
    throw new ServiceError('not-found', `This error code does not exist.${hint} GET /errors lists all codes.`);
  }
}

function answer({ html, etag }: Page, request: FastifyRequest): Answer<string | undefined> {
  const headers = { etag, 'cache-control': `public, max-age=${MAX_AGE_S}`, 'content-security-policy': PAGE_POLICY };
  if (isNotModified(request, etag)) {
    // Fastify sends nothing of it in answer to HEAD, but its length, which must be that of the page.
    const body = request.method === 'HEAD' ? html : undefined;
    return new Answer(body, { headers, status: HttpStatus.NOT_MODIFIED });
  }
  return new Answer(html, { headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } });
}
