import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { type DocumentKind, errorCodeOf, resultPrefix, type Synthesis } from '#domain';
import { BLOB_CONTAINERS } from '#storage';
import type { BlobStore } from '#storage';
import type { Documents } from './stored-document.ts';

/**
 * A document that would be larger keeps its text in a blob, bytes of JSON. Cosmos DB stores 2 MB at most, and charges each write by the size of
 * the document: a long text is written once, its state often.
 */
export const MAX_INLINE_DOCUMENT_BYTES = 256 * 1024;

/** What the blob holds. */
type Texts = Pick<Synthesis, 'text' | 'ssml' | 'spoken' | 'lexicon'>;

/**
 * Keeps long texts of syntheses in blobs: beside the audio, so that whatever deletes a synthesis deletes them too.
 * See ADR 92.
 */
export class LargeTexts {
  constructor(private readonly blobs: Pick<BlobStore, 'write' | 'read'>) {}

  /**
   * The document as it is stored. A text is written once: the blob's name follows from its content.
   * @throws ServiceError `dependency-unavailable`
   */
  async moved<D extends Documents[DocumentKind]>(document: D): Promise<D> {
    if (document.kind !== 'synthesis' || isTextMissing(document)) return document;
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
    const lengths = {
      characters: text.length,
      ...(spoken && { spoken: { locale: spoken.locale, characters: spoken.text.length } }),
    };
    return { ...rest, text: '', textBlob: { blobName, sha256, ...lengths } } as unknown as D;
  }

  /**
   * The document with its text; without it when the blob is gone, as `isTextMissing` then says.
   * @throws ServiceError `dependency-unavailable`
   */
  async restored<D extends Documents[DocumentKind]>(document: D): Promise<D> {
    if (document.kind !== 'synthesis' || !isTextMissing(document)) return document;
    const { blobName = '' } = document.textBlob ?? {};
    try {
      const { stream } = await this.blobs.read({ container: BLOB_CONTAINERS.results, name: blobName });
      return { ...document, ...((await json(stream)) as Texts) };
    } catch (error) {
      if (errorCodeOf(error) !== 'not-found') throw error;
      return document;
    }
  }
}

/**
 * Whether a synthesis was read without its text: by a query that leaves texts where they are, or because the blob is gone. It is written back as
 * it is.
 */
export function isTextMissing({ text, ssml, textBlob }: Synthesis): boolean {
  return textBlob !== undefined && text === '' && ssml === undefined;
}
