import { UPLOAD_PURPOSES } from '#domain';

/** The multipart form of `POST /v1/uploads/files`. */
export const UPLOAD_FORM = {
  type: 'object' as const,
  required: ['purpose', 'file'],
  properties: {
    purpose: {
      type: 'string' as const,
      enum: [...UPLOAD_PURPOSES],
      description: 'A consent statement, or a sample of the voice. Must come before the file',
    },
    file: { type: 'string' as const, format: 'binary', description: 'The recording, with its file name' },
  },
};
