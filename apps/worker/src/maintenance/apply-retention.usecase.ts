import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { DueDocuments, RetentionStore } from '#documents';
import { errorCodeOf, type RetentionClass } from '#domain';
import { type Logger, LOGGER } from '#observability';
import { RemoveDue } from './remove-due.ts';
import type { SweptPage } from '../platform/swept-page.ts';

const DOCUMENTS_AT_ONCE = 100;

/** Removes what tenants keep no longer, by their policies and that of the deployment. See ADR 188. */
@Injectable()
export class ApplyRetention {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly policies: RetentionStore,
    private readonly due: DueDocuments,
    private readonly remove: RemoveDue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One page of the documents of this class, of all tenants. */
  async execute(name: RetentionClass, after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const page = await this.due.page(name, {
      policies: await this.policies.all(),
      defaults: this.config.retention.days,
      now: Date.now(),
      limit: DOCUMENTS_AT_ONCE,
      after,
    });
    let removed = 0;
    let refused = 0;
    let againInMs: number | undefined;
    for (const document of page.needed) {
      if (document.kind === 'upload' && document.removingSince !== undefined) await this.remove.keep(document);
    }
    for (const due of page.due) {
      signal.throwIfAborted();
      try {
        const leftMs = await this.remove.execute(name, due);
        if (leftMs === undefined) removed += 1;
        else againInMs = Math.max(againInMs ?? 0, leftMs);
      } catch (err) {
        const code = errorCodeOf(err);
        // It has changed in this moment: the next sweep finds it.
        if (code === 'etag-mismatch') continue;
        if (code !== 'erasure-incomplete') throw err;
        // Storage refuses to delete it, by a policy of its own. That must not keep the others.
        refused += 1;
        this.logger.error({ err, subjectId: due.document.id, class: name }, 'retention could not remove a document');
      }
    }
    return { counts: { [`${name}Removed`]: removed, [`${name}Refused`]: refused }, next: page.next, againInMs };
  }
}
