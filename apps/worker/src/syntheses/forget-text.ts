import { Injectable } from '@nestjs/common';
import { Commit, type Stored } from '#documents';
import { hasTextToRemove, type Synthesis, withoutText } from '#domain';
import { AuditLog } from '#storage';

/** Removes the text of a synthesis that is not to be stored, once it was spoken. See ADR 187. */
@Injectable()
export class ForgetText {
  constructor(
    private readonly commit: Commit,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * Safe to repeat. A long text lies in a blob: who calls this deletes the blobs that the document does not name.
   * @returns the document as it is then; undefined when it is gone
   * @throws ServiceError `dependency-unavailable`
   */
  async execute(synthesis: Stored<Synthesis>): Promise<Stored<Synthesis> | undefined> {
    if (!hasTextToRemove(synthesis)) return synthesis;
    const { id, tenantId, operationEvents = [], updatedAt } = synthesis;
    await this.auditLog.append(tenantId, {
      eventId: `${id}:synthesis.expire:text`,
      action: 'synthesis.expire',
      outcome: 'accepted',
      // When it ended: a repeated run records the same event, which is appended once.
      at: operationEvents.at(-1)?.at ?? updatedAt,
      actor: { kind: 'system', id: 'worker' },
      subject: { kind: 'synthesis', id },
      details: { removed: 'text' },
    });
    const change = (current: Stored<Synthesis>): Stored<Synthesis> | undefined =>
      hasTextToRemove(current) ? withoutText(current) : undefined;
    return this.commit.update('synthesis', tenantId, id, change, { found: synthesis });
  }
}
