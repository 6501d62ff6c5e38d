import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  errorCodeOf,
  type Failure,
  isTerminal,
  leaseOf,
  leaseRemainingMs,
  ServiceError,
  type Synthesis,
  SYNTHESIS_TRANSITIONS,
  type SynthesisResult,
  transition,
} from '#domain';
import { DONE, type HandlerOutcome } from '#messaging';
import { SpeakableTexts, SpeechSynthesizerPool } from '#speech';
import { BlobStore, DocumentStore, type Stored } from '#storage';
import { DocumentWriter } from '../documents/document-writer.ts';
import { LeaseKeeper } from '../documents/lease-keeper.ts';
import { makeSpeakable } from './make-speakable.ts';
import { speakIntoStore } from './speak-into-store.ts';
import { discardResult, keptResult } from './synthesis-results.ts';
import { type ReadyVoice, usableVoice } from './usable-voice.ts';

/** Who else writes: the renewal of the lease, a cancellation, the emptying of the outbox. */
const COMMIT_ATTEMPTS = 8;
const LONG_AGO = new Date(0).toISOString();

/**
 * Speaks one text with one voice and stores the audio as WAV. A run takes a lease on the document first, so the provider is called
 * by one run at a time; what it has spoken is stored under one name, so a later run finds it and does not speak again.
 */
@Injectable()
export class RunSynthesis {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(BlobStore) private readonly blobs: BlobStore,
    @Inject(SpeechSynthesizerPool) private readonly synthesizers: SpeechSynthesizerPool,
    @Inject(SpeakableTexts) private readonly texts: SpeakableTexts,
    @Inject(DocumentWriter) private readonly writer: DocumentWriter,
  ) {}

  async execute(tenantId: string, synthesisId: string, signal: AbortSignal): Promise<HandlerOutcome> {
    const synthesis = await this.documents.find('synthesis', tenantId, synthesisId);
    if (!synthesis) throw new ServiceError('unknown-subject', 'There is no such synthesis.');
    if (hasEnded(synthesis)) return this.clearUp(synthesis);
    const busyMs = leaseRemainingMs(synthesis.run, Date.now());
    if (busyMs > 0) return { againAfterMs: busyMs };
    const voice = await usableVoice(this.documents, synthesis);
    if ('code' in voice) {
      await this.fail(synthesis, voice);
      return DONE;
    }
    const runId = randomUUID();
    try {
      return await this.run(synthesis, voice, runId, signal);
    } catch (error) {
      await this.release(synthesis, runId);
      throw error;
    }
  }

  async giveUp(tenantId: string, synthesisId: string, error: ServiceError): Promise<void> {
    const synthesis = await this.documents.find('synthesis', tenantId, synthesisId);
    if (!synthesis) return;
    if (hasEnded(synthesis)) await this.clearUp(synthesis);
    else await this.fail(synthesis, { code: error.code, detail: error.detail });
  }

  private async run(found: Stored<Synthesis>, voice: ReadyVoice, runId: string, signal: AbortSignal) {
    const { tenantId, id } = found;
    const takenAt = Date.now();
    const run = leaseOf(runId, takenAt);
    const isFirst = found.status === 'queued';
    const taken = isFirst ? transition(SYNTHESIS_TRANSITIONS, found, 'running', { run }) : { ...found, run };
    const synthesis = await this.writer.save(taken);
    using lease = new LeaseKeeper({
      runId,
      takenAt,
      read: () => this.documents.find('synthesis', tenantId, id),
      renew: (current, renewed) =>
        this.documents.replace({ ...current, run: renewed, updatedAt: new Date().toISOString() }),
      hasEnded,
    }).start();
    try {
      const kept = isFirst ? undefined : await keptResult(this.blobs, synthesis);
      const stop = AbortSignal.any([signal, lease.lost]);
      const result = kept ?? (await this.speak(synthesis, voice, stop));
      return await this.commit(synthesis, result, runId);
    } catch (error) {
      if (!lease.lost.aborted || signal.aborted) throw error;
      return this.afterLoss(synthesis, runId);
    }
  }

  private async speak(synthesis: Stored<Synthesis>, voice: ReadyVoice, signal: AbortSignal): Promise<SynthesisResult> {
    const speakable = await makeSpeakable(this.texts, this.documents, synthesis, signal);
    return speakIntoStore(this.synthesizers, this.blobs, speakable, voice, signal);
  }

  /** Nothing is spoken again because a write lost its race: the audio is there, and what counts is how the document stands now. */
  private async commit(spoken: Stored<Synthesis>, result: SynthesisResult, runId: string): Promise<HandlerOutcome> {
    let synthesis = spoken;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.writer.save(transition(SYNTHESIS_TRANSITIONS, synthesis, 'succeeded', { result, run: undefined }));
        return DONE;
      } catch (error) {
        if (errorCodeOf(error) !== 'etag-mismatch' || attempt >= COMMIT_ATTEMPTS) throw error;
      }
      synthesis = await this.documents.get('synthesis', synthesis.tenantId, synthesis.id);
      if (hasEnded(synthesis)) return this.clearUp(synthesis, runId);
    }
  }

  /** It was canceled, another run goes on with it, or nobody does because the database was away for too long. */
  private async afterLoss({ tenantId, id }: Synthesis, runId: string): Promise<HandlerOutcome> {
    const synthesis = await this.documents.get('synthesis', tenantId, id);
    if (hasEnded(synthesis)) return this.clearUp(synthesis, runId);
    return { againAfterMs: leaseRemainingMs(synthesis.run, Date.now()) };
  }

  /** For work that has ended: does what the run that ended it did not come to, and removes audio that nobody will ask for. */
  private async clearUp(synthesis: Stored<Synthesis>, ownRunId?: string): Promise<HandlerOutcome> {
    await this.writer.catchUp(synthesis);
    if (synthesis.status === 'succeeded' || synthesis.run === undefined) return DONE;
    const isOwn = synthesis.run.runId === ownRunId;
    // A run that has not noticed yet may be storing its audio at this moment.
    const busyMs = isOwn ? 0 : leaseRemainingMs(synthesis.run, Date.now());
    if (busyMs > 0) return { againAfterMs: busyMs };
    await discardResult(this.blobs, synthesis);
    return DONE;
  }

  private async fail(synthesis: Stored<Synthesis>, failure: Failure): Promise<void> {
    await this.writer.save(transition(SYNTHESIS_TRANSITIONS, synthesis, 'failed', { failure }));
    if (synthesis.run !== undefined) await discardResult(this.blobs, synthesis);
  }

  /** Lets the next attempt begin at once. */
  private async release({ tenantId, id }: Synthesis, runId: string): Promise<void> {
    try {
      const synthesis = await this.documents.find('synthesis', tenantId, id);
      if (synthesis?.run?.runId !== runId || hasEnded(synthesis)) return;
      await this.documents.replace({ ...synthesis, run: { runId, leaseUntil: LONG_AGO } });
    } catch {
      // The lease ends by itself. What counts is the error that made this run fail.
    }
  }
}

function hasEnded({ status }: Synthesis): boolean {
  return isTerminal(SYNTHESIS_TRANSITIONS, status);
}
