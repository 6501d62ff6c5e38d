import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { Commit, DocumentStore, type Stored } from '#documents';
import { isGone, ServiceError, type Voice } from '#domain';
import { assertOwner, auditMessage } from '#intake';
import { checkIfMatch } from '../platform/resources/if-match.ts';
import type { UpdateVoiceBody } from './voices.schema.ts';

/** Changes what a voice is called, and who may use it. See ADR 70. */
@Injectable()
export class UpdateVoice {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
  ) {}

  /** @throws ServiceError `not-found`, `forbidden`, `etag-mismatch`; `state-conflict` when the voice is being erased */
  async execute(
    principal: Principal,
    voiceId: string,
    body: UpdateVoiceBody,
    ifMatch: string | undefined,
  ): Promise<Stored<Voice>> {
    const { tenantId } = principal;
    const found = await this.documents.get('voice', tenantId, voiceId);
    const change = (voice: Stored<Voice>): Stored<Voice> => {
      assertOwner(principal, voice);
      checkIfMatch(ifMatch, voice);
      if (isGone(voice)) {
        throw new ServiceError('state-conflict', `The voice is ${voice.status}.`);
      }
      return changed(principal, voice, body);
    };
    const updated = await this.commit.update('voice', tenantId, voiceId, change, { found, following: 'moment' });
    return updated ?? this.documents.get('voice', tenantId, voiceId);
  }
}

function changed(principal: Principal, voice: Stored<Voice>, body: UpdateVoiceBody): Stored<Voice> {
  const { id, etag } = voice;
  const { name, description, grants: given } = body;
  const grants = given === null ? [] : given;
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
    outbox: [...voice.outbox, audited],
  };
}
