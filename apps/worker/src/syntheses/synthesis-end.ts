import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, type Stored } from '#documents';
import {
  errorCodeOf,
  type Failure,
  isTerminal,
  leaseRemainingMs,
  type Synthesis,
  SYNTHESIS_TRANSITIONS,
  type SynthesisResult,
  transition,
} from '#domain';
import { DONE, type HandlerOutcome } from '#messaging';
import { BlobStore } from '#storage';
import { discardAllBut, discardResult } from './synthesis-results.ts';
import type { SynthesisRun } from './synthesis-run.ts';
import { isWithdrawn } from '../platform/usable-voice.ts';

/** Who else writes: the renewal of the lease, a cancellation, the emptying of the outbox. */
const WRITE_ATTEMPTS = 8;

/** What is left to do at the end of a synthesis, however it ended. See ADR 22. */
@Injectable()
export class SynthesisEnd {
  constructor(
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly commit: Commit,
  ) {}

  /** Nothing is spoken again because a write lost its race: the audio is there, and what counts is how the document stands now. */
  async succeed(spoken: Stored<Synthesis>, result: SynthesisResult, runId: string): Promise<HandlerOutcome> {
    let synthesis = spoken;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.commit.save(transition(SYNTHESIS_TRANSITIONS, synthesis, 'succeeded', { result, run: undefined }));
        await discardAllBut(this.blobs, synthesis, result);
        return DONE;
      } catch (error) {
        const code = errorCodeOf(error);
        if ((code !== 'etag-mismatch' && code !== 'not-found') || attempt >= WRITE_ATTEMPTS) throw error;
      }
      const current = await this.documents.find('synthesis', synthesis.tenantId, synthesis.id);
      if (!current) return this.forget(synthesis);
      synthesis = current;
      if (hasEnded(synthesis)) return this.clearUp(synthesis, runId);
    }
  }

  /** For work that has ended: does what the run that ended it did not come to, and removes audio that nobody will ask for. */
  async clearUp(synthesis: Stored<Synthesis>, ownRunId?: string): Promise<HandlerOutcome> {
    await this.commit.catchUp(synthesis);
    if (synthesis.result !== undefined) await discardAllBut(this.blobs, synthesis, synthesis.result);
    if (synthesis.status === 'succeeded' || synthesis.run === undefined) return DONE;
    const isOwn = synthesis.run.runId === ownRunId;
    // A run that has not noticed yet may be storing its audio at this moment.
    const busyMs = isOwn ? 0 : leaseRemainingMs(synthesis.run, Date.now());
    if (busyMs > 0) return { retryAfterMs: busyMs };
    await discardResult(this.blobs, synthesis);
    return DONE;
  }

  /** It was canceled and deleted while a run had not noticed: what that run stored belongs to nothing. */
  async forget(gone: Synthesis): Promise<HandlerOutcome> {
    await discardResult(this.blobs, gone);
    return DONE;
  }

  /** The voice may not speak any longer: what was spoken is thrown away, and the work has ended. */
  async revoke({ tenantId, id }: Synthesis, run: SynthesisRun, failure: Failure): Promise<HandlerOutcome> {
    for (let attempt = 1; ; attempt++) {
      const synthesis = await this.documents.get('synthesis', tenantId, id);
      // Audio that is still on its way when this looks for it is looked for again, after the lease.
      if (hasEnded(synthesis)) return this.clearUp(synthesis, run.mayStillStore ? undefined : run.id);
      try {
        await this.fail(synthesis, failure);
      } catch (error) {
        if (errorCodeOf(error) !== 'etag-mismatch' || attempt >= WRITE_ATTEMPTS) throw error;
      }
    }
  }

  /** Ends it as failed, or as canceled if it was canceled by the person whose voice it is. */
  async fail(synthesis: Stored<Synthesis>, failure: Failure): Promise<void> {
    const end = isWithdrawn(failure) ? 'canceled' : 'failed';
    await this.commit.save(transition(SYNTHESIS_TRANSITIONS, synthesis, end, { failure }));
    if (synthesis.run !== undefined) await discardResult(this.blobs, synthesis);
  }
}

export function hasEnded({ status }: Synthesis): boolean {
  return isTerminal(SYNTHESIS_TRANSITIONS, status);
}
