import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, type Stored } from '#documents';
import { type Batch, type Failure, isCancelable, LIFECYCLES, openStatuses, type Synthesis } from '#domain';
import { canceledWithCleanUp } from '#messaging';
import { inParallel } from '../platform/in-parallel.ts';

const PAGE = 100;
const WRITES_AT_ONCE = 8;

/** Cancels everything that a voice has been asked to say and has not said yet. */
@Injectable()
export class CancelVoiceWork {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
  ) {}

  async execute(tenantId: string, voiceId: string, failure: Failure, signal: AbortSignal): Promise<void> {
    for (const kind of ['synthesis', 'batch'] as const) {
      for (const status of openStatuses<string>(LIFECYCLES[kind])) {
        let after: string | undefined;
        do {
          signal.throwIfAborted();
          const page = await this.documents.list<'synthesis' | 'batch'>(kind, tenantId, {
            limit: PAGE,
            after,
            where: { status },
            heardVoiceId: voiceId,
          });
          await inParallel(page.data, WRITES_AT_ONCE, (found) => this.callOff(found, failure));
          after = page.next;
        } while (after !== undefined);
      }
    }
  }

  private async callOff(found: Stored<Synthesis | Batch>, failure: Failure): Promise<void> {
    const { kind, tenantId, id } = found;
    await this.commit.update<'synthesis' | 'batch'>(
      kind,
      tenantId,
      id,
      (current) =>
        isCancelable(current) ? canceledWithCleanUp(current, new Date().toISOString(), failure) : undefined,
      { found },
    );
  }
}
