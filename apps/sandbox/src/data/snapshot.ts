/** What a snapshot may be called: it is the name of a folder. */
export const SNAPSHOT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export interface Snapshot {
  readonly name: string;
  readonly directory: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly sizeBytes: number;
}
