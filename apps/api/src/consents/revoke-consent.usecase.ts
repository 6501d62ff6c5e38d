import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import {
  canTransition,
  CONSENT_TRANSITIONS,
  type Consent,
  errorCodeOf,
  type Operation,
  ServiceError,
  transition,
} from '#domain';
import { announcing, createMessage } from '#messaging';
import { DocumentStore, type RequestIds, type Stored } from '#storage';
import { auditMessage } from '../audit/audit-message.ts';
import { AcceptWork } from '../operations/accept-work.ts';
import { assertOwner } from '../resources/ownership.ts';

const WRITE_ATTEMPTS = 5;

/**
 * Takes a person's consent back, and has all of the person erased if that is asked for. From this one write on no voice of the consent may
 * speak; what follows (suspending the voices, calling off their work) is for the worker.
 */
@Injectable()
export class RevokeConsent {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(AcceptWork) private readonly acceptWork: AcceptWork,
  ) {}

  /** @throws ServiceError `not-found`, `forbidden`; `state-conflict` when there is nothing (more) to take back */
  async execute(principal: Principal, consentId: string, erase: boolean, ids: RequestIds): Promise<Operation> {
    const operationId = ids.id('operation', 'revocation');
    for (let attempt = 1; ; attempt++) {
      const consent = await this.documents.get('consent', principal.tenantId, consentId);
      assertOwner(principal, consent);
      // An earlier run of the same request has done it; or what is asked for is under way, or done, already.
      if (consent.operationId === operationId || (erase && isBeingErased(consent))) {
        return this.acceptWork.resume(consent);
      }
      try {
        return await this.acceptWork.change(announcing(this.withdrawn(principal, consent, erase, operationId)));
      } catch (error) {
        if (errorCodeOf(error) !== 'etag-mismatch' || attempt >= WRITE_ATTEMPTS) throw error;
      }
    }
  }

  private withdrawn(
    principal: Principal,
    consent: Stored<Consent>,
    erase: boolean,
    operationId: string,
  ): Stored<Consent> {
    const { id, tenantId, status } = consent;
    const now = new Date().toISOString();
    const erasures = consent.erasure?.attempt ?? 0;
    const withdrawal = {
      operationId,
      requestedAt: now,
      erase,
      ...(consent.operationId !== undefined && { interruptedOperationId: consent.operationId }),
    };
    const audited = [
      ...(canTransition(CONSENT_TRANSITIONS, status, 'revoked')
        ? [auditMessage(principal, { action: 'consent.revoke', subject: { kind: 'consent', id } })]
        : []),
      ...(erase
        ? [
            auditMessage(principal, {
              action: 'consent.erase',
              subject: { kind: 'consent', id },
              eventId: `${id}:consent.erase:${erasures + 1}`,
            }),
          ]
        : []),
    ];
    const change = { operationId, withdrawal, updatedAt: now };
    const outbox = [...consent.outbox, ...audited];
    if (canTransition(CONSENT_TRANSITIONS, status, 'revoked')) {
      const message = createMessage('consent.enforce', { tenantId, subjectId: id, data: {} });
      const revoked = { ...change, stage: 'done' as const, revokedAt: now, outbox: [...outbox, message] };
      return transition(CONSENT_TRANSITIONS, consent, 'revoked', revoked);
    }
    if (!erase) throw new ServiceError('state-conflict', `The consent is ${status}; there is nothing to revoke.`);
    // The message that suspends its voices is under way, and goes on with this.
    if ((status === 'revoked' || status === 'expired') && consent.enforcedAt === undefined) {
      return { ...consent, ...change, outbox };
    }
    const attempt = erasures + 1;
    const message = createMessage('consent.erase', { tenantId, subjectId: id, part: `${attempt}`, data: {} });
    const deleting = {
      ...change,
      erasure: { requestedAt: now, attempt, stage: 'stopping' as const, operationId },
      outbox: [...outbox, message],
    };
    return status === 'deleting'
      ? { ...consent, ...deleting }
      : transition(CONSENT_TRANSITIONS, consent, 'deleting', deleting);
  }
}

function isBeingErased({ status, withdrawal, erasure }: Consent): boolean {
  if (status === 'deleted') return true;
  return (status === 'deleting' || withdrawal?.erase === true) && erasure?.failure === undefined;
}
