import { Inject, Injectable } from '@nestjs/common';
import { type Failure, isTerminal, leaseRemainingMs, type Synthesis, SYNTHESIS_TRANSITIONS, transition } from '#domain';
import { DONE, type HandlerOutcome } from '#messaging';
import { BlobStore, type Stored } from '#storage';
import { DocumentWriter } from '../documents/document-writer.ts';
import { discardAllBut, discardResult } from './synthesis-results.ts';

/** What is left to do about a synthesis at its end, whoever brought it there. */
@Injectable()
export class SynthesisEnd {
  constructor(
    @Inject(BlobStore) private readonly blobs: BlobStore,
    @Inject(DocumentWriter) private readonly writer: DocumentWriter,
  ) {}

  /** For work that has ended: does what the run that ended it did not come to, and removes audio that nobody will ask for. */
  async clearUp(synthesis: Stored<Synthesis>, ownRunId?: string): Promise<HandlerOutcome> {
    await this.writer.catchUp(synthesis);
    if (synthesis.result !== undefined) await discardAllBut(this.blobs, synthesis, synthesis.result);
    if (synthesis.status === 'succeeded' || synthesis.run === undefined) return DONE;
    const isOwn = synthesis.run.runId === ownRunId;
    // A run that has not noticed yet may be storing its audio at this moment.
    const busyMs = isOwn ? 0 : leaseRemainingMs(synthesis.run, Date.now());
    if (busyMs > 0) return { againAfterMs: busyMs };
    await discardResult(this.blobs, synthesis);
    return DONE;
  }

  /** Ends it as failed. */
  async fail(synthesis: Stored<Synthesis>, failure: Failure): Promise<void> {
    await this.writer.save(transition(SYNTHESIS_TRANSITIONS, synthesis, 'failed', { failure }));
    if (synthesis.run !== undefined) await discardResult(this.blobs, synthesis);
  }
}

export function hasEnded({ status }: Synthesis): boolean {
  return isTerminal(SYNTHESIS_TRANSITIONS, status);
}
