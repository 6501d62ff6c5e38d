import { type DocumentKind, ServiceError } from '#domain';
import { DOCUMENT_MIGRATIONS } from './document-migrations.ts';
import type { Migration, RawDocument } from './migration.ts';

const FIRST_VERSION = 1;

/** Which release wrote a document, and which may read it. Absent in documents of version 1. */
export interface SchemaStamp {
  readonly schemaVersion: number;
  readonly readableFrom: number;
}

type Migrations = Readonly<Record<string, readonly Migration[]>>;

/** The version that this release writes for a kind, and the lowest one whose code may read it. */
export function schemaOf(kind: string, migrations: Migrations = DOCUMENT_MIGRATIONS): SchemaStamp {
  const last = migrations[kind]?.at(-1);
  return { schemaVersion: last?.version ?? FIRST_VERSION, readableFrom: last?.readableFrom ?? FIRST_VERSION };
}

/**
 * What a write of this release stamps a document with: its own version, also over a newer one, so that the newer release migrates the document
 * again; and the highest of the two lowest versions, since what a newer release has removed stays removed.
 */
export function stampFor(
  document: { readonly kind: DocumentKind; readonly readableFrom?: number | undefined },
  migrations: Migrations = DOCUMENT_MIGRATIONS,
): SchemaStamp {
  const { schemaVersion, readableFrom } = schemaOf(document.kind, migrations);
  return { schemaVersion, readableFrom: Math.max(readableFrom, document.readableFrom ?? FIRST_VERSION) };
}

/**
 * A stored document in the shape that this release knows: older ones are migrated, those of a newer release stay as they are where that
 * release says that this one may read them.
 * @throws ServiceError `document-too-new` where it does not
 */
export function broughtForward<D extends object>(stored: D, migrations: Migrations = DOCUMENT_MIGRATIONS): D {
  const document = stored as RawDocument;
  const kind = String(document['kind']);
  const { schemaVersion: known } = schemaOf(kind, migrations);
  const readableFrom = (document['readableFrom'] as number | undefined) ?? FIRST_VERSION;
  if (readableFrom > known) {
    throw new ServiceError(
      'document-too-new',
      `This release supports version ${known} of a ${kind}, but the document needs ${readableFrom}.`,
    );
  }
  const version = (document['schemaVersion'] as number | undefined) ?? FIRST_VERSION;
  const due = (migrations[kind] ?? []).filter((migration) => migration.version > version);
  return due.reduce((before, migration) => migration.apply(before), document) as D;
}
