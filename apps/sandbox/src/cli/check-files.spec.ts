import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFiles } from './check-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe(checkFiles.name, () => {
  it('takes files that can be read, and a file that is new or is there', async () => {
    const file = join(folder, 'a.wav');
    await writeFile(file, '');
    await checkFiles({ read: [file], write: join(folder, 'new.wav') });
    await checkFiles({ read: [], write: file });
  });

  it('says which file is missing', async () => {
    await expect(checkFiles({ read: [join(folder, 'gone.wav')], write: 'demo.wav' })).rejects.toThrow(
      'gone.wav does not exist or cannot be read.',
    );
  });

  it('says why the result could not be written', async () => {
    await expect(checkFiles({ read: [], write: folder })).rejects.toThrow('is a folder.');
    await expect(checkFiles({ read: [], write: join(folder, 'gone', 'demo.wav') })).rejects.toThrow(
      `the folder ${join(folder, 'gone')} does not exist`,
    );
  });
});
