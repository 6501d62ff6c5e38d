import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

export interface Files {
  readonly read: readonly string[];
  readonly write?: string;
}

/** Finds out before the work whether its files can be read and its result be written. @throws Error with a sentence for the user */
export async function checkFiles({ read, write }: Files): Promise<void> {
  for (const file of read) {
    if (!(await allows(file, constants.R_OK))) throw new Error(`${file} does not exist or cannot be read.`);
  }
  if (write === undefined) return;
  const isFolder = await stat(write).then(
    (stats) => stats.isDirectory(),
    () => undefined,
  );
  if (isFolder === true) throw new Error(`--out must be a file; ${write} is a folder.`);
  const folder = dirname(resolve(write));
  if (!(await allows(folder, constants.F_OK))) {
    throw new Error(`--out cannot be written: the folder ${folder} does not exist. Create it, or use another --out.`);
  }
  if (!(await allows(isFolder === undefined ? folder : write, constants.W_OK))) {
    throw new Error(`--out cannot be written: this user may not write ${write}. Use another --out.`);
  }
}

function allows(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
