import type { SynthesisProgress } from '#domain';

/** Not more often: each is a write of the document and of its operation. */
const WRITE_EVERY_MS = 1_000;

/** Writes the newest progress now and then; one that cannot be written is left to the next. */
export class ProgressWriter implements AsyncDisposable {
  private writing: Promise<void> | undefined;
  private writtenAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly write: (progress: SynthesisProgress) => Promise<void>) {}

  report(progress: SynthesisProgress): void {
    if (this.writing !== undefined || performance.now() - this.writtenAt < WRITE_EVERY_MS) return;
    this.writtenAt = performance.now();
    this.writing = this.write(progress)
      // The operation shows a little less than is done: no reason to stop.
      .catch(() => undefined)
      .finally(() => {
        this.writing = undefined;
      });
  }

  /** Resolves when no write is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.writing;
  }
}
