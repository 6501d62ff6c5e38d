import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import {
  errorCodeOf,
  type Failure,
  ServiceError,
  type Synthesis,
  SYNTHESIS_TRANSITIONS,
  type SynthesisResult,
  transition,
  type Voice,
} from '#domain';
import { DONE, type HandlerOutcome } from '#messaging';
import { buildPersonalVoiceSsml, outputFormat, SpeechSynthesizerPool } from '#speech';
import { BLOB_CONTAINERS, type BlobAddress, BlobStore, DocumentStore, type Stored } from '#storage';
import { DocumentWriter } from '../documents/document-writer.ts';
import { watchForEnd } from './watch-for-end.ts';
import { writeWavFile } from './wav-file.ts';

/** Azure ends the audio of one request at 10 minutes, without an error. */
const CUT_OFF_MS = 595_000;

/** Speaks one text with one voice and stores the audio as WAV. */
@Injectable()
export class RunSynthesis {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
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
    const voice = await this.usableVoice(synthesis);
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

  /** The voice, if it may be used now: it is ready and the person's consent is active at this moment. */
  private async usableVoice({ tenantId, voiceId }: Synthesis): Promise<ReadyVoice | Failure> {
    const voice = await this.documents.find('voice', tenantId, voiceId);
    if (voice?.status !== 'ready' || voice.speakerProfileId === undefined) {
      return { code: 'voice-not-ready', detail: `The voice is ${voice?.status ?? 'gone'}.` };
    }
    const consent = await this.documents.find('consent', tenantId, voice.consentId);
    if (consent?.status !== 'active') {
      return { code: 'consent-not-active', detail: `The consent for this voice is ${consent?.status ?? 'gone'}.` };
    }
    return { ...voice, speakerProfileId: voice.speakerProfileId };
  }

  /** @returns undefined when the synthesis was canceled, or ended by another run, before it was spoken to its end. */
  private async speakUnlessCanceled(
    synthesis: Stored<Synthesis>,
    voice: ReadyVoice,
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

  private async speak(synthesis: Synthesis, voice: ReadyVoice, signal: AbortSignal): Promise<SynthesisResult> {
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

type ReadyVoice = Voice & { readonly speakerProfileId: string };
