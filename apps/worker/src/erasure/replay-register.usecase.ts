import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isReceiptSignatureValid } from '#auth';
import { errorCodeOf, type ErasureReceipt } from '#domain';
import { canonicalJson } from '#storage';
import { inParallel } from '../platform/in-parallel.ts';
import { ReplayErasure } from './replay-erasure.usecase.ts';

const AT_ONCE = 4;

/** A receipt and where it is from. */
export interface ReplayedReceipt {
  readonly name: string;
  readonly receipt: ErasureReceipt | undefined;
}

export interface ReplayReport {
  /** Nothing of them had come back. */
  gone: number;
  /** What had come back is erased again. */
  erased: number;
  /** Not done: a fault, or nothing that may be trusted. */
  failed: number;
}

export interface ReplayOptions {
  /** Public keys, base64url, one of which must have signed each receipt; none: signatures are not asked for. */
  readonly publicKeys: readonly string[];
  readonly signal: AbortSignal;
  /** Told of each receipt that something was done or refused for. */
  readonly tell: (line: string) => void;
}

/** Replays a page of receipts: all are stopped first, then all settle together, so that a page takes as long as one. */
@Injectable()
export class ReplayRegister {
  constructor(private readonly replay: ReplayErasure) {}

  async execute(receipts: readonly ReplayedReceipt[], options: ReplayOptions): Promise<ReplayReport> {
    const report: ReplayReport = { gone: 0, erased: 0, failed: 0 };
    const trusted: ErasureReceipt[] = [];
    for (const { name, receipt } of receipts) {
      const problem = receipt === undefined ? 'is not a receipt' : mistrust(receipt, options.publicKeys);
      if (receipt !== undefined && problem === undefined) trusted.push(receipt);
      else {
        report.failed += 1;
        options.tell(`${name}: ${problem}; nothing was done`);
      }
    }
    let waiting = trusted;
    for (;;) {
      const again: ErasureReceipt[] = [];
      let pauseMs = Infinity;
      await inParallel(waiting, AT_ONCE, async (receipt) => {
        const { kind, id } = receipt.subject;
        try {
          const outcome = await this.replay.execute(receipt, options.signal);
          if (typeof outcome === 'object') {
            again.push(receipt);
            pauseMs = Math.min(pauseMs, outcome.retryAfterMs);
            return;
          }
          report[outcome] += 1;
          if (outcome === 'erased') options.tell(`${kind} ${id}: had come back, is erased again`);
        } catch (error) {
          options.signal.throwIfAborted();
          report.failed += 1;
          options.tell(`${kind} ${id}: failed (${errorCodeOf(error)}); run it again to continue`);
        }
      });
      if (again.length === 0) return report;
      waiting = again;
      await delay(pauseMs, undefined, { signal: options.signal });
    }
  }
}

/** Why a receipt is not acted upon: write access to the register must not be enough to have somebody erased. */
function mistrust(receipt: ErasureReceipt, publicKeys: readonly string[]): string | undefined {
  if (publicKeys.length === 0) return undefined;
  const { signature, ...content } = receipt;
  if (signature === undefined) return 'is not signed';
  if (!publicKeys.includes(signature.publicKey)) return 'is signed by an unknown key';
  const isValid = isReceiptSignatureValid(Buffer.from(canonicalJson(content)), signature);
  return isValid ? undefined : 'differs from its signature';
}
