import { pipeline, Readable, type Transform, Writable } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type FieldError, ServiceError } from '#domain';
import { didYouMean, fieldErrors, invalidRequest, inWords, repeated } from '#intake';
import { atMost } from './at-most.ts';
import { FormDigest, setFormDigest } from './form-digest.ts';
import { inTime } from './in-time.ts';

export interface FormShape {
  /** Name of the field with the file. */
  readonly file: string;
  /** Names of the other fields. */
  readonly fields: readonly string[];
  /** In bytes. */
  readonly maxFieldSize: number;
  /** Whether other fields are ignored, as many as this: its clients send what another server knows. */
  readonly ignoredFields?: number;
  /** Names of the query parameters of the route, which are sent as fields by mistake. */
  readonly queries?: readonly string[];
}

export interface FormFile {
  readonly fileName: string | undefined;
  readonly contentType: string;
  /** Fails with `invalid-request` at its end if the rest of the form is wrong, so that nothing is stored of it. */
  readonly content: Readable;
}

type Part =
  | { readonly type: 'field'; readonly name: string; readonly value: string }
  | ({ readonly type: 'file'; readonly name: string } & FormFile);

/** One more of each than a form has, so that it is told what is wrong rather than that something is too many. */
const SPARE = 1;

/**
 * The parts of a form with one file. Each part is checked when it arrives: an unknown or repeated field, a second file and a value that is too long are
 * refused. When all of the form has been read, its digest is known (`formDigestOf`). See ADR 151.
 * @throws ServiceError `invalid-request`
 */
export async function* readForm(request: FastifyRequest, shape: FormShape): AsyncGenerator<Part> {
  const limits = {
    files: 1 + SPARE,
    fields: shape.fields.length + (shape.ignoredFields ?? 0) + SPARE,
    fieldSize: shape.maxFieldSize,
    headerPairs: 32,
    fileSize: Number.POSITIVE_INFINITY,
  };
  const parts = request.parts({ limits });
  const digest = new FormDigest();
  const seen = new Set<string>();
  const next = async (): Promise<Part | undefined> => {
    const { done, value: part } = await parts.next();
    if (done === true) {
      setFormDigest(request, digest.value());
      return undefined;
    }
    const fault = faultOf(part.fieldname, part.type, seen, shape);
    if (fault) {
      if (part.type === 'file') part.file.resume();
      throw invalidRequest([fault]);
    }
    seen.add(part.fieldname);
    if (part.type === 'field') {
      if (part.valueTruncated) throw invalidRequest([tooLong(part.fieldname, shape.maxFieldSize)]);
      digest.field(part.fieldname, part.value);
      return { type: 'field', name: part.fieldname, value: String(part.value) };
    }
    const fileName = fileNameOf(part.filename);
    const tap = digest.tap(part.fieldname, fileName ?? '', part.mimetype);
    const content = passedOn(part.file, tap);
    return { type: 'file', name: part.fieldname, fileName, contentType: part.mimetype, content };
  };
  for (let part = await next(); part; part = await next()) yield part;
}

/**
 * Reads a form up to its file; the fields must come before it. What follows the file is checked before its content ends.
 * @throws ServiceError `unsupported-media-type`, `invalid-request`
 */
export async function readFormToFile<S extends z.ZodType>(
  request: FastifyRequest,
  shape: FormShape,
  schema: S,
): Promise<{ readonly fields: z.infer<S>; readonly file: FormFile }> {
  assertForm(request, shape);
  const given: Record<string, string> = {};
  const parts = readForm(request, shape);
  for (let { done, value: part } = await parts.next(); done !== true; { done, value: part } = await parts.next()) {
    if (part.type === 'field') {
      given[part.name] = part.value;
      continue;
    }
    const file = { ...part, content: endingWith(part.content, () => readOut(parts, shape)) };
    const { data, faults } = parsed(schema, { ...given, fileName: part.fileName, contentType: part.contentType });
    if (data !== undefined) return { fields: data, file };
    part.content.resume();
    throw invalidRequest(faults.map((fault) => (fault.code === 'required' ? beforeTheFile(fault, shape.file) : fault)));
  }
  const { faults } = parsed(schema, given);
  throw invalidRequest([missingFile(shape.file), ...faults.filter(({ pointer }) => pointer !== '/fileName')]);
}

