import type { CallHandler, ExecutionContext, HttpStatus, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

export interface AnswerHead {
  /** That of the route if it is left out. */
  readonly status?: HttpStatus;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a handler returns that says more of its answer than the body. See ADR 112. */
export class Answer<T> {
  constructor(
    readonly body: T,
    readonly head: AnswerHead,
  ) {}
}

/** Sends what an `Answer` says. The innermost of all global interceptors: the others see the body alone, and the reply as it will be. */
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((result: unknown) => {
        if (!(result instanceof Answer)) return result;
        const { status, headers = {} } = result.head;
        const reply = context.switchToHttp().getResponse<FastifyReply>();
        if (status !== undefined) void reply.status(status);
        void reply.headers(headers);
        return result.body;
      }),
    );
  }
}

/** An interceptor of one route that turns what its handler returns into the answer. */
export class AnswerBy<R> implements NestInterceptor {
  constructor(private readonly answer: (result: R, request: FastifyRequest) => unknown) {}

  intercept(context: ExecutionContext, next: CallHandler<R>): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return next.handle().pipe(map((result) => this.answer(result, request)));
  }
}

/** A decorator of handlers that return `R`. */
export type HandlerDecorator<R> = <T extends (...args: never[]) => R | Promise<R>>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<T>,
) => void;
