import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import {
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
import { BLOB_CONTAINERS, BlobStore, DocumentStore, type Stored } from '#storage';
import { DocumentWriter } from '../documents/document-writer.ts';
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
    const result = await this.speak(synthesis, voice, signal);
    await this.writer.save(transition(SYNTHESIS_TRANSITIONS, synthesis, 'succeeded', { result }));
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
      const blobName = `${synthesis.tenantId}/${synthesis.id}-${file.sha256.slice(0, 16)}.wav`;
      const address = { container: BLOB_CONTAINERS.results, name: blobName };
      await this.blobs.write(address, createReadStream(path), { contentType: 'audio/wav', signal });
      return { blobName, contentType: 'audio/wav', ...file };
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}

type ReadyVoice = Voice & { readonly speakerProfileId: string };
