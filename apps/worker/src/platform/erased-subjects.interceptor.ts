import { Injectable } from '@nestjs/common';
import { ErasedSubjects } from '#documents';
import { errorCodeOf } from '#domain';
import { DONE, type HandlerOutcome, type Message, type MessageInterceptor } from '#messaging';

/** Completes messages about what was erased: they were under way, and nothing is left to do. */
@Injectable()
export class ErasedSubjectsInterceptor implements MessageInterceptor {
  constructor(private readonly erased: ErasedSubjects) {}

  async intercept({ tenantId, subjectId }: Message, next: () => Promise<HandlerOutcome>): Promise<HandlerOutcome> {
    try {
      return await next();
    } catch (error) {
      if (errorCodeOf(error) !== 'unknown-subject' || !(await this.erased.has(tenantId, subjectId))) throw error;
      return DONE;
    }
  }
}
