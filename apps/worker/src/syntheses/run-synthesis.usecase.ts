import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  Commit,
  DocumentStore,
  isTextMissing,
  LeaseKeeper,
  SpeakableVoices,
  type Stored,
  VoiceEndpoints,
  VoiceWatches,
} from '#documents';
import {
  type Failure,
  leaseOf,
  leaseRemainingMs,
  ServiceError,
  type Synthesis,
  SYNTHESIS_TRANSITIONS,
  type SynthesisResult,
  requeuesWhenBegun,
  transition,
} from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type MessageSubject } from '#messaging';
import { SpeakableTexts } from '#speech';
import { BlobStore } from '#storage';
import { InterruptedSynthesis } from './interrupted-synthesis.ts';
import { makeSpeakable } from './make-speakable.ts';
import { ProgressWriter } from './progress-writer.ts';
import { hasEnded, SynthesisEnd, withoutHandled } from './synthesis-end.ts';
import { SynthesisRecord } from './synthesis-record.ts';
import { keptResult } from './synthesis-results.ts';
import { SynthesisRun } from './synthesis-run.ts';
import { SynthesisSpeaker } from './synthesis-speaker.ts';
import { SynthesisUsage } from './synthesis-usage.ts';
import { awakeSpeakers, failureOf, type Speakers } from '../platform/usable-voice.ts';

const TEXT_LOST: Failure = { code: 'internal', detail: 'The stored text is missing. Create the synthesis again.' };

/**
 * Speaks one text with one voice and stores the audio. A run takes a lease on the document first, so the provider is called
 * by one run at a time; what it has spoken is stored under one name, so a later run finds it and does not speak again.
 */
@Handles('synthesis.run')
@Injectable()
export class RunSynthesis {
  constructor(
    private readonly documents: DocumentStore,
    private readonly voices: SpeakableVoices,
    private readonly watches: VoiceWatches,
    private readonly blobs: BlobStore,
    private readonly texts: SpeakableTexts,
    private readonly speaker: SynthesisSpeaker,
    private readonly commit: Commit,
    private readonly end: SynthesisEnd,
    private readonly interrupted: InterruptedSynthesis,
    private readonly usage: SynthesisUsage,
    private readonly record: SynthesisRecord,
    private readonly endpoints: VoiceEndpoints,
  ) {}

  async handle(
    { tenantId, subjectId: synthesisId }: MessageSubject,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    const found = await this.documents.find('synthesis', tenantId, synthesisId);
    if (!found) throw new ServiceError('unknown-subject', 'The synthesis does not exist.');
    if (hasEnded(found)) return this.end.clearUp(found);
    const synthesis = withoutHandled(found);
    const busyMs = leaseRemainingMs(synthesis.run, Date.now());
    if (busyMs > 0) return { retryAfterMs: busyMs };
    if (isTextMissing(synthesis)) {
      await this.end.fail(synthesis, TEXT_LOST);
      return DONE;
    }
    const checkedAt = performance.now();
    const speakers = await awakeSpeakers(this.voices, this.endpoints, synthesis);
    if ('retryAfterMs' in speakers) return speakers;
    if ('code' in speakers) {
      await this.end.fail(synthesis, speakers);
      return DONE;
    }
    const run = new SynthesisRun(randomUUID(), signal);
    try {
      return await this.run(synthesis, speakers, run, checkedAt);
    } catch (error) {
      if (!run.mayStillStore) await this.interrupted.release(synthesis, run.id);
      throw error;
    }
  }

  async onFailed({ tenantId, subjectId: synthesisId }: MessageSubject, error: ServiceError): Promise<void> {
    const synthesis = await this.documents.find('synthesis', tenantId, synthesisId);
    if (!synthesis) return;
    if (hasEnded(synthesis)) await this.end.clearUp(synthesis);
    else await this.end.fail(withoutHandled(synthesis), { code: error.code, detail: error.detail });
  }

  private async run(
    found: Stored<Synthesis>,
    speakers: Speakers,
    run: SynthesisRun,
    checkedAt: number,
  ): Promise<HandlerOutcome> {
    const { tenantId, id } = found;
    const takenAt = Date.now();
    const leased = { run: leaseOf(run.id, takenAt) };
    const isFirst = found.status === 'queued';
    const begun = { ...leased, redrives: requeuesWhenBegun(found.redrives) };
    const taken = isFirst ? transition(SYNTHESIS_TRANSITIONS, found, 'running', begun) : { ...found, ...leased };
    const synthesis = await this.commit.save(taken);
    using lease = new LeaseKeeper({
      runId: run.id,
      takenAt,
      read: () => this.documents.find('synthesis', tenantId, id),
      renew: (current, renewed) =>
        this.documents.replace({ ...current, run: renewed, updatedAt: new Date().toISOString() }),
      hasEnded,
    }).start();
    const voiceIds = [speakers.voice, ...speakers.others].map((voice) => voice.id);
    using watch = this.watches.watchAll(tenantId, voiceIds, checkedAt);
    run.begin(lease, watch);
    try {
      const kept = isFirst ? undefined : await keptResult(this.blobs, synthesis);
      const speakable = kept ? synthesis : await makeSpeakable(this.texts, this.commit, synthesis, run.signal);
      const result = kept ?? (await this.speak(speakable, speakers, run));
      // Azure is paid for it, no matter what happens to the synthesis now.
      await this.usage.count(speakable, speakers, result);
      await run.confirmVoice();
      await this.record.keep(speakable, speakers, result);
      return await this.end.succeed(synthesis, result, run.id);
    } catch (error) {
      if (run.stop.aborted) throw error;
      if (watch.signal.aborted) return this.end.revoke(synthesis, run, failureOf(watch.signal.reason));
      if (!lease.lost.aborted) throw error;
      return this.interrupted.goOn(synthesis, run.id);
    }
  }

  private async speak(synthesis: Stored<Synthesis>, speakers: Speakers, run: SynthesisRun): Promise<SynthesisResult> {
    await using progress = new ProgressWriter(async (done) => {
      const current = await this.documents.get('synthesis', synthesis.tenantId, synthesis.id);
      if (current.run?.runId !== run.id || hasEnded(current)) return;
      await this.commit.save({ ...current, progress: done });
      if (speakers.voice.endpoint !== undefined) await this.endpoints.keepAwake(speakers.voice);
    });
    return await this.speaker.speakIntoStore(synthesis, speakers, run, (done) => progress.report(done));
  }
}
