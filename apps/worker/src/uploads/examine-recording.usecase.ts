import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { type AudioProfileName, AudioProcessor } from '#audio';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type Stored } from '#documents';
import {
  type AudioRejection,
  isUnfinished,
  ServiceError,
  transition,
  type Upload,
  UPLOAD_TRANSITIONS,
  uploadBlobName,
  type OutboxMessage,
  withoutSourceUrl,
} from '#domain';
import { messages } from '#messaging';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import { KeepRecording } from './keep-recording.usecase.ts';

const PROFILES: Record<Upload['purpose'], AudioProfileName> = { consent: 'consent', sample: 'personal-voice' };

const NOTHING_USABLE: AudioRejection = {
  code: 'audio-undecodable',
  detail: 'No audio could be read from the file.',
  advice: 'Send a WAV, FLAC, MP3, M4A, Ogg or WebM file.',
};

/** How far the clocks of this process and of the storage service may be apart. */
const CLOCK_DIFFERENCE_MS = 300_000;

export interface RecordingReceived {
  readonly tenantId: string;
  readonly uploadId: string;
  readonly eTag: string;
}

/** Decodes, measures and judges one uploaded recording, and keeps its canonical form when it is usable. */
@Injectable()
export class ExamineRecording {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly audio: AudioProcessor,
    private readonly keepRecording: KeepRecording,
    private readonly commit: Commit,
  ) {}

  /** @returns whether the upload is being erased: then nothing of its recording is to stay */
  async execute(
    { tenantId, uploadId, eTag }: RecordingReceived,
    signal: AbortSignal,
  ): Promise<{ readonly isErased: boolean }> {
    let upload = await this.documents.find('upload', tenantId, uploadId);
    if (!upload) throw new ServiceError('unknown-subject', 'The blob does not belong to an upload.');
    if (isUnfinished(upload) && upload.status !== 'processing') {
      upload = await this.commit.save({ ...processing(upload), blobETag: eTag });
    }
    if (upload.status !== 'processing') {
      await this.catchUp(upload);
      return { isErased: upload.status === 'deleted' };
    }
    const directory = await mkdtemp(join(tmpdir(), 'recording-'));
    try {
      await this.commit.save(await this.examine(upload, directory, signal));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
    return { isErased: false };
  }

  /** While its URL is valid the original stays where it is, since the URL can create the blob whenever there is none. */
  private discardLater({ tenantId, id: subjectId, createdAt }: Upload): OutboxMessage {
    const urlExpiresAt = Date.parse(createdAt) + this.config.uploads.urlTtlMs;
    const delayMs = Math.max(0, urlExpiresAt - Date.now()) + CLOCK_DIFFERENCE_MS;
    return messages.uploadDiscard({ tenantId, subjectId, delayMs });
  }

  /** Ends the upload when its examination keeps failing for reasons that are not the recording's. */
  async onFailed({ tenantId, uploadId }: Omit<RecordingReceived, 'eTag'>, error: ServiceError): Promise<void> {
    const upload = await this.documents.find('upload', tenantId, uploadId);
    if (!upload) return;
    if (!isUnfinished(upload)) return this.catchUp(upload);
    const saved = await this.commit.save(
      rejected(processing(upload), {
        code: error.code,
        detail: 'The recording could not be checked.',
        advice: 'This is a fault of the service, not of the recording. Upload it again later.',
      }),
    );
    await this.catchUp(saved);
  }

  /** Cleans up after a crashed run. A run that could not commit, or a concurrent one, may have kept a recording that was then rejected. */
  private async catchUp(upload: Stored<Upload>): Promise<void> {
    await this.commit.catchUp(upload);
    if (upload.status === 'rejected') await this.keepRecording.discard(upload);
  }

  private async examine(upload: Stored<Upload>, directory: string, signal: AbortSignal): Promise<Stored<Upload>> {
    const inputPath = join(directory, 'original');
    const outputPath = join(directory, 'canonical.wav');
    const source = { container: BLOB_CONTAINERS.uploads, name: uploadBlobName(upload.tenantId, upload.id) };
    const { maxBytes } = this.config.uploads;
    try {
      const original = await this.blobs.download(source, inputPath, { maxBytes });
      const report = await this.audio.process({ inputPath, outputPath, profile: PROFILES[upload.purpose], signal });
      const examined = { ...upload, sizeBytes: original.sizeBytes, report: { ...report } };
      const { canonical, rejection } = report;
      if (rejection || !canonical) return rejected(examined, rejection ?? NOTHING_USABLE);
      const recording = {
        originalPath: inputPath,
        original,
        canonicalPath: outputPath,
        report: { ...report, canonical },
      };
      return transition(UPLOAD_TRANSITIONS, examined, 'accepted', {
        ...(await this.keepRecording.execute(upload, recording)),
        outbox: [...upload.outbox, this.discardLater(upload)],
      });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'payload-too-large') throw error;
      return rejected(upload, {
        code: 'audio-too-large',
        detail: `The file has more than ${maxBytes} bytes.`,
        advice: 'Send a shorter recording, or a compressed one (FLAC, or MP3 with 192 kbit/s or more).',
      });
    }
  }
}

/** The upload under examination; a recording that arrived is `received` even when nobody noted it. */
function processing(upload: Stored<Upload>): Stored<Upload> {
  if (upload.status === 'processing') return upload;
  const received = upload.status === 'awaiting' ? transition(UPLOAD_TRANSITIONS, upload, 'received') : upload;
  return transition(UPLOAD_TRANSITIONS, withoutSourceUrl(received), 'processing');
}

function rejected(upload: Stored<Upload>, rejection: AudioRejection): Stored<Upload> {
  const { code, detail, advice } = rejection;
  const raw = { blobName: uploadBlobName(upload.tenantId, upload.id) };
  return transition(UPLOAD_TRANSITIONS, upload, 'rejected', { rejection: { code, detail, advice }, raw });
}
