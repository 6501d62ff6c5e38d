import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type OpenAnswer, type OpenAnswerKind, OpenAnswers } from './open-answers.ts';

interface Exchange {
  readonly kind: OpenAnswerKind;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

@Injectable()
class OpensPipe implements PipeTransform<Exchange, () => OpenAnswer> {
  constructor(private readonly openAnswers: OpenAnswers) {}

  transform({ kind, request, reply }: Exchange): () => OpenAnswer {
    return () => this.openAnswers.open(kind, request, reply);
  }
}

const exchangeOf = createParamDecorator((kind: OpenAnswerKind, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  return { kind, request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
});

/** `@Opens('events') open: () => OpenAnswer`: counts this request's answer as open when it is called. It throws `too-many-open-requests`. */
export function Opens(kind: OpenAnswerKind): ParameterDecorator {
  return exchangeOf(kind, OpensPipe);
}
