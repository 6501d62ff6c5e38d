import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import {
  assertSpeakable,
  errorCodeOf,
  type Failure,
  ServiceError,
  type SpeakableVoice,
  type Synthesis,
  SYNTHESIS_TRANSITIONS,
  type SynthesisResult,
  transition,
} from '#domain';
import { DONE, type HandlerOutcome } from '#messaging';
import { buildPersonalVoiceSsml, outputFormat, SpeechSynthesizerPool } from '#speech';
import { BLOB_CONTAINERS, type BlobAddress, BlobStore, DocumentStore, SpeakableVoices, type Stored } from '#storage';
import { DocumentWriter } from '../documents/document-writer.ts';
import { watchForEnd } from './watch-for-end.ts';
import { writeWavFile } from './wav-file.ts';

/** Azure ends the audio of one request at 10 minutes, without an error. */
const CUT_OFF_MS = 595_000;
/** What a synthesis fails with when its voice may not speak; all else that goes wrong while it is looked up may pass. */
const VOICE_FAULTS: ReadonlySet<string> = new Set(['voice-not-ready', 'state-conflict', 'consent-not-active']);

/** Speaks one text with one voice and stores the audio as WAV. */
@Injectable()
export class RunSynthesis {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(SpeakableVoices) private readonly voices: SpeakableVoices,
    @Inject(BlobStore) private readonly blobs: BlobStore,
    @Inject(SpeechSynthesizerPool) private readonly synthesizers: SpeechSynthesizerPool,
    @Inject(DocumentWriter) private readonly writer: DocumentWriter,
  ) {}

  async execute(tenantId: string, synthesisId: string, signal: AbortSignal): Promise<HandlerOutcome> {
    let synthesis = await this.documents.find('synthesis', tenantId, synthesisId);
    if (!synthesis) throw new ServiceError('unknown-subject', 'There is no such synthesis.');
    if (synthesis.status !== 'queued' && synthesis.status !== 'running') {
      await this.writer.catchUp(synthesis);
      return DONE;
    }
    const voice = await this.speakableVoice(synthesis);
    if ('code' in voice) {
      await this.fail(synthesis, voice);
      return DONE;
    }
    if (synthesis.status === 'queued') {
      synthesis = await this.writer.save(transition(SYNTHESIS_TRANSITIONS, synthesis, 'running'));
    }
    const result = await this.speakUnlessCanceled(synthesis, voice, signal);
    if (!result) return DONE;
    try {
      await this.writer.save(transition(SYNTHESIS_TRANSITIONS, synthesis, 'succeeded', { result }));
    } catch (error) {
      // It was canceled, or another run was faster: nobody will ever ask for this file.
      if (errorCodeOf(error) === 'etag-mismatch') {
        await this.blobs.delete({ container: BLOB_CONTAINERS.results, name: result.blobName });
      }
      throw error;
    }
    return DONE;
  }

  async giveUp(tenantId: string, synthesisId: string, error: ServiceError): Promise<void> {
    const synthesis = await this.documents.find('synthesis', tenantId, synthesisId);
    if (synthesis?.status !== 'queued' && synthesis?.status !== 'running') return;
    await this.fail(synthesis, { code: error.code, detail: error.detail });
  }

  private async fail(synthesis: Stored<Synthesis>, failure: Failure): Promise<void> {
    await this.writer.save(transition(SYNTHESIS_TRANSITIONS, synthesis, 'failed', { failure }));
  }

  /** The voice if it may speak at this moment, or why it may not: waiting would not help a synthesis that was accepted. */
  private async speakableVoice({ tenantId, voiceId }: Synthesis): Promise<SpeakableVoice | Failure> {
    try {
      return (await this.voices.find(tenantId, voiceId)) ?? assertSpeakable(undefined, undefined);
    } catch (error) {
      if (!(error instanceof ServiceError) || !VOICE_FAULTS.has(error.code)) throw error;
      return { code: error.code, detail: error.detail };
    }
  }

  /** @returns undefined when the synthesis was canceled, or ended by another run, before it was spoken to its end. */
  private async speakUnlessCanceled(
    synthesis: Stored<Synthesis>,
    voice: SpeakableVoice,
    signal: AbortSignal,
  ): Promise<SynthesisResult | undefined> {
    const { tenantId, id } = synthesis;
    using watch = watchForEnd(async () => (await this.documents.find('synthesis', tenantId, id))?.status);
    try {
      return await this.speak(synthesis, voice, AbortSignal.any([signal, watch.ended]));
    } catch (error) {
      if (!watch.ended.aborted || signal.aborted) throw error;
      return undefined;
    }
  }

  private async speak(synthesis: Synthesis, voice: SpeakableVoice, signal: AbortSignal): Promise<SynthesisResult> {
    const ssml = buildPersonalVoiceSsml({
      baseModel: voice.baseModel,
      speakerProfileId: voice.speakerProfileId,
      locale: synthesis.locale,
      text: synthesis.text,
      rate: synthesis.rate,
    });
    const directory = await mkdtemp(join(tmpdir(), 'synthesis-'));
    try {
      const path = join(directory, 'speech.wav');
      const turn = this.synthesizers.speak({ ssml, format: outputFormat('wav'), signal });
      const [file] = await Promise.all([writeWavFile(path, turn.audio, signal), turn.done]);
      if (file.durationMs >= CUT_OFF_MS) {
        throw new ServiceError(
          'text-too-long',
          'The speech is longer than 10 minutes, where Azure cuts it off. Split the text.',
        );
      }
      // Two runs of one synthesis do not sound the same to the last bit: each keeps its own file, and the one that commits is served.
      const address = resultAddress(synthesis, file.sha256);
      await this.blobs.write(address, createReadStream(path), { contentType: 'audio/wav', signal });
      return { blobName: address.name, contentType: 'audio/wav', ...file };
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}

function resultAddress({ tenantId, id }: Synthesis, sha256: string): BlobAddress {
  return { container: BLOB_CONTAINERS.results, name: `${tenantId}/${id}-${sha256.slice(0, 16)}.wav` };
}