/**
 * The digest of a form of which nothing is kept. @param maxBytes of its file
 * @throws ServiceError `payload-too-large`, `upload-too-slow`
 */
export async function digestForm(request: FastifyRequest, maxBytes: number): Promise<string> {
  const digest = new FormDigest();
  const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, callback) => callback() });
  for await (const part of request.parts({ limits: { files: 1, fileSize: Number.POSITIVE_INFINITY } })) {
    if (part.type === 'field') digest.field(part.fieldname, part.value);
    else {
      const tap = digest.tap(part.fieldname, fileNameOf(part.filename) ?? '', part.mimetype);
      await piped(inTime(part.file, true), atMost(maxBytes), tap, nowhere());
    }
  }
  return digest.value();
}

/** @throws ServiceError `unsupported-media-type` */
export function assertForm(request: FastifyRequest, { file }: Pick<FormShape, 'file'>): void {
  if (request.isMultipart()) return;
  throw new ServiceError('unsupported-media-type', `Send multipart/form-data with the recording as \`${file}\`.`);
}

/** The fields as a schema has them, or what is wrong with them, in the words and codes of JSON bodies. */
export function parsed<S extends z.ZodType>(
  schema: S,
  given: object,
): { readonly data?: z.infer<S>; readonly faults: readonly FieldError[] } {
  const result = schema.safeParse(given, { error: inWords });
  return result.success
    ? { data: result.data, faults: [] }
    : { faults: fieldErrors(result.error.issues, { prefix: '' }) };
}

export function missingFile(name: string): FieldError {
  return { pointer: `/${name}`, code: 'required', detail: 'is missing. Send the recording as a file of this name' };
}

/** Reads the form to its end when the file has been read. */
async function readOut(parts: AsyncGenerator<Part>, { file }: FormShape): Promise<void> {
  const { done, value: part } = await parts.next();
  if (done === true) return;
  const detail = `comes after \`${file}\`. Send the fields before the file`;
  throw invalidRequest([{ pointer: `/${part.name}`, code: 'invalid', detail }]);
}

function faultOf(
  name: string,
  type: 'file' | 'field',
  seen: ReadonlySet<string>,
  { file, fields, ignoredFields = 0, queries = [] }: FormShape,
): FieldError | undefined {
  const pointer = `/${name.slice(0, 100)}`;
  if (type === 'file' && seen.has(file)) {
    const detail =
      'is a second recording, and a request takes one. Upload each by a request of its own, and name them in `samples` of POST /v1/voices';
    return { pointer, code: 'too-many-files', detail };
  }
  if (seen.has(name)) return { pointer, code: 'repeated', detail: repeated(2) };
  if (type === 'file' && name !== file) {
    return { pointer, code: 'unknown-field', detail: `is not the field of the recording. Send it as ${file}` };
  }
  if (type === 'field' && name === file)
    return { pointer, code: 'invalid-type', detail: 'must be a file, with a file name' };
  if (type === 'file' || fields.includes(name) || ignoredFields > 0) return undefined;
  if (queries.includes(name)) {
    return { pointer, code: 'unknown-field', detail: `is a query parameter. Send it in the URL: ?${name}=…` };
  }
  const hint = didYouMean(name, [...fields, file]) || ` It has ${[...fields, file].join(', ')}`;
  return { pointer, code: 'unknown-field', detail: `is not a field of this form.${hint}` };
}

function tooLong(name: string, maximum: number): FieldError {
  return { pointer: `/${name}`, code: 'too-big', detail: `is longer than ${maximum} bytes` };
}

function beforeTheFile(fault: FieldError, file: string): FieldError {
  return { ...fault, detail: `${fault.detail}. Send it before \`${file}\`` };
}

/** Browsers write a quote in a file name as `%22` (HTML, "multipart/form-data encoding algorithm"). */
function fileNameOf(name: string | undefined): string | undefined {
  return name === undefined || name === '' ? undefined : name.replaceAll('%22', '"');
}

/** The file through a stream: an error of either ends both, and so does a client that hangs up. */
function passedOn(file: Readable, through: Transform): Readable {
  pipeline(file, through, () => undefined);
  return through;
}

/** The content, which ends when `ended` has been successful. */
function endingWith(content: Readable, ended: () => Promise<void>): Readable {
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield* content as AsyncIterable<Uint8Array>;
    await ended();
  }
  return Readable.from(whole(), { objectMode: false });
}
