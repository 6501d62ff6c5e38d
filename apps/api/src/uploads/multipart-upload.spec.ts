import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FieldError, ServiceError } from '#domain';
import { validatedBody } from '#intake';
import { FormServer } from '../platform/testing/form-server.ts';
import { readMultipartUpload } from './multipart-upload.ts';
import { createUploadSchema } from './uploads.schema.ts';

let server: FormServer;

beforeEach(async () => {
  server = await FormServer.start(async (request) => {
    const { body, content } = await readMultipartUpload(request);
    await buffer(content);
    return body;
  });
});
afterEach(() => server.close());

function faultsOf(error: unknown): readonly FieldError[] {
  if (!(error instanceof ServiceError)) throw new Error('the upload was not refused', { cause: error });
  return error.fields;
}

async function formFaults(fileName: string, purpose?: string): Promise<readonly FieldError[]> {
  const file = ['file', 'RIFF', fileName] as const;
  return faultsOf(await server.send(purpose === undefined ? [file] : [['purpose', purpose], file]));
}

async function jsonFaults(body: object): Promise<readonly FieldError[]> {
  return faultsOf(await validatedBody(createUploadSchema, body).catch((error: unknown) => error));
}

const LONG_NAME = `${'n'.repeat(300)}.wav`;
const HINT = 'Send it before `file`';

describe(readMultipartUpload.name, () => {
  it.each([
    ['a name that is too long', LONG_NAME, 'sample', 'too-big'],
    ['an unknown purpose', 'a.wav', 'samples', 'invalid-value'],
  ])('says of %s what JSON is told, and nothing of an order', async (_, fileName, purpose, code) => {
    const faults = await formFaults(fileName, purpose);
    expect(faults.map((fault) => fault.code)).toEqual([code]);
    expect(faults).toEqual(await jsonFaults({ purpose, fileName, contentType: 'audio/wav' }));
    expect(JSON.stringify(faults)).not.toContain('before');
  });

  it('says in which order to send the purpose where it is missing, and only there', async () => {
    const faults = await formFaults(LONG_NAME);
    const [purpose, fileName] = ['/purpose', '/fileName'].map((pointer) =>
      faults.find((each) => each.pointer === pointer),
    );
    expect(purpose).toMatchObject({ code: 'required', detail: expect.stringContaining(HINT) as string });
    expect(fileName).toMatchObject({ code: 'too-big', detail: expect.not.stringContaining(HINT) as string });
  });
});
