import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { type BlobCall, classifyBlobCall } from '../event-grid/blob-operation.ts';
import { type AzuriteCalls, blobPath } from './azurite-calls.ts';
import type { BlobLegalHolds } from './blob-legal-holds.ts';
import { type BlobVersion, type BlobVersions, PREVIOUS_VERSIONS } from './blob-versions.ts';
import { refusal, type StorageRefusal } from './storage-refusal.ts';
import { versionListOf, withLegalHolds, withoutVersionsContainer, withVersions } from './version-lists.ts';

/** What may be done with a previous version here. */
const OF_PREVIOUS: ReadonlySet<string> = new Set([
  'get-blob',
  'get-blob-properties',
  'get-blob-metadata',
  'set-blob-legal-hold',
  'delete-blob',
]);
const READING: ReadonlySet<string> = new Set(['get-blob', 'get-blob-properties', 'get-blob-metadata']);
/** Answers to these name the version that they have made. */
const WRITING: ReadonlySet<string> = new Set(['put-blob', 'put-block-list', 'copy-blob', 'set-blob-metadata']);

/** How a call has ended; `unknown`: its connection broke, so what is there decides. */
export type CallOutcome = 'done' | 'refused' | 'unknown';

/** What the blob endpoint has to know of versions: which one a call names, and what their ids add to answers. */
export class VersionedBlobs {
  constructor(
    private readonly versions: BlobVersions,
    private readonly holds: BlobLegalHolds,
    private readonly calls: AzuriteCalls,
  ) {}

  /** Settles what a process that died left open, before anybody is answered. */
  async start(): Promise<void> {
    await this.versions.start();
    for (const captured of this.versions.pending()) await this.settle(captured, 'unknown');
  }

  /** The previous version that a call names; undefined if it is about the current one. */
  async named(call: BlobCall, query: URLSearchParams): Promise<BlobVersion | StorageRefusal | undefined> {
    if (call.container === PREVIOUS_VERSIONS)
      return refusal(404, 'ContainerNotFound', 'The specified container does not exist.');
    const { container, blob, operation } = call;
    const id = query.get('versionid');
    if (id === null || container === undefined || blob === undefined) return undefined;
    const previous = this.versions.find(container, blob, id);
    if (previous !== undefined) {
      if (OF_PREVIOUS.has(operation)) return previous;
      const message = 'Value for one of the query parameters specified in the request URI is invalid.';
      return refusal(400, 'InvalidQueryParameterValue', message, { QueryParameterName: 'versionid' });
    }
    const { status, headers } = await this.calls.call('HEAD', blobPath(container, blob));
    if (status !== 200 || this.versions.idOfCurrent(container, blob, headers['last-modified']) !== id)
      return refusal(404, 'BlobNotFound', 'The specified blob does not exist.');
    return operation === 'delete-blob'
      ? refusal(403, 'OperationNotAllowedOnRootBlob', 'The specified operation is not allowed on root blob.')
      : undefined;
  }

  /** The URL at Azurite of what a copy source names: to copy a previous version restores it. */
  sourceOf(source: string): string {
    const url = URL.parse(source);
    const id = url?.searchParams.get('versionid');
    if (!url || !id) return source;
    const { container = '', blob = '' } = classifyBlobCall('GET', url.pathname, {});
    const previous = this.versions.find(container, blob, id);
    return previous === undefined ? source : url.origin + this.pathOf(previous);
  }

  /** Where Azurite has a previous version. */
  pathOf({ content }: BlobVersion): string {
    return this.calls.account + blobPath(PREVIOUS_VERSIONS, content);
  }

  /** After a call that overwrites or deletes a blob: what was there is a version, or not if the call was not made. */
  async settle(captured: BlobVersion | undefined, outcome: CallOutcome): Promise<void> {
    if (captured === undefined) return;
    const { container, blob, id } = captured;
    const isReplaced = outcome === 'unknown' ? await this.versions.isReplaced(captured) : outcome === 'done';
    // Two that overwrite the same blob at the same moment.
    if (!isReplaced || this.versions.find(container, blob, id)) return this.versions.discard(captured);
    this.versions.keep(captured, () => this.holds.move({ container, blob }, id));
  }

  /** Adds what versions add to the headers of an answer. */
  addHeaders(
    response: ServerResponse,
    call: BlobCall,
    query: URLSearchParams,
    named: BlobVersion | undefined,
    answered: IncomingHttpHeaders,
  ): void {
    const { container, blob, operation } = call;
    if (container === undefined || blob === undefined || query.has('snapshot')) return;
    if (named !== undefined) {
      response.setHeader('x-ms-version-id', named.id);
      response.setHeader('last-modified', named.properties['Last-Modified'] ?? '');
      response.setHeader('x-ms-creation-time', named.properties['Creation-Time'] ?? '');
      response.setHeader('etag', `"${named.properties['Etag'] ?? ''}"`);
      return;
    }
    if (!READING.has(operation) && !WRITING.has(operation)) return;
    const id = this.versions.idOfCurrent(container, blob, answered['last-modified']);
    if (id === '') return;
    response.setHeader('x-ms-version-id', id);
    if (READING.has(operation)) response.setHeader('x-ms-is-current-version', 'true');
  }

  /** How a list of Azurite is changed; undefined if it stays as it is. */
  listing(call: BlobCall, query: URLSearchParams): ((list: string) => Promise<string>) | undefined {
    const { container, operation } = call;
    if (operation === 'list-containers') return async (list) => withoutVersionsContainer(list);
    if (operation !== 'list-blobs' || container === undefined) return undefined;
    const { withVersions: hasVersions, withLegalHolds: hasHolds } = versionListOf(query);
    if (!hasVersions && !hasHolds) return undefined;
    const isCommitted = async (name: string) =>
      (await this.calls.call('HEAD', blobPath(container, name))).status === 200;
    const isHeld = (blob: string, snapshot: string, versionId?: string): boolean =>
      hasHolds && this.holds.isHeld({ container, blob }, new URLSearchParams(snapshot && { snapshot }), versionId);
    return async (list) => {
      const marked = withLegalHolds(list, isHeld);
      return hasVersions ? withVersions(marked, container, query, this.versions, { isCommitted, isHeld }) : marked;
    };
  }
}
