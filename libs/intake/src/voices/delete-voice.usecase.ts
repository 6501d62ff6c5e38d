import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { Commit, RequestIds, type Stored } from '#documents';
import { isGone, type Operation, ServiceError, transition, type Voice, VOICE_TRANSITIONS } from '#domain';
import { messages } from '#messaging';
import { auditMessage } from '../audit/audit-message.ts';
import { assertOwner } from '../resources/ownership.ts';

export interface DeleteVoiceOptions {
  readonly keepConsent: boolean;
  /** Throws when the voice is no longer the one that the caller has seen. */
  readonly assertUnchanged?: (voice: Stored<Voice>) => void;
}

/** Has a voice erased with all that was made with it. From this one write on it does not speak. */
@Injectable()
export class DeleteVoice {
  constructor(private readonly commit: Commit) {}

  /**
   * Asking again answers with the erasure that is under way, or was done; one that has failed begins again.
   * @throws ServiceError `not-found`, `forbidden`, what `assertUnchanged` throws; `state-conflict` when it is erased together with its consent
   */
  async execute(principal: Principal, voiceId: string, options: DeleteVoiceOptions): Promise<Operation> {
    return this.commit.accept('voice', principal.tenantId, voiceId, (voice) => {
      assertOwner(principal, voice);
      const { status, erasure } = voice;
      if (isGone(voice) && erasure?.operationId === undefined) {
        throw new ServiceError('state-conflict', `The voice is ${status}, together with its consent.`);
      }
      if (status === 'deleted' || (status === 'deleting' && !erasure?.failure)) return voice;
      options.assertUnchanged?.(voice);
      return deleting(principal, voice, options.keepConsent);
    });
  }
}

function deleting(principal: Principal, voice: Stored<Voice>, keepConsent: boolean): Stored<Voice> {
  const { id, tenantId } = voice;
  const now = new Date().toISOString();
  const attempt = (voice.erasure?.attempt ?? 0) + 1;
  const operationId = RequestIds.derived(`${id}:erase:${attempt}`, Date.now()).id('operation');
  const audited = auditMessage(principal, {
    action: 'voice.delete',
    subject: { kind: 'voice', id },
    eventId: `${id}:voice.delete:${attempt}`,
    details: { keepConsent },
  });
  const change = {
    operationId,
    erasure: {
      requestedAt: now,
      attempt,
      stage: 'stopping' as const,
      operationId,
      interruptedOperationId: voice.operationId,
      keepConsent,
    },
    outbox: [...voice.outbox, messages.voiceErase({ tenantId, subjectId: id, part: `${attempt}` }), audited],
  };
  return voice.status === 'deleting'
    ? { ...voice, ...change }
    : transition(VOICE_TRANSITIONS, voice, 'deleting', change);
}
