import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import type { RequestIds, Stored } from '#documents';
import { type Upload, type UploadPurpose } from '#domain';
import { ReceiveUpload } from '../uploads/receive-upload.service.ts';
import { createUploadSchema } from '../uploads/uploads.schema.ts';
import type { FormFile } from './openai-form.ts';

/** Stores the recording of an OpenAI client's form as an upload like any other. */
@Injectable()
export class OpenAiRecordings {
  constructor(private readonly receiveUpload: ReceiveUpload) {}

  /** @throws ServiceError `payload-too-large` */
  async store(principal: Principal, purpose: UploadPurpose, file: FormFile, ids: RequestIds): Promise<Stored<Upload>> {
    const { fileName, contentType, content } = file;
    const body = createUploadSchema.safeParse({ purpose, fileName, contentType }).data ?? {
      purpose,
      fileName: purpose,
    };
    return this.receiveUpload.execute(principal, body, content, ids);
  }
}
