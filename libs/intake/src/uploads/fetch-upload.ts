import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { Commit, type RequestIds, type Stored } from '#documents';
import { newFetchedUpload, ServiceError, type Upload, type UploadPurpose } from '#domain';
import { checkUrl } from '#egress';
import { messages } from '#messaging';
import { auditMessage } from '../audit/audit-message.ts';

export interface FetchedRecording {
  readonly purpose: UploadPurpose;
  readonly sourceUrl: string;
  readonly fileName?: string | undefined;
  /** JSON pointer to the URL in the request. */
  readonly pointer: string;
  /** Tells recordings of one request apart. */
  readonly role?: string;
}

/** Makes uploads whose recordings a worker fetches. */
@Injectable()
export class FetchUpload {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly commit: Commit,
  ) {}

  /**
   * The URL as it is fetched. Where its name leads is only known when it is.
   * @throws ServiceError `url-refused`
   */
  check({ sourceUrl, pointer }: Pick<FetchedRecording, 'sourceUrl' | 'pointer'>): URL {
    try {
      return checkUrl(sourceUrl, this.config.egress);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const fields = [{ pointer, code: error.code, detail: error.detail }];
      throw new ServiceError(error.code, error.detail, { fields });
    }
  }

  /** @throws ServiceError `url-refused` */
  async execute(principal: Principal, recording: FetchedRecording, ids: RequestIds): Promise<Stored<Upload>> {
    const { tenantId, objectId: ownerId } = principal;
    const { purpose, fileName, role } = recording;
    const url = this.check(recording);
    const id = ids.id('upload', role);
    const message = messages.uploadFetch({ tenantId, subjectId: id });
    const fetched = newFetchedUpload({
      id,
      tenantId,
      ownerId,
      purpose,
      fileName,
      sourceUrl: url.href,
      host: url.host,
      message,
    });
    const audited = auditMessage(principal, { action: 'upload.create', subject: { kind: 'upload', id } });
    return this.commit.createOnce({ ...fetched, outbox: [...fetched.outbox, audited] }, 'background');
  }
}
