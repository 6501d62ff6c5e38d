import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type FieldError, ServiceError } from '#domain';
import { atMost } from '../platform/forms/at-most.ts';
import { inTime } from '../platform/forms/in-time.ts';
import type { FormFile } from '../uploads/receive-upload.service.ts';
import type { TemporarySlots } from '../uploads/temporary-slots.service.ts';

/** Limits of everything in the form but the file itself, whose size is watched while it arrives. */
const FORM_LIMITS = { files: 1, fields: 10, fieldSize: 1_024, headerPairs: 32, fileSize: Number.POSITIVE_INFINITY };

export interface FormOptions<S> {
  readonly fields: S;
  /** Name of the field that holds the file. */
  readonly file: string;
  readonly maxBytes: number;
  /** Whether files can be sent to Blob Storage instead. */
  readonly direct: boolean;
  /** In the temporary directory: the file waits for one, during which nothing of it is read. */
  readonly slots: TemporarySlots;
  readonly tenantId: string;
}

/**
 * Reads a form with one file, and hands both to `use` when the fields are found to be good. openai-node sends the parts in the order in which
 * its caller wrote them, so the file may come first: it waits in a temporary file, so that nothing is stored for a form that is refused.
 * @throws ServiceError `unsupported-media-type`, `payload-too-large`, `upload-too-slow`, `invalid-request`; what `use` throws
 */
export async function withOpenAiForm<S extends z.ZodType, T>(
  request: FastifyRequest,
  { fields: schema, file: fileField, maxBytes, direct, slots, tenantId }: FormOptions<S>,
  use: (fields: z.infer<S>, file: FormFile) => Promise<T>,
): Promise<T> {
  if (!request.isMultipart()) {
    throw new ServiceError(
      'unsupported-media-type',
      `Send multipart/form-data with the recording as \`${fileField}\`.`,
    );
  }
  const directory = await mkdtemp(join(tmpdir(), 'openai-form-'));
  let release: (() => void) | undefined;
  try {
    const path = join(directory, 'recording');
    const given: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    let arrived: Omit<FormFile, 'content'> | undefined;
    for await (const part of request.parts({ limits: FORM_LIMITS })) {
      if (part.type === 'field') given[part.fieldname] = part.value;
      else if (part.fieldname === fileField) {
        const arriving = inTime(part.file, direct);
        release = await slots.take(arriving, tenantId);
        const spool = createWriteStream(path, { flags: 'wx', mode: 0o600 });
        await pipeline(arriving, atMost(maxBytes), spool);
        arrived = { fileName: part.filename === '' ? undefined : part.filename, contentType: part.mimetype };
      } else inTime(part.file, direct).resume();
    }
    const { fields, file } = checked(schema, given, fileField, arrived);
    const content = createReadStream(path);
    try {
      // Before it is open, an error of it would be nobody's.
      await once(content, 'open');
      return await use(fields, { ...file, content });
    } finally {
      content.destroy();
    }
  } finally {
    try {
      await rm(directory, { recursive: true, force: true });
    } finally {
      release?.();
    }
  }
}

function checked<S extends z.ZodType, F>(
  schema: S,
  given: Record<string, unknown>,
  fileField: string,
  file: F | undefined,
): { readonly fields: z.infer<S>; readonly file: F } {
  const parsed = schema.safeParse({ ...given });
  const faults: FieldError[] = parsed.success
    ? []
    : parsed.error.issues.map(({ path, code, message }) => ({ pointer: `/${path.join('/')}`, code, detail: message }));
  if (file === undefined) faults.push({ pointer: `/${fileField}`, code: 'required', detail: 'is missing' });
  if (!parsed.success || file === undefined) {
    throw new ServiceError('invalid-request', 'The form is not valid.', { fields: faults });
  }
  return { fields: parsed.data, file };
}
