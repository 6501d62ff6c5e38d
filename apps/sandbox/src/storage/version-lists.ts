import { type BlobVersion, type BlobVersions, PREVIOUS_VERSIONS } from './blob-versions.ts';
import { escapedXml } from './storage-refusal.ts';

const BLOB = /<Blob>.*?<\/Blob>/gs;

/** What a list asks for that Azurite does not know. */
export interface VersionList {
  readonly withVersions: boolean;
  readonly withDeleted: boolean;
  readonly withUncommitted: boolean;
  readonly withLegalHolds: boolean;
}

/** Whether a blob, one of its snapshots, or one of its versions has a legal hold, and the list shows that. */
export type IsHeld = (name: string, snapshot: string, versionId?: string) => boolean;

export function versionListOf(query: URLSearchParams): VersionList {
  const include = (query.get('include') ?? '').toLowerCase().split(',');
  return {
    withVersions: include.includes('versions'),
    withDeleted: include.includes('deleted'),
    withUncommitted: include.includes('uncommittedblobs'),
    withLegalHolds: include.includes('legalhold'),
  };
}

/** Azurite's list of blobs, with the legal holds of current blobs and snapshots. */
export function withLegalHolds(list: string, isHeld: IsHeld): string {
  return list.replace(BLOB, (xml) =>
    isHeld(unescaped(elementOf(xml, 'Name')), elementOf(xml, 'Snapshot'))
      ? xml.replace('</Properties>', '<LegalHold>true</LegalHold></Properties>')
      : xml,
  );
}

/**
 * Azurite's list of blobs, with the ids of current versions and with the previous ones. Those of a page are all whose names lie in it, so a
 * page may have more entries than were requested.
 * @param isCommitted whether an empty blob of this name exists: blocks that nobody committed have no version
 */
export async function withVersions(
  list: string,
  container: string,
  query: URLSearchParams,
  versions: BlobVersions,
  { isCommitted, isHeld }: { isCommitted: (name: string) => Promise<boolean>; isHeld: IsHeld },
): Promise<string> {
  const { withDeleted, withUncommitted } = versionListOf(query);
  const entries = (list.match(BLOB) ?? []).map((xml) => ({ xml, name: unescaped(elementOf(xml, 'Name')) }));
  const [after, until] = [
    query.get('marker') ?? '',
    elementOf(list, 'NextMarker') === '' ? undefined : entries.at(-1)?.name,
  ];
  const delimiter = query.get('delimiter');
  const prefix = query.get('prefix') ?? '';
  const previous = versions
    .list(container, prefix)
    .filter(({ blob, deletedAtMs }) => {
      const isInPage = blob > after && (until === undefined || blob <= until);
      const isBelow = delimiter !== null && delimiter !== '' && blob.slice(prefix.length).includes(delimiter);
      return isInPage && !isBelow && (withDeleted || deletedAtMs === undefined);
    })
    .map((version) => ({ name: version.blob, xml: entryOf(version, versions, isHeld(version.blob, '', version.id)) }));
  const current = await Promise.all(
    entries.map(async ({ xml, name }) => {
      const isEmpty = elementOf(xml, 'Content-Length') === '0';
      const isSnapshot = elementOf(xml, 'Snapshot') !== '';
      if (isSnapshot || (withUncommitted && isEmpty && !(await isCommitted(name)))) return { name, xml };
      const id = versions.idOfCurrent(container, name, elementOf(xml, 'Last-Modified'));
      const marks = `<VersionId>${id}</VersionId><IsCurrentVersion>true</IsCurrentVersion>`;
      return { name, xml: xml.replace('</Name>', `</Name>${marks}`) };
    }),
  );
  // Of one name the previous versions come first: the sort is stable.
  const all = [...previous, ...current].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const content = all.map(({ xml }) => xml).join('');
  const rest = list.replace(BLOB, '').replace('<Blobs/>', '<Blobs></Blobs>');
  return rest.replace('</Blobs>', () => `${content}</Blobs>`);
}

/** A list of containers without the one of the previous versions. */
export function withoutVersionsContainer(list: string): string {
  return list.replace(/<Container>.*?<\/Container>/gs, (xml) =>
    elementOf(xml, 'Name') === PREVIOUS_VERSIONS ? '' : xml,
  );
}

function entryOf(version: BlobVersion, versions: BlobVersions, isHeld: boolean): string {
  const { blob, id, properties, deletedAtMs } = version;
  const deletion =
    deletedAtMs === undefined
      ? {}
      : {
          DeletedTime: new Date(deletedAtMs).toUTCString(),
          RemainingRetentionDays: String(versions.remainingDays(version)),
        };
  const elements = Object.entries({ ...properties, ...(isHeld && { LegalHold: 'true' }), ...deletion })
    .map(([name, value]) => `<${name}>${escapedXml(value)}</${name}>`)
    .join('');
  const deleted = deletedAtMs === undefined ? '' : '<Deleted>true</Deleted>';
  return `<Blob><Name>${escapedXml(blob)}</Name>${deleted}<VersionId>${id}</VersionId><Properties>${elements}</Properties></Blob>`;
}

/** Text of the first element with this name, as it is written; empty if there is none. */
export function elementOf(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name ?? ''] ?? whole;
  });
}
