import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { Commit, type RequestIds, type Stored } from '#documents';
import {
  canTransition,
  CONSENT_TRANSITIONS,
  type Consent,
  isGone,
  isRevokedOrExpired,
  endedConsent,
  type Operation,
  ServiceError,
} from '#domain';
import { assertOwner, auditMessage } from '#intake';
import { messages } from '#messaging';
import { RevokeSameRecording } from './revoke-same-recording.ts';

/**
 * Takes a person's consent back, and has all of the person erased if that is asked for. From this one write on no voice of the consent may
 * speak; what follows (suspending the voices, canceling their work) is for the worker. It is taken in every state: what an outage has
 * rejected could otherwise be started again by an operator, against the person's will.
 */
@Injectable()
export class RevokeConsent {
  constructor(
    private readonly commit: Commit,
    private readonly revokeSameRecording: RevokeSameRecording,
  ) {}

  /** @throws ServiceError `not-found`, `forbidden`; `state-conflict` when it is being erased together with a voice */
  async execute(principal: Principal, consentId: string, erase: boolean, ids: RequestIds): Promise<Operation> {
    const operationId = ids.id('operation', 'revocation');
    const operation = await this.commit.accept('consent', principal.tenantId, consentId, (consent) => {
      assertOwner(principal, consent);
      // An earlier run of the same request has done it; or what is asked for is under way, or done, already.
      if (consent.operationId === operationId || (erase ? isBeingErased(consent) : isRevoked(consent))) return consent;
      return revocationOf(principal, consent, erase, operationId);
    });
    // Before the answer, and again by the worker: the person means the recording, whatever else was enrolled with it.
    await this.revokeSameRecording.execute(principal, consentId);
    return operation;
  }
}

function revocationOf(
  principal: Principal,
  consent: Stored<Consent>,
  erase: boolean,
  operationId: string,
): Stored<Consent> {
  const { id, tenantId, status } = consent;
  if (!erase && isGone(consent)) {
    throw new ServiceError('state-conflict', `The consent is ${status}, together with its voice.`);
  }
  const now = new Date().toISOString();
  const erasures = consent.erasure?.attempt ?? 0;
  const withdrawal = {
    operationId,
    requestedAt: now,
    erase,
    ...(consent.operationId !== undefined && { interruptedOperationId: consent.operationId }),
  };
  const audited = [
    ...(consent.revokedAt === undefined && status !== 'deleting'
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
  const change = { operationId, withdrawal, revokedAt: consent.revokedAt ?? now, failure: undefined };
  const outbox = [...consent.outbox, ...audited];
  if (canTransition(CONSENT_TRANSITIONS, status, 'revoked')) {
    const message = messages.consentEnforce({ tenantId, subjectId: id });
    const revoked = { ...change, stage: 'done' as const, outbox: [...outbox, message] };
    return endedConsent(consent, 'revoked', revoked);
  }
  // Of one that is lost already only the revocation is noted. The message that suspends its voices, if it is still under way, goes
  // on with this.
  if (!erase || (isRevokedOrExpired(consent) && consent.enforcedAt === undefined)) {
    return { ...consent, ...change, outbox };
  }
  const attempt = erasures + 1;
  const message = messages.consentErase({ tenantId, subjectId: id, part: `${attempt}` });
  const deleting = {
    ...change,
    erasure: { requestedAt: now, attempt, stage: 'stopping' as const, operationId },
    outbox: [...outbox, message],
  };
  return status === 'deleting' ? { ...consent, ...deleting } : endedConsent(consent, 'deleting', deleting);
}

function isBeingErased({ status, withdrawal, erasure }: Consent): boolean {
  if (status === 'deleted') return true;
  return (status === 'deleting' || withdrawal?.erase === true) && erasure?.failure === undefined;
}

/** Whether it was revoked before, and its operation shows that. */
function isRevoked({ withdrawal, operationId }: Consent): boolean {
  return withdrawal !== undefined && withdrawal.operationId === operationId;
}
