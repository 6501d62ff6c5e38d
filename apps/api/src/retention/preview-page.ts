import type { DueDocument, DueMovePage, DuePage } from '#documents';
import type { RetentionTier } from '#domain';

/** Something that the next sweep removes, or whose files it moves. */
export interface PreviewedDocument extends DueDocument {
  readonly action: 'delete' | RetentionTier;
}

export interface PreviewPage {
  readonly due: readonly PreviewedDocument[];
  /** Continues after this id; undefined at the end. */
  readonly next: string | undefined;
}

/** One page of what is removed and what is moved, in the order of ids, as far as both pages go. What is removed is not moved. */
export function previewPage(removals: DuePage, moves: DueMovePage, limit: number): PreviewPage {
  const removed = new Set(removals.due.map(({ document }) => document.id));
  const [bound] = [removals.next, moves.next].filter((each) => each !== undefined).toSorted();
  const all = [
    ...removals.due.map((each): PreviewedDocument => ({ ...each, action: 'delete' })),
    ...moves.due.map(({ tier, ...each }): PreviewedDocument => ({ ...each, action: tier })),
  ]
    .filter(({ action, document }) => action === 'delete' || !removed.has(document.id))
    .filter(({ document }) => bound === undefined || document.id <= bound)
    .toSorted((one, other) => (one.document.id < other.document.id ? -1 : 1));
  const due = all.slice(0, limit);
  return { due, next: all.length > limit ? due.at(-1)?.document.id : bound };
}
