import { join } from 'node:path';
import { packageRoot } from '../system/package-root.ts';

/** Where the sandbox keeps everything from run to run, and if it is killed. */
export const KEPT_FOLDER = join(packageRoot(), '.sandbox', 'kept');

/** What the sandbox is told for that. */
export function keepData(): Record<string, string> {
  return { SANDBOX_DATA_DIR: KEPT_FOLDER, SANDBOX_KEEP_DATA: 'true' };
}
