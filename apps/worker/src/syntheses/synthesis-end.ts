import { Injectable } from '@nestjs/common';
import { Commit, SettleCharge, type Stored } from '#documents';
import {
  type Failure,
  isTerminal,
  leaseRemainingMs,
  type Synthesis,
  SYNTHESIS_TRANSITIONS,
  type SynthesisResult,
  transition,
} from '#domain';
import { DONE, type HandlerOutcome, messages } from '#messaging';
import { BlobStore } from '#storage';
import { ForgetText } from './forget-text.ts';
import { discardAllBut, discardResult } from './synthesis-results.ts';
import type { SynthesisRun } from './synthesis-run.ts';
import { isRevoked } from '../platform/usable-voice.ts';

const SYNTHESIS_RUN = messages.synthesisRun.type;

/** What is left to do at the end of a synthesis, however it ended. See ADR 22. */
@Injectable()
export class SynthesisEnd {
  constructor(
    private readonly blobs: BlobStore,
    private readonly commit: Commit,
    private readonly charge: SettleCharge,
    private readonly forgetText: ForgetText,
  ) {}

  /** Nothing is spoken again because a write lost its race: the audio is there, and what counts is how the document stands now. */
  async succeed(spoken: Stored<Synthesis>, result: SynthesisResult, runId: string): Promise<HandlerOutcome> {
    let hasSucceeded = false;
    const change = (synthesis: Stored<Synthesis>): Stored<Synthesis> | undefined => {
      hasSucceeded = !hasEnded(synthesis);
      return hasSucceeded
        ? transition(SYNTHESIS_TRANSITIONS, synthesis, 'succeeded', { result, run: undefined })
        : undefined;
    };
    const synthesis = await this.commit.update('synthesis', spoken.tenantId, spoken.id, change, { found: spoken });
    if (!synthesis) return this.forget(spoken);
    if (!hasSucceeded) return this.clearUp(synthesis, runId);
    if (mayDiffer(synthesis)) await this.charge.execute(synthesis);
    await this.tidyUp(synthesis, result);
    return DONE;
  }

  /** For work that has ended: does what the run that ended it did not come to, and removes audio that nobody will ask for. */
  async clearUp(synthesis: Stored<Synthesis>, ownRunId?: string): Promise<HandlerOutcome> {
    await this.commit.catchUp(synthesis, SYNTHESIS_RUN);
    if (synthesis.status === 'succeeded') {
      if (mayDiffer(synthesis)) await this.charge.execute(synthesis);
      if (synthesis.result !== undefined) await this.tidyUp(synthesis, synthesis.result);
      return DONE;
    }
    if (synthesis.run !== undefined) {
      const isOwn = synthesis.run.runId === ownRunId;
      // A run that has not noticed yet may be storing its audio at this moment.
      const busyMs = isOwn ? 0 : leaseRemainingMs(synthesis.run, Date.now());
      if (busyMs > 0) return { retryAfterMs: busyMs };
      await discardResult(this.blobs, synthesis);
    }
    await this.charge.execute(synthesis);
    return DONE;
  }

  /** Removes what led to the result, and the text where it is not to be stored. */
  private async tidyUp(spoken: Stored<Synthesis>, result: SynthesisResult): Promise<void> {
    const synthesis = await this.forgetText.execute(spoken);
    if (synthesis) await discardAllBut(this.blobs, synthesis, result);
  }

  /** It was canceled and deleted while a run had not noticed: what that run stored belongs to nothing. */
  async forget(gone: Synthesis): Promise<HandlerOutcome> {
    await discardResult(this.blobs, gone);
    await this.charge.execute(gone);
    return DONE;
  }

  /** The voice may no longer speak: what was spoken is deleted, and the work ends. */
  async revoke(spoken: Synthesis, run: SynthesisRun, failure: Failure): Promise<HandlerOutcome> {
    const synthesis = await this.commit.update('synthesis', spoken.tenantId, spoken.id, (current) =>
      hasEnded(current) ? undefined : failed(current, failure),
    );
    if (!synthesis) return this.forget(spoken);
    if (synthesis.run !== undefined) await discardResult(this.blobs, synthesis);
    // Audio that is still on its way when this looks for it is looked for again, after the lease.
    return this.clearUp(synthesis, run.mayStillStore ? undefined : run.id);
  }

  async fail(synthesis: Stored<Synthesis>, failure: Failure): Promise<void> {
    await this.commit.save(failed(synthesis, failure));
    if (synthesis.run !== undefined) await discardResult(this.blobs, synthesis);
    await this.charge.execute(synthesis);
  }
}

/** Whether it may have spent more or less than it was charged: for another text, or because its charge was given back when it had failed. */
function mayDiffer({ spoken, reopened }: Synthesis): boolean {
  return spoken !== undefined || reopened !== undefined;
}

/** As canceled if it was canceled by the person whose voice it is. */
function failed(synthesis: Stored<Synthesis>, failure: Failure): Stored<Synthesis> {
  const end = isRevoked(failure) ? 'canceled' : 'failed';
  return transition(SYNTHESIS_TRANSITIONS, synthesis, end, { failure });
}

export function hasEnded({ status }: Synthesis): boolean {
  return isTerminal(SYNTHESIS_TRANSITIONS, status);
}

/**
 * The document without the message that is being handled: the first write of its handler takes it out of the outbox. What is to happen if this run
 * dies, that message does when it comes again.
 */
export function withoutHandled(synthesis: Stored<Synthesis>): Stored<Synthesis> {
  return { ...synthesis, outbox: synthesis.outbox.filter(({ type }) => type !== SYNTHESIS_RUN) };
}
