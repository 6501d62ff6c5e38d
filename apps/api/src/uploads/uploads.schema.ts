import { z } from 'zod';
import { CUSTODY_EVENTS, type Upload, UPLOAD_PURPOSES, UPLOAD_STATUSES } from '#domain';
import {
  bytesSchema,
  described,
  idParamsSchema,
  lineSchema,
  listQuerySchema,
  ownIdSchema,
  pageSchema,
  sourceUrlSchema,
  timeSchema,
  timesShape,
  viewOf,
} from '#intake';
import { fileSchema } from '../platform/openapi/form.ts';
import { audioReportSchema, type AudioReportView, rejectionSchema } from '../platform/resources/audio-report.schema.ts';

export const uploadPurposeSchema = z
  .enum(UPLOAD_PURPOSES)
  .meta({ id: 'UploadPurpose', description: 'What a recording is for' });

export const uploadParamsSchema = idParamsSchema('upload');

export const createUploadSchema = z
  .strictObject({
    purpose: uploadPurposeSchema.meta({ description: 'A consent statement, or a sample of the voice' }),
    fileName: lineSchema(255)
      .optional()
      .meta({ description: 'Required unless there is a `sourceUrl`', example: 'statement.wav' }),
    sourceUrl: sourceUrlSchema.optional(),
    contentType: described(lineSchema(100).optional(), 'Media type of the file', 'audio/wav'),
    sizeBytes: bytesSchema.optional().meta({ description: 'Size of the file', example: 1_440_044 }),
  })
  .refine(({ fileName, sourceUrl }) => fileName !== undefined || sourceUrl !== undefined, {
    path: ['fileName'],
    message: 'is required unless there is a `sourceUrl`',
  })
  .refine(
    ({ sourceUrl, contentType, sizeBytes }) => sourceUrl === undefined || (contentType ?? sizeBytes) === undefined,
    {
      path: ['sourceUrl'],
      message: 'must not be sent with contentType or sizeBytes: the server of the URL says both',
    },
  )
  .meta({
    id: 'CreateUpload',
    description: 'A recording to be sent or fetched',
    example: { purpose: 'sample', fileName: 'sample.wav', contentType: 'audio/wav', sizeBytes: 1_440_044 },
  });
export type CreateUploadBody = z.infer<typeof createUploadSchema>;

/** The form of `POST /v1/uploads/files`. */
export const uploadFileFormSchema = z
  .object({
    purpose: uploadPurposeSchema.meta({
      description: 'A consent statement, or a sample of the voice. Must come before the file',
    }),
    file: fileSchema('The recording, with its file name'),
  })
  .meta({ id: 'UploadFileForm', description: 'A recording with its purpose' });

const uploadTargetSchema = z
  .object({
    method: described(z.literal('PUT'), 'The method'),
    url: described(
      z.string(),
      'The URL, which is as good as a key',
      'https://example.blob.core.windows.net/uploads/upl_01?sig=…',
    ),
    headers: described(z.record(z.string(), z.string()), 'Headers of the request', { 'x-ms-blob-type': 'BlockBlob' }),
    expiresAt: described(timeSchema, 'When the URL expires'),
    maxBytes: bytesSchema.meta({ description: 'A longer file is rejected' }),
    operations: z
      .array(z.string())
      .readonly()
      .meta({
        description:
          'Blob service operations that the URL permits: one `Put Blob`, or an upload in blocks as by SDKs and AzCopy. The blob is created once. The URL cannot read or overwrite',
        example: ['Put Blob', 'Put Block', 'Put Block From URL', 'Put Block List'],
      }),
  })
  .meta({ id: 'UploadTarget', description: 'Send the file with this request' });

const uploadStatusSchema = z
  .enum(UPLOAD_STATUSES)
  .meta({ id: 'UploadStatus', description: 'State of an upload; the recording can be used when it is `accepted`' });

export const uploadsQuerySchema = listQuerySchema.extend({
  status: described(uploadStatusSchema.optional(), 'Only uploads in this state'),
  purpose: described(uploadPurposeSchema.optional(), 'Only recordings for this purpose'),
});
export type UploadsQuery = z.infer<typeof uploadsQuerySchema>;

export const uploadSchema = z
  .object({
    id: ownIdSchema('upload'),
    status: uploadStatusSchema,
    purpose: uploadPurposeSchema,
    fileName: described(z.string(), 'Name of the file', 'statement.wav'),
    contentType: described(z.string().optional(), 'Media type that the client named', 'audio/wav'),
    sizeBytes: described(bytesSchema.optional(), 'Size of the original'),
    durationMs: z.number().int().optional().meta({ description: 'Duration of the canonical recording' }),
    rejection: rejectionSchema.optional(),
    report: audioReportSchema
      .optional()
      .meta({ description: 'Report on the audio. Not in lists: get the upload for it' }),
    custody: z
      .array(
        z
          .object({
            at: described(timeSchema, 'When it happened'),
            event: z.enum(CUSTODY_EVENTS).meta({ id: 'CustodyEvent', description: 'What happened to a file' }),
            sha256: described(
              z.string().optional(),
              'SHA-256 of the file',
              '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
            ),
            sizeBytes: described(bytesSchema.optional(), 'Size of the file'),
          })
          .meta({ id: 'CustodyStep', description: 'A step from the sent file to the canonical one' }),
      )
      .optional()
      .meta({ description: 'Steps from the sent file to the canonical one' }),
    upload: uploadTargetSchema
      .optional()
      .meta({ description: 'Where to send the file. Only in the response of `POST /v1/uploads`' }),
    ...timesShape,
  })
  .meta({ id: 'Upload', description: 'A recording that was sent or fetched' });

export const uploadListSchema = pageSchema('Upload', uploadSchema);

export type UploadView = z.infer<typeof uploadSchema>;

export function uploadView(upload: Upload): UploadView {
  const { canonical, report } = upload;
  return viewOf(uploadSchema, {
    ...upload,
    durationMs: canonical?.durationMs,
    report: report && withoutWaveform(report),
  });
}

/** Of a list, which leaves the long parts to the upload itself. */
export function listedUploadView(upload: Upload): UploadView {
  const { report: _, custody: __, ...view } = uploadView(upload);
  return view;
}

/** The data of the picture stay in the document; `GET …/waveform` draws them. */
function withoutWaveform(report: Readonly<Record<string, unknown>>): AudioReportView {
  const { waveform: _, ...rest } = report;
  return rest as AudioReportView;
}
