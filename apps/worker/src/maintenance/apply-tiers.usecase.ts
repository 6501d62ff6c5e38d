import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { type DueMovePage, DueMoves, RetentionStore } from '#documents';
import { errorCodeOf, MOVABLE_CLASSES, movableClassOf, type MovableClass } from '#domain';
import { type Logger, LOGGER } from '#observability';
import type { SweptPage } from '../platform/swept-page.ts';
import { MoveDue } from './move-due.ts';

const DOCUMENTS_AT_ONCE = 100;

/** Moves files to another tier, by the policies of tenants and that of the deployment. See ADR 213. */
@Injectable()
export class ApplyTiers {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly policies: RetentionStore,
    private readonly due: DueMoves,
    private readonly move: MoveDue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * One page of a class, of all tenants. Classes of which nothing is due take no page of their own.
   * @param position a `next` of an earlier page, `{class}/{id}`
   */
  async execute(position: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const [first = '', after] = position?.split('/') ?? [];
    const from = Math.max(
      0,
      MOVABLE_CLASSES.findIndex((name) => name === movableClassOf(first)),
    );
    const policies = await this.policies.allMoves();
    for (const [index, name] of MOVABLE_CLASSES.slice(from).entries()) {
      const page = await this.due.page(name, {
        policies,
        defaults: this.config.retention.moves,
        now: Date.now(),
        limit: DOCUMENTS_AT_ONCE,
        after: index === 0 ? after : undefined,
      });
      if (page.due.length === 0 && page.next === undefined) continue;
      const counts = await this.moveAll(name, page, signal);
      const following = MOVABLE_CLASSES[from + index + 1];
      return { counts, next: page.next === undefined ? following && `${following}/` : `${name}/${page.next}` };
    }
    return { counts: {}, next: undefined };
  }

  private async moveAll(name: MovableClass, { due }: DueMovePage, signal: AbortSignal): Promise<SweptPage['counts']> {
    let moved = 0;
    let refused = 0;
    for (const each of due) {
      signal.throwIfAborted();
      try {
        await this.move.execute(name, each, signal);
        moved += 1;
      } catch (err) {
        const code = errorCodeOf(err);
        // It has changed in this moment: the next sweep finds it.
        if (code === 'etag-mismatch') continue;
        if (code !== 'state-conflict') throw err;
        // Storage refuses it, as while a lease is held. That must not keep the others.
        refused += 1;
        this.logger.error({ err, subjectId: each.document.id, class: name }, 'retention could not move files');
      }
    }
    return { [`${name}Moved`]: moved, [`${name}NotMoved`]: refused };
  }
}
