import { join, resolve } from 'node:path';
import { packageRoot } from '../system/package-root.ts';

/** Where the sandbox keeps everything from run to run, and if it is killed. */
export const KEPT_FOLDER = join(packageRoot(), '.sandbox', 'kept');

/** What the sandbox is told for that. */
export function keepData(folder: string = KEPT_FOLDER): Record<string, string> {
  return { SANDBOX_DATA_DIR: resolve(folder), SANDBOX_KEEP_DATA: 'true' };
}
