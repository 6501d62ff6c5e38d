/** What a sweep did with one page, and where it goes on. */
export interface SweptPage {
  readonly counts: Readonly<Record<string, number>>;
  /** Goes on after this; undefined at the end. */
  readonly next: string | undefined;
  /** The same page is done again after this time: what it has announced has settled then. */
  readonly againInMs?: number | undefined;
}

/**
 * Whether so much of a page would be deleted that it is more likely the documents that are missing: a database restored from an old backup,
 * or a wrong `COSMOS_DATABASE`. What is unreferenced is the exception in a system that works.
 */
export function looksLikeLostDocuments(orphans: number, examined: number): boolean {
  return orphans >= 20 && orphans > examined / 2;
}
