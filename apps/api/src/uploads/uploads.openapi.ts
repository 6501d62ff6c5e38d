import type { OpenAPIObject } from '@nestjs/swagger';
import { UPLOAD_PURPOSES } from '#domain';

/**
 * Adds the multipart form to the description of `POST /v1/uploads`. One route takes two kinds of body, which decorators cannot
 * describe with a schema each.
 * @throws Error when the document has no such route
 */
export function describeMultipartUpload(document: OpenAPIObject): void {
  const body = document.paths['/v1/uploads']?.post?.requestBody;
  if (!body || !('content' in body)) throw new Error('POST /v1/uploads has no request body to describe');
  body.content['multipart/form-data'] = {
    schema: {
      type: 'object',
      required: ['purpose', 'file'],
      properties: {
        purpose: { type: 'string', enum: [...UPLOAD_PURPOSES], description: 'Must come before the file' },
        file: { type: 'string', format: 'binary' },
      },
    },
  };
}
