import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ServiceError } from '#domain';
import { FormServer, type Part } from '../testing/form-server.ts';
import { formDigestOf } from './form-digest.ts';
import { readFormToFile } from './form-reader.ts';

const SHAPE = { file: 'file', fields: ['purpose', 'note'], maxFieldSize: 20, queries: ['profile'] };
const schema = z.strictObject({
  purpose: z.enum(['consent', 'sample']),
  note: z.string().optional(),
  fileName: z.string().max(255),
  contentType: z.string(),
});

let server: FormServer;
let stored: { readonly fields: unknown; readonly bytes: string }[];
let digests: (string | undefined)[];

beforeEach(async () => {
  stored = [];
  digests = [];
  server = await FormServer.start(async (request) => {
    const { fields, file } = await readFormToFile(request, SHAPE, schema);
    // As a store does: what it was given is there only when the stream has ended well.
    const bytes = (await buffer(file.content)).toString();
    stored.push({ fields, bytes });
    digests.push(formDigestOf(request));
    return {};
  });
});
afterEach(() => server.close());

async function send(parts: readonly Part[], boundary = 'b'): Promise<string[]> {
  const refusal = await server.send(parts, boundary);
  if (refusal !== undefined && !(refusal instanceof ServiceError)) throw refusal;
  return refusal?.fields.map(({ pointer, code, detail }) => `${pointer} [${code}] ${detail}`) ?? [];
}

describe(readFormToFile.name, () => {
  it('reads the fields, the name and the file', async () => {
    expect(
      await send([
        ['purpose', 'sample'],
        ['file', 'RIFF', 'ümläut “a” %22b%22.wav'],
      ]),
    ).toEqual([]);
    expect(stored).toEqual([
      { fields: { purpose: 'sample', fileName: 'ümläut “a” "b".wav', contentType: 'audio/wav' }, bytes: 'RIFF' },
    ]);
  });

  it.each<[string, Part[], string]>([
    [
      'a second recording',
      [
        ['purpose', 'sample'],
        ['file', 'A', 'a.wav'],
        ['file', 'B', 'b.wav'],
      ],
      '/file [too-many-files] is a second recording',
    ],
    [
      'a second recording under another name',
      [
        ['purpose', 'sample'],
        ['file', 'A', 'a.wav'],
        ['file2', 'B', 'b.wav'],
      ],
      '/file2 [too-many-files]',
    ],
    [
      'a file before the purpose',
      [
        ['file', 'A', 'a.wav'],
        ['purpose', 'sample'],
      ],
      '/purpose [required] is missing. Send one of consent, sample. Send it before `file`',
    ],
    [
      'a field after the file',
      [
        ['purpose', 'sample'],
        ['file', 'A', 'a.wav'],
        ['note', 'x'],
      ],
      '/note [invalid] comes after `file`',
    ],
    [
      'an unknown purpose',
      [
        ['purpose', 'samples'],
        ['file', 'A', 'a.wav'],
      ],
      '/purpose [invalid-value] must be one of consent, sample, but you sent "samples". Did you mean sample?',
    ],
    [
      'a name that is too long',
      [
        ['purpose', 'sample'],
        ['file', 'A', `${'n'.repeat(300)}.wav`],
      ],
      '/fileName [too-big] has 304 characters; at most 255 are allowed',
    ],
    [
      'a field that is too long',
      [
        ['purpose', 's'.repeat(50)],
        ['file', 'A', 'a.wav'],
      ],
      '/purpose [too-big] is longer than 20 bytes',
    ],
    [
      'a field that is there twice',
      [
        ['purpose', 'sample'],
        ['purpose', 'consent'],
        ['file', 'A', 'a.wav'],
      ],
      '/purpose [repeated] was sent twice. Send it once',
    ],
    [
      'a query parameter as a field',
      [
        ['profile', 'sample'],
        ['file', 'A', 'a.wav'],
      ],
      '/profile [unknown-field] is a query parameter. Send it in the URL: ?profile=…',
    ],
    [
      'a misspelt field',
      [
        ['porpose', 'sample'],
        ['file', 'A', 'a.wav'],
      ],
      '/porpose [unknown-field] is not a field of this form. Did you mean purpose?',
    ],
    [
      'a file of another name',
      [
        ['purpose', 'sample'],
        ['audio', 'A', 'a.wav'],
      ],
      '/audio [unknown-field] is not the field of the recording. Send it as file',
    ],
    [
      'text in the place of the file',
      [
        ['purpose', 'sample'],
        ['file', 'A'],
      ],
      '/file [invalid-type] must be a file, with a file name',
    ],
    ['no file', [['purpose', 'sample']], '/file [required] is missing'],
  ])('refuses %s, and nothing is stored', async (_, parts, words) => {
    const said = await send(parts);
    expect(said.some((each) => each.startsWith(words))).toBe(true);
    expect(stored).toEqual([]);
  });

  it('takes the same digest of the same form, and another one of each that differs', async () => {
    const purpose: Part = ['purpose', 'sample'];
    const note: Part = ['note', 'a'];
    const file: Part = ['file', 'RIFF', 'a.wav'];
    await send([purpose, note, file]);
    await send([note, purpose, file], 'another-boundary');
    await send([purpose, note, ['file', 'RIFX', 'a.wav']]);
    await send([purpose, ['note', 'b'], file]);
    await send([purpose, note, ['file', 'RIFF', 'b.wav']]);
    expect(digests[1]).toBe(digests[0]);
    expect(new Set(digests).size).toBe(4);
    expect(digests).not.toContain(undefined);
  });
});
