import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { invalidRequest } from '#intake';
import { atMost } from '../platform/forms/at-most.ts';
import { assertForm, type FormShape, missingFile, parsed, readForm } from '../platform/forms/form-reader.ts';
import { inTime } from '../platform/forms/in-time.ts';
import type { FormFile } from '../uploads/receive-upload.service.ts';
import type { TemporarySlots } from '../uploads/temporary-slots.service.ts';

/** Of a field, in bytes. */
const MAX_FIELD_SIZE = 1_024;
/** Fields that only OpenAI knows. */
const IGNORED_FIELDS = 10;

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
export async function withOpenAiForm<S extends z.ZodObject, T>(
  request: FastifyRequest,
  { fields: schema, file: fileField, maxBytes, direct, slots, tenantId }: FormOptions<S>,
  use: (fields: z.infer<S>, file: FormFile) => Promise<T>,
): Promise<T> {
  const shape: FormShape = {
    file: fileField,
    fields: Object.keys(schema.shape),
    maxFieldSize: MAX_FIELD_SIZE,
    ignoredFields: IGNORED_FIELDS,
  };
  assertForm(request, shape);
  const directory = await mkdtemp(join(tmpdir(), 'openai-form-'));
  let release: (() => void) | undefined;
  try {
    const path = join(directory, 'recording');
    const given: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    let arrived: Omit<FormFile, 'content'> | undefined;
    for await (const part of readForm(request, shape)) {
      if (part.type === 'field') given[part.name] = part.value;
      else {
        const arriving = inTime(part.content, direct);
        release = await slots.take(arriving, tenantId);
        const spool = createWriteStream(path, { flags: 'wx', mode: 0o600 });
        await pipeline(arriving, atMost(maxBytes), spool);
        arrived = { fileName: part.fileName, contentType: part.contentType };
      }
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

function checked<S extends z.ZodObject, F>(
  schema: S,
  given: Record<string, unknown>,
  fileField: string,
  file: F | undefined,
): { readonly fields: z.infer<S>; readonly file: F } {
  const { data, faults } = parsed(schema, { ...given });
  if (data !== undefined && file !== undefined) return { fields: data, file };
  throw invalidRequest([...faults, ...(file === undefined ? [missingFile(fileField)] : [])]);
}
