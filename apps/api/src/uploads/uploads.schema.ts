import { z } from 'zod';
import { CUSTODY_EVENTS, type Upload, UPLOAD_PURPOSES, UPLOAD_STATUSES } from '#domain';
import { fileSchema } from '../platform/openapi/form.ts';
import { rejectionSchema } from '../platform/resources/audio-report.schema.ts';
import {
  bytesSchema,
  idParamsSchema,
  lineSchema,
  listQuerySchema,
  ownIdSchema,
  pageSchema,
  sourceUrlSchema,
  timeSchema,
  viewOf,
} from '../platform/resources/resource.schema.ts';

export const uploadPurposeSchema = z.enum(UPLOAD_PURPOSES).meta({ id: 'UploadPurpose' });

export const uploadParamsSchema = idParamsSchema('upload');

export const createUploadSchema = z
  .strictObject({
    purpose: uploadPurposeSchema.meta({ description: 'A consent statement, or a sample of the voice' }),
    fileName: lineSchema(255)
      .optional()
      .meta({ description: 'Required unless there is a `sourceUrl`', example: 'statement.wav' }),
    sourceUrl: sourceUrlSchema.optional(),
    contentType: lineSchema(100).optional().meta({ example: 'audio/wav' }),
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
      message: 'tells the content type and the size itself',
    },
  )
  .meta({ id: 'CreateUpload' });
export type CreateUploadBody = z.infer<typeof createUploadSchema>;

/** The form of `POST /v1/uploads/files`. */
export const uploadFileFormSchema = z
  .object({
    purpose: uploadPurposeSchema.meta({
      description: 'A consent statement, or a sample of the voice. Must come before the file',
    }),
    file: fileSchema('The recording, with its file name'),
  })
  .meta({ id: 'UploadFileForm' });

const uploadTargetSchema = z
  .object({
    method: z.literal('PUT'),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    expiresAt: timeSchema,
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

const uploadStatusSchema = z.enum(UPLOAD_STATUSES).meta({ id: 'UploadStatus' });

export const uploadsQuerySchema = listQuerySchema.extend({
  status: uploadStatusSchema.optional(),
  purpose: uploadPurposeSchema.optional(),
});
export type UploadsQuery = z.infer<typeof uploadsQuerySchema>;

export const uploadSchema = z
  .object({
    id: ownIdSchema('upload'),
    status: uploadStatusSchema,
    purpose: uploadPurposeSchema,
    fileName: z.string(),
    contentType: z.string().optional(),
    sizeBytes: bytesSchema.optional(),
    durationMs: z.number().int().optional().meta({ description: 'Duration of the canonical recording' }),
    rejection: rejectionSchema.optional(),
    report: z.record(z.string(), z.unknown()).optional().meta({
      description: 'Report on the audio: format, measurements, checks with advice. Not in lists: get the upload for it',
    }),
    custody: z
      .array(
        z
          .object({
            at: timeSchema,
            event: z.enum(CUSTODY_EVENTS).meta({ id: 'CustodyEvent' }),
            sha256: z.string().optional(),
            sizeBytes: bytesSchema.optional(),
          })
          .meta({ id: 'CustodyStep' }),
      )
      .optional()
      .meta({ description: 'Steps from the sent file to the canonical one' }),
    upload: uploadTargetSchema
      .optional()
      .meta({ description: 'Where to send the file. Only in the response of `POST /v1/uploads`' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Upload' });

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
function withoutWaveform(report: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { waveform: _, ...rest } = report;
  return rest;
}
