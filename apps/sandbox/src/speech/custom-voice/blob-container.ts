import { childrenNamed, parseXml, textOf, XmlError, type XmlElement } from '../xml/xml.ts';
import { fetchBytes, fetchOk, StorageError, type FetchBlob } from './fetch-blob.ts';

/** `AzureBlobContentSource` of the OpenAPI file. */
export interface BlobSource {
  /** With a SAS that allows to list and to read. */
  readonly containerUrl: string;
  readonly prefix?: string | undefined;
  /** For example `.wav`. */
  readonly extensions: readonly string[];
}

/**
 * Reads all blobs that the source describes, by the REST operations List Blobs and Get Blob.
 *
 * @throws StorageError
 */
export async function readBlobs(fetchBlob: FetchBlob, source: BlobSource): Promise<Uint8Array[]> {
  return (await readNamedBlobs(fetchBlob, source)).map(({ bytes }) => bytes);
}

export interface NamedBlob {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The same with their names. @throws StorageError */
export async function readNamedBlobs(fetchBlob: FetchBlob, source: BlobSource): Promise<NamedBlob[]> {
  const names = await listBlobs(fetchBlob, source);
  const blobs: NamedBlob[] = [];
  for (const name of names) {
    const url = new URL(source.containerUrl);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${name.split('/').map(encodeURIComponent).join('/')}`;
    blobs.push({ name, bytes: await fetchBytes(fetchBlob, url.href) });
  }
  return blobs;
}

async function listBlobs(fetchBlob: FetchBlob, source: BlobSource): Promise<string[]> {
  const names: string[] = [];
  let marker = '';
  do {
    const url = new URL(source.containerUrl);
    url.searchParams.set('restype', 'container');
    url.searchParams.set('comp', 'list');
    if (source.prefix !== undefined) url.searchParams.set('prefix', source.prefix);
    if (marker !== '') url.searchParams.set('marker', marker);
    const response = await fetchOk(fetchBlob, url.href);
    const listing = parseListing(await response.text());
    for (const blobs of childrenNamed(listing, 'Blobs')) {
      for (const blob of childrenNamed(blobs, 'Blob')) names.push(firstText(blob, 'Name'));
    }
    marker = firstText(listing, 'NextMarker');
  } while (marker !== '');
  return names.filter((name) =>
    source.extensions.some((extension) => name.toLowerCase().endsWith(extension.toLowerCase())),
  );
}

function parseListing(xml: string): XmlElement {
  try {
    return parseXml(xml);
  } catch (error) {
    if (error instanceof XmlError) throw new StorageError('the storage answered no blob listing');
    throw error;
  }
}

function firstText(element: XmlElement, name: string): string {
  const child = childrenNamed(element, name)[0];
  return child === undefined ? '' : textOf(child);
}
