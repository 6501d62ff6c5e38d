import { Injectable } from '@nestjs/common';
import type { ReadinessIndicator } from '#observability';
import { BlobStore } from './blob-store.ts';

@Injectable()
export class BlobIndicator implements ReadinessIndicator {
  readonly name = 'blob-storage';

  constructor(private readonly blobs: BlobStore) {}

  check(signal: AbortSignal): Promise<void> {
    return this.blobs.ping(signal);
  }
}
