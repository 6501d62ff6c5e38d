/** A document as the database holds it. */
export type RawDocument = Readonly<Record<string, unknown>>;

/**
 * One change of the shape of a kind of document (ADR 143). A document without `schemaVersion` has version 1.
 *
 * The release before goes on reading and writing documents while a release is rolled out, and after it was rolled back. So a change adds
 * fields and neither removes a field nor changes what one means; a field that nothing reads is removed a release later.
 */
export interface Migration {
  /** The version that it makes: 2 for the first one of a kind, then one more for each. */
  readonly version: number;
  /** The lowest version whose code may read and write what it makes; below `version`. */
  readonly readableFrom: number;
  /** What it does, for the log. */
  readonly what: string;
  /**
   * The document in the new shape. Pure, and the same for a document that it has made already: the release before writes documents back
   * without knowing the new fields, and they are then migrated again. What the new fields say must survive that.
   */
  apply(document: RawDocument): RawDocument;
}
