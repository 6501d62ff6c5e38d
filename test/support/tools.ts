import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a command is on the PATH. A test that needs one that is not is skipped; in CI a skipped test is a failure. */
export function isInstalled(command: string): boolean {
  return commandFile(command) !== undefined;
}

/** The file of a command on the PATH. */
export function commandFile(command: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
