import { Inject, Injectable } from '@nestjs/common';
import { isReceiptSignatureValid, ReceiptSigner } from '#auth';
import { type Logger, LOGGER } from '#observability';
import { type AuditAnchor, AuditAnchors, anchorContent, type AuditHead, AuditLog, EMPTY_CHAIN } from '#storage';

/** So many entries at most are not covered by an anchor while a tenant is busy; the tick covers what is left once a day. */
export const ENTRIES_PER_ANCHOR = 1_000;

/**
 * Signs the head of a tenant's audit log and keeps it where the database's writers cannot reach it. Only what follows the last anchor and is as it
 * was written is anchored: a broken chain is not vouched for, but reported.
 */
@Injectable()
export class AnchorAudit {
  constructor(
    private readonly log: AuditLog,
    private readonly anchors: AuditAnchors,
    private readonly signer: ReceiptSigner,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Those with entries, and those that had some when they were anchored. */
  async tenants(): Promise<readonly string[]> {
    return [...new Set([...(await this.log.startedChains()), ...(await this.anchors.tenants())])].toSorted();
  }

  /**
   * Anchors each thousandth entry that is not anchored yet, and the last one. Run twice, it leaves what one run leaves.
   * @returns how many anchors were made
   */
  async execute(tenantId: string, signal: AbortSignal): Promise<number> {
    if (this.signer.publicKeys.length === 0) {
      this.logger.error({ tenantId }, 'the audit log is not anchored: RECEIPT_SIGNING_KEYS is not set');
      return 0;
    }
    let last = await this.lastAnchored(tenantId);
    for (let made = 0; ; made++) {
      signal.throwIfAborted();
      const next = last && (await this.nextHead(tenantId, last));
      if (!next || !last) return made;
      await this.anchor(tenantId, next, last);
      last = next;
    }
  }

  private async lastAnchored(tenantId: string): Promise<AuditHead | undefined> {
    // Anchors of a key that is no longer listed, or of nobody, are for `audit:verify` to name; anchoring goes on after the last one of a known key.
    const last = await this.anchors.latest(tenantId, (anchor) => this.isOurs(anchor));
    if (!last) return EMPTY_CHAIN;
    const { sequence, hash } = last;
    const entry = await this.log.find(tenantId, sequence);
    if (entry?.hash === hash) return { sequence, hash };
    return this.report(tenantId, sequence, entry ? 'it differs from the anchored entry' : 'it is missing');
  }

  private async nextHead(tenantId: string, last: AuditHead): Promise<AuditHead | undefined> {
    const limit = ENTRIES_PER_ANCHOR - (last.sequence % ENTRIES_PER_ANCHOR);
    const { head, broken } = await this.log.verify(tenantId, { after: last, limit });
    if (broken) return this.report(tenantId, broken.sequence, broken.problem);
    return head.sequence > last.sequence ? { sequence: head.sequence, hash: head.hash } : undefined;
  }

  private async anchor(tenantId: string, head: AuditHead, previous: AuditHead): Promise<void> {
    const unsigned = {
      version: 1,
      type: 'audit-anchor',
      tenantId,
      ...head,
      anchoredAt: new Date().toISOString(),
      previousSequence: previous.sequence,
    } as const;
    const signature = this.signer.sign(anchorContent(unsigned));
    if (!signature) return;
    const isNew = await this.anchors.add({ ...unsigned, signature });
    // The log is a second place that writers of the database cannot reach.
    this.logger.info({ tenantId, ...head, keyId: signature.keyId, isNew }, 'the audit log was anchored');
  }

  private isOurs(anchor: AuditAnchor): boolean {
    const { signature } = anchor;
    return (
      this.signer.publicKeys.some(({ publicKey }) => publicKey === signature.publicKey) &&
      isReceiptSignatureValid(anchorContent(anchor), signature)
    );
  }

  private report(tenantId: string, sequence: number | undefined, problem: string): undefined {
    this.logger.error({ tenantId, sequence, problem }, 'the audit log is broken; it was not anchored');
    return undefined;
  }
}
