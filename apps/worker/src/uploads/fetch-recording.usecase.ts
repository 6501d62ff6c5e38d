import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type Stored } from '#documents';
import {
  type AudioRejection,
  type ErrorCode,
  ServiceError,
  transition,
  type Upload,
  UPLOAD_TRANSITIONS,
  uploadBlobName,
  withoutSourceUrl,
} from '#domain';
import { EgressClient, type EgressResponse } from '#egress';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type MessageSubject } from '#messaging';
import { BLOB_CONTAINERS, type BlobAddress, BlobStore } from '#storage';

/** Two thirds of what the message's lock is renewed for. */
const FETCH_LIMITS = { headersMs: 30_000, totalMs: 10 * 60_000 };
const MAX_REDIRECTS = 3;
/** Client errors that may pass: timeout, too early, too many. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

const REJECTIONS: Readonly<Partial<Record<ErrorCode, Pick<AudioRejection, 'code' | 'advice'>>>> = {
  'url-refused': { code: 'url-refused', advice: 'Use an https URL of a public host.' },
  'remote-refused': {
    code: 'remote-refused',
    advice: 'Use a URL that can be read without credentials, before it expires.',
  },
  'payload-too-large': { code: 'audio-too-large', advice: 'Use a shorter or compressed recording.' },
};

/** Fetches a recording from the URL that was given for it into Blob Storage, from where it goes the way of all recordings. */
@Handles('upload.fetch')
@Injectable()
export class FetchRecording {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly egress: EgressClient,
    private readonly commit: Commit,
  ) {}

  async handle({ tenantId, subjectId: uploadId }: MessageSubject, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const upload = await this.documents.find('upload', tenantId, uploadId);
    if (!upload) throw new ServiceError('unknown-subject', 'The upload does not exist.');
    const url = upload.source?.url;
    if (upload.status !== 'awaiting' || url === undefined) {
      await this.commit.catchUp(upload);
      return DONE;
    }
    const address = { container: BLOB_CONTAINERS.uploads, name: uploadBlobName(tenantId, uploadId) };
    // An earlier run has stored it: the event about the blob is under way.
    if (await this.blobs.properties(address)) return DONE;
    try {
      await this.fetch(url, address, signal);
    } catch (error) {
      const rejection = error instanceof ServiceError ? REJECTIONS[error.code] : undefined;
      if (!rejection || !(error instanceof ServiceError)) throw error;
      await this.reject(upload, { ...rejection, detail: error.detail });
    }
    return DONE;
  }

  async onFailed({ tenantId, subjectId: uploadId }: MessageSubject, error: ServiceError): Promise<void> {
    const upload = await this.documents.find('upload', tenantId, uploadId);
    if (upload?.status !== 'awaiting') return;
    await this.reject(upload, {
      code: 'remote-unavailable',
      detail: `The recording could not be fetched. ${error.detail}`,
      advice: 'Submit its URL again when the other server works.',
    });
  }

  private async fetch(url: string, address: BlobAddress, signal: AbortSignal): Promise<void> {
    const { maxBytes } = this.config.uploads;
    const limits = { ...FETCH_LIMITS, maxBytes };
    const response = await this.egress.request({ url, method: 'GET', limits, maxRedirects: MAX_REDIRECTS, signal });
    try {
      checkStatus(response);
      await this.blobs.write(address, response.body, {
        contentType: contentTypeOf(response),
        ifAbsent: true,
        signal,
      });
    } catch (error) {
      response.body.on('error', () => undefined).destroy();
      // Two runs at once, of which the other was faster.
      if (!(error instanceof ServiceError) || error.code !== 'state-conflict') throw error;
    }
  }

  private async reject(upload: Stored<Upload>, rejection: AudioRejection): Promise<void> {
    await this.commit.save(withoutSourceUrl(transition(UPLOAD_TRANSITIONS, upload, 'rejected', { rejection })));
  }
}

function checkStatus({ status, headers }: EgressResponse): void {
  if (status === 200) return;
  if (status >= 400 && status < 500 && !PASSING_STATUSES.has(status)) {
    throw new ServiceError('remote-refused', `The other server answered ${status}.`);
  }
  const retryAfterS = Number(headers['retry-after']);
  throw new ServiceError('remote-unavailable', `The other server answered ${status}.`, {
    retryAfterMs: retryAfterS > 0 && retryAfterS <= 900 ? retryAfterS * 1_000 : undefined,
  });
}

function contentTypeOf({ headers }: EgressResponse): string {
  const type = headers['content-type'] ?? '';
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream';
}
