import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, ErasedSubjects, RemoveSynthesis, type Stored } from '#documents';
import { errorCodeOf, isExpired, isHeld, newExpiry, type Synthesis } from '#domain';
import type { MessageSubject } from '#messaging';
import { AuditLog } from '#storage';
import { ForgetText } from './forget-text.ts';
import { hasEnded } from './synthesis-end.ts';
import type { SweptPage } from '../platform/swept-page.ts';

const SYNTHESES_AT_ONCE = 100;

type Settled = 'removed' | 'dated' | undefined;

/**
 * Removes syntheses whose time is over. A message that is scheduled for that time does it; the sweep finds what such a message has missed,
 * because the synthesis had not ended yet, or a worker of an earlier release has ended it, which sets no time.
 * See ADR 187.
 */
@Injectable()
export class ExpireSyntheses {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    private readonly remove: RemoveSynthesis,
    private readonly erased: ErasedSubjects,
    private readonly forgetText: ForgetText,
    private readonly auditLog: AuditLog,
  ) {}

  /** The one whose time has come. @returns milliseconds until then, where the broker's clock is ahead */
  async one({ tenantId, subjectId }: MessageSubject): Promise<number | undefined> {
    const synthesis = await this.documents.find('synthesis', tenantId, subjectId);
    if (!synthesis) {
      // A run may have died after the document, and before the audio.
      if (await this.erased.has(tenantId, subjectId)) await this.remove.removeAudio(tenantId, subjectId);
      return undefined;
    }
    const leftMs = synthesis.expiresAt === undefined ? 0 : Date.parse(synthesis.expiresAt) - Date.now();
    if (leftMs > 0) return leftMs;
    await this.settle(synthesis);
    return undefined;
  }

  /** One page of those of all tenants. */
  async execute(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const before = new Date().toISOString();
    const found = await this.documents.expiring(before, SYNTHESES_AT_ONCE, after);
    const counts = { removed: 0, dated: 0 };
    for (const synthesis of found) {
      signal.throwIfAborted();
      try {
        const settled = await this.settle(synthesis);
        if (settled) counts[settled] += 1;
      } catch (error) {
        // Its end, or a download, was noted in this moment: the next sweep finds it.
        if (errorCodeOf(error) !== 'etag-mismatch') throw error;
      }
    }
    return { counts, next: found.length === SYNTHESES_AT_ONCE ? found.at(-1)?.id : undefined };
  }

  private async settle(synthesis: Stored<Synthesis>): Promise<Settled> {
    if (!hasEnded(synthesis)) return undefined;
    // From its time on the API serves it no longer; it goes when the hold is cleared.
    if (isHeld(synthesis)) return undefined;
    const now = Date.now();
    if (newExpiry(synthesis, now) !== undefined) {
      // Every write of an end sets the time.
      await this.commit.save((await this.forgetText.execute(synthesis)) ?? synthesis);
      return 'dated';
    }
    if (!isExpired(synthesis, now)) return undefined;
    const { id, tenantId, expiresAt = '' } = synthesis;
    await this.remove.removeDocument(synthesis, () => this.record(tenantId, id, expiresAt));
    await this.remove.removeAudio(tenantId, id);
    return 'removed';
  }

  private async record(tenantId: string, id: string, at: string): Promise<void> {
    await this.auditLog.append(tenantId, {
      eventId: `${id}:synthesis.expire`,
      action: 'synthesis.expire',
      outcome: 'accepted',
      at,
      actor: { kind: 'system', id: 'worker' },
      subject: { kind: 'synthesis', id },
      details: { removed: 'all' },
    });
  }
}
