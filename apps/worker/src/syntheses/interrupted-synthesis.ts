import { Injectable } from '@nestjs/common';
import { DocumentStore } from '#documents';
import { leaseRemainingMs, type Synthesis } from '#domain';
import type { HandlerOutcome } from '#messaging';
import { hasEnded, SynthesisEnd } from './synthesis-end.ts';

const LONG_AGO = new Date(0).toISOString();

/** A run that stopped before its synthesis had ended: because it failed, or because it lost its lease. See ADR 22. */
@Injectable()
export class InterruptedSynthesis {
  constructor(
    private readonly documents: DocumentStore,
    private readonly end: SynthesisEnd,
  ) {}

  /** The lease is lost: the synthesis was canceled (and deleted), another run has it, or none has because the database was away for too long. */
  async goOn(lost: Synthesis, runId: string): Promise<HandlerOutcome> {
    const { tenantId, id } = lost;
    const synthesis = await this.documents.find('synthesis', tenantId, id);
    if (!synthesis) return this.end.forget(lost);
    if (hasEnded(synthesis)) return this.end.clearUp(synthesis, runId);
    return { retryAfterMs: leaseRemainingMs(synthesis.run, Date.now()) };
  }

  /** The run failed: lets the next attempt begin at once. */
  async release({ tenantId, id }: Synthesis, runId: string): Promise<void> {
    try {
      const synthesis = await this.documents.find('synthesis', tenantId, id);
      if (synthesis?.run?.runId !== runId || hasEnded(synthesis)) return;
      await this.documents.replace({ ...synthesis, run: { runId, leaseUntil: LONG_AGO } });
    } catch {
      // The lease ends by itself. What counts is the error that made this run fail.
    }
  }
}
