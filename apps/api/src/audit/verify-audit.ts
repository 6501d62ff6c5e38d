import { isReceiptSignatureValid } from '#auth';
import {
  type AuditAnchor,
  type AuditAnchors,
  anchorContent,
  type AuditHead,
  type AuditLog,
  type FoundAnchor,
} from '#storage';

/** Twice the time between two ticks that anchor: an entry that is older has been left out. */
const ANCHOR_OVERDUE_MS = 48 * 3_600_000;

export interface AuditFindings {
  readonly tenantId: string;
  /** How many entries from the first on are as they were written. */
  readonly entries: number;
  readonly head: AuditHead;
  /** The last anchor that holds. */
  readonly anchored: { readonly sequence: number; readonly anchoredAt: string } | undefined;
  /** Everything that is wrong, one sentence each; empty when the log is as it was written. */
  readonly problems: readonly string[];
}

/** Holds the audit log of a tenant against itself and against its signed anchors. */
export class VerifyAudit {
  /** @param publicKeys Ed25519 keys whose anchors count, base64url */
  constructor(
    private readonly log: AuditLog,
    private readonly anchors: AuditAnchors,
    private readonly publicKeys: readonly string[],
    private readonly now: () => number = Date.now,
  ) {}

  /** Those that have entries and those that have anchors: a log that was deleted as a whole has these left. */
  async tenants(): Promise<readonly string[]> {
    return [...new Set([...(await this.log.tenants()), ...(await this.anchors.tenants())])].toSorted();
  }

  /** @param known a head that was noted elsewhere */
  async execute(tenantId: string, known?: AuditHead): Promise<AuditFindings> {
    const found = await this.anchors.list(tenantId);
    const problems = found.flatMap((each, index) => this.problemOf(tenantId, each, found[index - 1]) ?? []);
    const sound = found.flatMap((each) => (each.anchor && !this.flawOf(tenantId, each) ? each.anchor : []));
    const heads = [...sound, ...(known ? [known] : [])];
    const { entries, head, broken } = await this.log.verify(tenantId, { known: heads });
    if (broken) problems.unshift(`BROKEN at entry ${broken.sequence}: ${broken.problem}`);
    const anchored = sound.findLast(({ sequence }) => sequence <= head.sequence);
    if (!broken) problems.push(...(await this.overdue(tenantId, head, anchored)));
    return { tenantId, entries, head, anchored, problems };
  }

  private problemOf(tenantId: string, found: FoundAnchor, before?: FoundAnchor): string | undefined {
    const flaw = this.flawOf(tenantId, found);
    if (flaw !== undefined) return `BROKEN anchor of entry ${found.sequence}: ${flaw}`;
    // Two workers may anchor side by side: then both follow the same one. What an anchor follows must still be there.
    const { previousSequence = 0 } = found.anchor ?? {};
    return previousSequence > (before?.sequence ?? 0)
      ? `BROKEN anchor of entry ${previousSequence}: it is missing`
      : undefined;
  }

  private flawOf(tenantId: string, { sequence, anchor }: FoundAnchor): string | undefined {
    if (!anchor) return 'it is not an anchor';
    if (!this.isSigned(anchor)) return 'it is not signed by a known key, or was changed';
    const isOfThisEntry = anchor.tenantId === tenantId && anchor.sequence === sequence;
    return isOfThisEntry ? undefined : 'it is the anchor of another entry';
  }

  private isSigned(anchor: AuditAnchor): boolean {
    return (
      this.publicKeys.includes(anchor.signature.publicKey) &&
      isReceiptSignatureValid(anchorContent(anchor), anchor.signature)
    );
  }

  private async overdue(tenantId: string, head: AuditHead, anchored: AuditAnchor | undefined): Promise<string[]> {
    const first = (anchored?.sequence ?? 0) + 1;
    const entry = first <= head.sequence ? await this.log.find(tenantId, first) : undefined;
    if (!entry || this.now() - Date.parse(entry.recordedAt) <= ANCHOR_OVERDUE_MS) return [];
    return [`NOT ANCHORED from entry ${first} onwards (recorded at ${entry.recordedAt}): see the worker's log`];
  }
}
