import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for one test file, removed by `dispose`. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'audio-test-'));
  private count = 0;

  /** A path in the folder that no one has used. */
  fresh(suffix = ''): string {
    return join(this.path, `${this.count++}${suffix}`);
  }

  write(content: Uint8Array | string, suffix = ''): string {
    const path = this.fresh(suffix);
    writeFileSync(path, content);
    return path;
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
