import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore, OutboxRelay, type Stored } from '#documents';
import { errorCodeOf, ServiceError, type Voice } from '#domain';
import { auditMessage } from '../audit/audit-message.ts';
import { checkIfMatch } from '../platform/resources/if-match.ts';
import { assertOwner } from '../platform/resources/ownership.ts';
import type { UpdateVoiceBody } from './voices.schema.ts';

const WRITE_ATTEMPTS = 5;

/** Changes what a voice is called, and who may use it. See ADR 70. */
@Injectable()
export class UpdateVoice {
  constructor(
    private readonly documents: DocumentStore,
    private readonly outbox: OutboxRelay,
  ) {}

  /** @throws ServiceError `not-found`, `forbidden`, `etag-mismatch`; `state-conflict` when the voice is being erased */
  async execute(
    principal: Principal,
    voiceId: string,
    body: UpdateVoiceBody,
    ifMatch: string | undefined,
  ): Promise<Stored<Voice>> {
    for (let attempt = 1; ; attempt++) {
      const voice = await this.documents.get('voice', principal.tenantId, voiceId);
      assertOwner(principal, voice);
      checkIfMatch(ifMatch, voice);
      if (voice.status === 'deleting' || voice.status === 'deleted') {
        throw new ServiceError('state-conflict', `The voice is ${voice.status}.`);
      }
      try {
        return await this.relayed(await this.documents.replace(changed(principal, voice, body)));
      } catch (error) {
        const isRace = errorCodeOf(error) === 'etag-mismatch' && ifMatch === undefined;
        if (!isRace || attempt >= WRITE_ATTEMPTS) throw error;
      }
    }
  }

  /** So that the entity tag of the answer is still that of the document afterwards, if the broker is there. */
  private async relayed(voice: Stored<Voice>): Promise<Stored<Voice>> {
    try {
      return await this.outbox.relay(voice);
    } catch (error) {
      if (errorCodeOf(error) !== 'dependency-unavailable') throw error;
      this.outbox.relayInBackground(voice);
      return voice;
    }
  }
}

function changed(principal: Principal, voice: Stored<Voice>, body: UpdateVoiceBody): Stored<Voice> {
  const { id, etag } = voice;
  const { name, description, grants } = body;
  const audited = auditMessage(principal, {
    action: 'voice.update',
    subject: { kind: 'voice', id },
    eventId: `${id}:voice.update:${etag.replaceAll('"', '')}`,
    details: {
      changed: Object.keys(body).join(' '),
      // Whom a voice is handed to must be found later.
      ...(grants && {
        grants: grants
          .map(({ principalId }) => principalId)
          .slice(0, 10)
          .join(' '),
        granted: grants.length,
      }),
    },
  });
  return {
    ...voice,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description: description ?? undefined }),
    ...(grants !== undefined && { grants }),
    updatedAt: new Date().toISOString(),
    outbox: [...voice.outbox, audited],
  };
}
