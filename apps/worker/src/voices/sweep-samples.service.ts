import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { DocumentStore } from '#documents';
import { isEnrolling, isId, sampleContainerName, type Voice } from '#domain';
import { type Logger, LOGGER } from '#observability';
import { BlobStore } from '#storage';
import type { SweptPage } from '../platform/swept-page.ts';

const CONTAINERS_AT_ONCE = 100;
const SAMPLE_CONTAINER = /^samples-vce-([0-9a-z]{26})$/;

/** Deletes containers of samples whose voice is done with them. */
@Injectable()
export class SweepSamples {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async execute(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const { entries, next } = await this.blobs.listContainers('samples-vce-', CONTAINERS_AT_ONCE, after);
    const oldest = Date.now() - this.config.retention.orphanGraceMs;
    const old = entries.filter(({ lastModified }) => lastModified.getTime() < oldest);
    const voiceIds = old.flatMap(({ name }) => voiceIdOf(name) ?? []);
    const voices = await this.documents.findAll('voice', voiceIds);
    const suspects = voiceIds.filter((id) => !isReading(voices.get(id)));
    let orphanContainers = 0;
    for (const voiceId of suspects) {
      signal.throwIfAborted();
      const voice = voices.get(voiceId);
      // A failed enrollment may have been opened again a moment ago, which the replica that was asked does not know yet.
      if (voice && isReading(await this.documents.findLatest('voice', voice.tenantId, voiceId))) continue;
      await this.blobs.deleteContainer(sampleContainerName(voiceId));
      this.logger.warn({ subjectId: voiceId }, 'an unused container of samples was deleted');
      orphanContainers += 1;
    }
    return { counts: { orphanContainers }, next };
  }
}

function isReading(voice: Voice | undefined): boolean {
  return voice !== undefined && isEnrolling(voice);
}

function voiceIdOf(container: string): string | undefined {
  const id = `vce_${SAMPLE_CONTAINER.exec(container)?.[1]?.toUpperCase() ?? ''}`;
  return isId('voice', id) ? id : undefined;
}
