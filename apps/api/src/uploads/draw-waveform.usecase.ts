import { Injectable } from '@nestjs/common';
import { type AudioReport, renderWaveformPng, renderWaveformSvg } from '#audio';
import type { Principal } from '#auth';
import { DocumentStore } from '#documents';
import { isUnfinished, ServiceError, type Upload } from '#domain';
import { shown } from '../platform/resources/shown.ts';
import type { ImageType } from './accepted-image.ts';

/** Draws what was found in the audio of an upload. */
@Injectable()
export class DrawWaveform {
  constructor(private readonly documents: DocumentStore) {}

  /** @throws ServiceError `not-found`, `upload-not-ready`, `state-conflict` */
  async execute({ tenantId }: Principal, id: string, type: ImageType): Promise<Buffer> {
    const report = drawableReport(shown(await this.documents.get('upload', tenantId, id)));
    return type === 'image/png' ? renderWaveformPng(report) : Buffer.from(renderWaveformSvg(report));
  }
}

/** @throws ServiceError `upload-not-ready` while it is being examined, `state-conflict` when nothing could be decoded */
function drawableReport(upload: Upload): AudioReport {
  const { report } = upload;
  if (isDrawable(report)) return report;
  if (isUnfinished(upload)) {
    throw new ServiceError('upload-not-ready', 'The recording has not been checked yet.', { retryAfterMs: 1_000 });
  }
  throw new ServiceError('state-conflict', `The upload is ${upload.status} and has no waveform.`);
}

/** What the worker stored of a recording that it could decode has a waveform. */
function isDrawable(report: unknown): report is AudioReport {
  return typeof report === 'object' && report !== null && 'waveform' in report && report.waveform !== undefined;
}
