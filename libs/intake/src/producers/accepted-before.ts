import { Injectable } from '@nestjs/common';
import {
  type AcceptedOrder,
  acceptedContent,
  DocumentStore,
  type IdempotencyScope,
  IdempotencyStore,
  isSameRequest,
  type RequestIds,
} from '#documents';
import { type OperationSubject, ruleOfRequest } from '#domain';
import type { ReplyContent } from '#messaging';

const SUBJECTS = ['consent', 'voice', 'synthesis', 'batch'] as const satisfies readonly OperationSubject['kind'][];

/** Knows whether a request of a producer was accepted, also by a run that died before it could say so. It runs nothing. */
@Injectable()
export class AcceptedBefore {
  constructor(
    private readonly keys: IdempotencyStore,
    private readonly documents: DocumentStore,
  ) {}

  /** What `request.accepted` says; undefined when no run has accepted the request. */
  async find(
    scope: IdempotencyScope,
    fingerprint: string,
    order: AcceptedOrder,
    body: unknown,
  ): Promise<ReplyContent | undefined> {
    const earlier = await this.keys.earlier(scope, fingerprint);
    if (!earlier) return undefined;
    if (earlier.answer) return earlier.answer.body as ReplyContent;
    const subject = await this.subjectOf(order, scope.tenantId, body, earlier.ids);
    const kept = subject?.orders?.find((each) => isSameRequest(each, order));
    return subject && kept && acceptedContent(subject, kept.operationId);
  }

  /** The document that the request is about, or has made. */
  private async subjectOf(
    { type }: AcceptedOrder,
    tenantId: string,
    body: unknown,
    ids: RequestIds,
  ): Promise<OperationSubject | undefined> {
    if (type === 'voice.erase.request') return this.documents.findLatest('voice', tenantId, memberOf(body, 'voiceId'));
    if (type === 'speech.cancel') {
      const operation = await this.documents.find('operation', tenantId, memberOf(body, 'operationId'));
      const kind = SUBJECTS.find((each) => each === operation?.subject.kind);
      return operation && kind && this.documents.findLatest(kind, tenantId, operation.subject.id);
    }
    const { subject: kind } = ruleOfRequest(type);
    return kind && this.documents.findLatest(kind, tenantId, ids.id(kind));
  }
}

function memberOf(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? value : '';
}
