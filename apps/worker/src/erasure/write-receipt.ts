import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ReceiptSigner } from '#auth';
import { Commit, DocumentStore } from '#documents';
import {
  type Consent,
  erasedConsent,
  erasedVoice,
  type ErasureInventory,
  type ErasureReceipt,
  KEPT_BY_MICROSOFT,
  ServiceError,
} from '#domain';
import { type Logger, LOGGER } from '#observability';
import { canonicalJson, ErasureRegister } from '#storage';
import type { ErasureRoot, ErasureScope } from './erasure-scope.ts';
import { systemAudit } from '../platform/system-audit.ts';

const RECORDS_KEPT =
  'Of the records of what was spoken, hashes, times and signatures are kept without any id, so that a file can be recognized as synthetic.';

/** Signs the receipt of an erasure and leaves it in place of what was erased. */
@Injectable()
export class WriteReceipt {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    private readonly signer: ReceiptSigner,
    private readonly register: ErasureRegister,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The document that holds the stage becomes the receipt last: until then, a worker that dies is followed by one that does this again. */
  async execute(root: ErasureRoot, scope: ErasureScope): Promise<void> {
    const { tenantId } = root;
    const inventory = root.erasure?.inventory;
    if (!inventory) throw new ServiceError('internal', 'Nothing was counted before the erasure.');
    // First: what a restored backup must not bring back is known after that, wherever this is interrupted.
    const receipt = await this.register.add(this.receiptOf(root, scope, inventory), inventory.at);
    for (const id of scope.voiceIds) {
      const voice = id === root.id ? undefined : await this.documents.find('voice', tenantId, id);
      if (voice?.status === 'deleting') await this.commit.save(erasedVoice(voice, receipt));
    }
    for (const id of scope.consentIds) {
      const consent = id === root.id ? undefined : await this.documents.find('consent', tenantId, id);
      if (consent?.status === 'deleting') await this.commit.save(erasedConsent(consent, receipt));
    }
    const digest = createHash('sha256').update(canonicalJson(receipt)).digest('hex');
    const audited = systemAudit(tenantId, {
      action: root.kind === 'voice' ? 'voice.erased' : 'consent.erased',
      subject: { kind: root.kind, id: root.id },
      details: { receiptSha256: digest, signed: receipt.signature !== undefined, ...heldDetails(scope) },
    });
    const outbox = [...root.outbox, audited];
    if (root.kind === 'voice') await this.commit.save({ ...erasedVoice(root, receipt), outbox });
    else await this.commit.save<Consent>({ ...erasedConsent(root, receipt), outbox });
    if (!receipt.signature)
      this.logger.error({ subjectId: root.id }, 'the receipt is not signed, because there is no key');
  }

  private receiptOf(root: ErasureRoot, scope: ErasureScope, inventory: ErasureInventory): ErasureReceipt {
    const { erasure, tenantId, id, kind } = root;
    const { at, ...erased } = inventory;
    const subject = { kind, id };
    const entry = ErasureRegister.nameOf({ tenantId, subject }, at);
    const unsigned: ErasureReceipt = {
      version: 1,
      tenantId,
      subject,
      requestedAt: erasure?.requestedAt ?? at,
      completedAt: new Date().toISOString(),
      erased,
      kept: [
        ...scope.kept,
        ...(scope.voiceIds.length > 0 ? [RECORDS_KEPT] : []),
        `This receipt is kept in the erasure register as ${entry}, so that data from a restored backup can be erased again.`,
      ],
      keptByMicrosoft: KEPT_BY_MICROSOFT,
    };
    const signature = this.signer.sign(Buffer.from(canonicalJson(unsigned)));
    return signature ? { ...unsigned, signature } : unsigned;
  }
}

/** How much legal holds keep: the receipt names it. */
function heldDetails({ held }: ErasureScope): { readonly held?: number } {
  const count = held.uploadIds.length + held.consentIds.length + held.synthesisIds.length;
  return count === 0 ? {} : { held: count };
}
