import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore } from '#documents';
import { VoicesToSpeak } from '#intake';
import type { OpenAnswer } from '../platform/open-answers/open-answers.ts';
import { whileAuthorized } from '../platform/answers/while-authorized.ts';
import { type Archive, BatchArchive } from './batch-archive.ts';

/** Hands out the speech of a batch, as long as its voices may be heard. */
@Injectable()
export class ReadArchive {
  constructor(
    private readonly documents: DocumentStore,
    private readonly voices: VoicesToSpeak,
    private readonly archive: BatchArchive,
  ) {}

  /** @throws ServiceError `not-found`, those of `open`, `BatchArchive.of` and `VoicesToSpeak.checkSpoken` */
  async execute(principal: Principal, id: string, open: () => OpenAnswer): Promise<Archive> {
    const batch = await this.documents.get('batch', principal.tenantId, id);
    const checkedAt = performance.now();
    await this.voices.checkSpoken(principal, batch);
    const { cut } = open();
    const { content, ...archive } = await this.archive.of(batch);
    const allowed = whileAuthorized(content, () => this.voices.watch(principal, batch, checkedAt), cut);
    return { content: allowed, ...archive };
  }
}
