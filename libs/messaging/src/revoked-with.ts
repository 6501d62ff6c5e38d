import { canTransition, type Consent, CONSENT_TRANSITIONS, endedConsent } from '#domain';
import { messages } from './messages.ts';

/**
 * A consent after another one that was given with the same recording was revoked or ran out, with the message that has this enforced. Nobody
 * asked for it by its id, so that it has no operation of its own.
 * @param lost the other one, revoked or expired
 * @param at RFC 3339
 * @returns undefined when it is lost already, or has not got as far as to be lost when a consent expires
 */
export function revokedWith<C extends Consent>(consent: C, lost: Pick<Consent, 'status'>, at: string): C | undefined {
  const status = lost.status === 'expired' ? 'expired' : 'revoked';
  if (!canTransition(CONSENT_TRANSITIONS, consent.status, status)) return undefined;
  const { id: subjectId, tenantId, operationId, outbox } = consent;
  return endedConsent(consent, status, {
    stage: 'done',
    failure: undefined,
    ...(status === 'revoked' && { revokedAt: at }),
    withdrawal: {
      operationId: '',
      requestedAt: at,
      erase: false,
      ...(operationId !== undefined && { interruptedOperationId: operationId }),
    },
    updatedAt: at,
    outbox: [...outbox, messages.consentEnforce({ tenantId, subjectId })],
  });
}
