import { Inject, Injectable } from '@nestjs/common';
import { EXPIRED_SYNTHESIS, HELD_SUBJECT } from '#documents';
import { type RetentionClass, RETENTION_CLASSES } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { ExpireConsents } from '../consents/expire-consents.service.ts';
import { ApplyHold } from './apply-hold.usecase.ts';
import { ApplyRetention } from './apply-retention.usecase.ts';
import { ApplyTiers } from './apply-tiers.usecase.ts';
import { BLOB_PARTS } from './blob-rules.ts';
import { ExpireUploads } from '../uploads/expire-uploads.service.ts';
import { SweepBlobs } from './sweep-blobs.usecase.ts';
import { ExpireSyntheses } from '../syntheses/expire-syntheses.service.ts';
import { SweepEndpoints } from '../voices/sweep-endpoints.service.ts';
import { SweepSamples } from '../voices/sweep-samples.service.ts';
import type { SweptPage } from '../platform/swept-page.ts';

/** A worker of the release before goes through the blobs of `uploads` when it reads `raw`. */
const RAW_RECORDINGS = 'rawRecordings';

function partOf(name: RetentionClass): Exclude<RetentionClass, 'raw'> | typeof RAW_RECORDINGS {
  return name === 'raw' ? RAW_RECORDINGS : name;
}

/** What costs by the hour first. Documents before blobs: those that they no longer refer to are found soon after. */
const PARTS = [
  'endpoints',
  'holds',
  'consents',
  'uploads',
  'syntheses',
  ...RETENTION_CLASSES.map(partOf),
  'tiers',
  ...BLOB_PARTS,
  'samples',
] as const;

/**
 * Goes through documents and containers part by part, page by page; each page is a message, so that no sweep is too large for one run. A message
 * about one synthesis removes that alone, when it expires.
 */
@Handles('retention.sweep')
@Injectable()
export class SweepRetentionHandler {
  constructor(
    private readonly expireConsents: ExpireConsents,
    private readonly expireUploads: ExpireUploads,
    private readonly expireSyntheses: ExpireSyntheses,
    private readonly applyRetention: ApplyRetention,
    private readonly applyTiers: ApplyTiers,
    private readonly sweepBlobs: SweepBlobs,
    private readonly sweepSamples: SweepSamples,
    private readonly sweepEndpoints: SweepEndpoints,
    private readonly applyHold: ApplyHold,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle(
    { tenantId, subjectId, data }: Received<typeof messages.retentionSweep>,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    if (data.part === EXPIRED_SYNTHESIS) {
      const leftMs = await this.expireSyntheses.one({ tenantId, subjectId });
      return leftMs === undefined ? DONE : { retryAfterMs: leftMs };
    }
    if (data.part === HELD_SUBJECT) {
      const leftMs = await this.applyHold.one({ tenantId, subjectId }, signal);
      return leftMs === undefined ? DONE : { retryAfterMs: leftMs };
    }
    const part = PARTS.find((each) => each === data.part) ?? PARTS[0];
    const { counts, next, againInMs } = await this.page(part, data.after, signal);
    const did = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
    if (Object.keys(did).length > 0) this.logger.warn({ part, ...did }, 'retention was swept');
    if (againInMs !== undefined) {
      return { retryAfterMs: againInMs, data: { part, ...(data.after !== undefined && { after: data.after }) } };
    }
    if (next !== undefined) return { retryAfterMs: 0, data: { part, after: next } };
    const following = PARTS[PARTS.indexOf(part) + 1];
    return following === undefined ? DONE : { retryAfterMs: 0, data: { part: following } };
  }

  private page(part: (typeof PARTS)[number], after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    switch (part) {
      case 'consents':
        return this.expireConsents.execute(after, signal);
      case 'uploads':
        return this.expireUploads.execute(after, signal);
      case 'syntheses':
        return this.expireSyntheses.execute(after, signal);
      case 'samples':
        return this.sweepSamples.execute(after, signal);
      case 'endpoints':
        return this.sweepEndpoints.execute(after, signal);
      case 'tiers':
        return this.applyTiers.execute(after, signal);
      case 'holds':
        return this.applyHold.execute(after, signal);
      case 'raw':
      case 'originals':
      case 'audio':
      case 'results':
        return this.sweepBlobs.execute(part, after, signal);
      case RAW_RECORDINGS:
        return this.applyRetention.execute('raw', after, signal);
      default:
        return this.applyRetention.execute(part, after, signal);
    }
  }
}
