import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { type DocumentKind, errorCodeOf, resultPrefix, ServiceError, type Synthesis } from '#domain';
import { BLOB_CONTAINERS } from '../blobs/blob-containers.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Documents } from './stored-document.ts';

/**
 * A document that would be larger keeps its text in a blob, bytes of JSON. Cosmos DB stores 2 MB at most, and charges each write by the size of
 * the document: a long text is written once, its state often.
 */
export const MAX_INLINE_DOCUMENT_BYTES = 256 * 1024;

/** What the blob holds. */
type Texts = Pick<Synthesis, 'text' | 'ssml' | 'spoken' | 'lexicon'>;

/** Keeps long texts of syntheses in blobs: beside the audio, so that whatever deletes a synthesis deletes them too. */
export class LargeTexts {
  constructor(private readonly blobs: Pick<BlobStore, 'write' | 'read'>) {}

  /**
   * The document as it is stored. A text is written once: the blob's name follows from its content.
   * @throws ServiceError `dependency-unavailable`
   */
  async moved<D extends Documents[DocumentKind]>(document: D): Promise<D> {
    if (document.kind !== 'synthesis' || isWithoutText(document)) return document;
    const { textBlob: written, ...whole }: Synthesis = document;
    const size = Buffer.byteLength(JSON.stringify(whole));
    if (size <= MAX_INLINE_DOCUMENT_BYTES) return whole as unknown as D;
    const { text, ssml, spoken, lexicon, ...rest } = whole;
    const content = JSON.stringify({ text, ssml, spoken, lexicon } satisfies Texts);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const blobName = `${resultPrefix(document.tenantId, document.id)}.text-${sha256.slice(0, 32)}.json`;
    if (written?.blobName !== blobName) {
      const address = { container: BLOB_CONTAINERS.results, name: blobName };
      await this.blobs.write(address, Readable.from([Buffer.from(content)]), { contentType: 'application/json' });
    }
    return { ...rest, text: '', textBlob: { blobName, sha256 } } as unknown as D;
  }

  /**
   * The document with its text.
   * @throws ServiceError `dependency-unavailable`, also when the blob is gone: the document is being deleted, and the next read says so
   */
  async restored<D extends Documents[DocumentKind]>(document: D): Promise<D> {
    const texts = await this.textsOf(document);
    if (texts === 'gone') throw new ServiceError('dependency-unavailable', 'The text of the synthesis is not there.');
    return { ...document, ...texts };
  }

  /**
   * The same for one document of many: one whose blob is gone comes without its text. The others can still be shown, and an erasure that broke off
   * has to find it.
   * @throws ServiceError `dependency-unavailable`
   */
  async restoredIfThere<D extends Documents[DocumentKind]>(document: D): Promise<D> {
    const texts = await this.textsOf(document);
    return texts === 'gone' ? document : { ...document, ...texts };
  }

  /** What is kept in a blob; undefined of a document that holds its text itself. */
  private async textsOf(document: Documents[DocumentKind]): Promise<Texts | 'gone' | undefined> {
    if (document.kind !== 'synthesis' || !isWithoutText(document)) return undefined;
    const { blobName = '' } = document.textBlob ?? {};
    try {
      const { stream } = await this.blobs.read({ container: BLOB_CONTAINERS.results, name: blobName });
      return (await json(stream)) as Texts;
    } catch (error) {
      if (errorCodeOf(error) !== 'not-found') throw error;
      return 'gone';
    }
  }
}

/** Read by a query, which leaves texts where they are: it is written back as it is. */
function isWithoutText({ text, ssml, textBlob }: Synthesis): boolean {
  return textBlob !== undefined && text === '' && ssml === undefined;
}
