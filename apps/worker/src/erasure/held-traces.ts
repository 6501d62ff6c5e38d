import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, type HeldDocument } from '#documents';
import { canTransition, isExpired, isHeld, type Synthesis, transition, UPLOAD_TRANSITIONS } from '#domain';

const PAGE = 100;

/** What a legal hold keeps of somebody who is erased: it stays, and is shown to nobody. See ADR 207. */
export interface HeldTraces {
  readonly uploadIds: readonly string[];
  readonly consentIds: readonly string[];
  readonly synthesisIds: readonly string[];
  /** For the receipt. */
  readonly kept: readonly string[];
}

export const NOTHING_HELD: HeldTraces = { uploadIds: [], consentIds: [], synthesisIds: [], kept: [] };

/** Finds what an erasure must leave out because of legal holds, and hides it. */
@Injectable()
export class FindHeld {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
  ) {}

  async of(
    tenantId: string,
    {
      voiceIds,
      consentIds,
      uploadIds,
    }: { voiceIds: readonly string[]; consentIds: readonly string[]; uploadIds: readonly string[] },
  ): Promise<HeldTraces> {
    const uploads = await Promise.all(uploadIds.map((id) => this.documents.find('upload', tenantId, id)));
    const consents = await Promise.all(consentIds.map((id) => this.documents.find('consent', tenantId, id)));
    const syntheses = new Map<string, HeldDocument>();
    for (const voiceId of voiceIds) {
      for await (const synthesis of this.syntheses(tenantId, voiceId)) syntheses.set(synthesis.id, synthesis);
    }
    const held = [...uploads, ...consents, ...syntheses.values()].filter((each) => each !== undefined && isHeld(each));
    const idsOf = (kind: HeldDocument['kind']) => held.flatMap((each) => (each?.kind === kind ? [each.id] : []));
    return {
      uploadIds: idsOf('upload'),
      consentIds: idsOf('consent'),
      synthesisIds: idsOf('synthesis'),
      kept: held.flatMap((each) => (each ? [keptByHold(each)] : [])),
    };
  }

  /** From now on the API shows neither the recordings nor the speech. Idempotent. */
  async hide(tenantId: string, { uploadIds, synthesisIds }: HeldTraces): Promise<void> {
    for (const id of uploadIds) {
      await this.commit.update('upload', tenantId, id, (upload) =>
        canTransition(UPLOAD_TRANSITIONS, upload.status, 'deleted')
          ? transition(UPLOAD_TRANSITIONS, upload, 'deleted')
          : undefined,
      );
    }
    const now = Date.now();
    for (const id of synthesisIds) {
      await this.commit.update('synthesis', tenantId, id, (synthesis) =>
        isExpired(synthesis, now) ? undefined : { ...synthesis, expiresAt: new Date(now).toISOString() },
      );
    }
  }

  private async *syntheses(tenantId: string, heardVoiceId: string): AsyncGenerator<HeldDocument & Synthesis> {
    let after: string | undefined;
    do {
      const page = await this.documents.list('synthesis', tenantId, { limit: PAGE, after, heardVoiceId, isHeld: true });
      yield* page.data;
      after = page.next;
    } while (after !== undefined);
  }
}

function keptByHold({ kind, id, legalHold }: HeldDocument): string {
  const hold = `a legal hold of ${legalHold?.setAt} prevents the deletion`;
  return kind === 'consent'
    ? `The recording and the names of the consent ${id} are kept: ${hold}. They are deleted when the hold is cleared.`
    : `The ${kind} ${id} is kept: ${hold}. It is deleted when the hold is cleared.`;
}
