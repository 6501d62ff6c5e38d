import { randomUUID } from 'node:crypto';

/** CloudEvents 1.0 `Microsoft.Storage.BlobCreated`, as an event subscription with `CloudEventSchemaV1_0` delivers it. */
export interface BlobCreatedEvent {
  readonly specversion: '1.0';
  readonly id: string;
  /** Resource id of the storage account. */
  readonly source: string;
  readonly type: 'Microsoft.Storage.BlobCreated';
  /** `/blobServices/default/containers/{container}/blobs/{path}`. */
  readonly subject: string;
  /** RFC 3339. */
  readonly time: string;
  readonly data: BlobCreatedData;
}

export interface BlobCreatedData {
  readonly api: 'PutBlob' | 'PutBlockList' | 'CopyBlob';
  readonly clientRequestId: string;
  readonly requestId: string;
  /** Without quotes. */
  readonly eTag: string;
  readonly contentType: string;
  /** Bytes. */
  readonly contentLength: number;
  readonly blobType: 'BlockBlob' | 'PageBlob' | 'AppendBlob';
  readonly url: string;
  /** Orders the events of one blob: compared as text. */
  readonly sequencer: string;
  readonly storageDiagnostics: { readonly batchId: string };
}

/** A creation, as the proxy saw it. */
export interface BlobCreation {
  readonly api: BlobCreatedData['api'];
  readonly container: string;
  readonly blob: string;
  /** Public address, without a query. */
  readonly url: string;
  readonly clientRequestId: string;
  readonly requestId: string;
  readonly eTag: string;
  readonly contentType: string;
  readonly contentLength: number;
  readonly blobType: string;
  readonly at: Date;
  /** Number of this creation in the life of the sandbox, from 1. */
  readonly sequence: number;
}

/** @param source Resource id of the storage account. */
export function blobCreatedEvent(source: string, creation: BlobCreation): BlobCreatedEvent {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source,
    type: 'Microsoft.Storage.BlobCreated',
    subject: `/blobServices/default/containers/${creation.container}/blobs/${creation.blob}`,
    time: creation.at.toISOString(),
    data: {
      api: creation.api,
      clientRequestId: creation.clientRequestId,
      requestId: creation.requestId,
      eTag: creation.eTag.replaceAll('"', ''),
      contentType: creation.contentType,
      contentLength: creation.contentLength,
      blobType: blobTypeOf(creation.blobType),
      url: creation.url,
      sequencer: creation.sequence.toString(16).toUpperCase().padStart(32, '0'),
      storageDiagnostics: { batchId: randomUUID() },
    },
  };
}

function blobTypeOf(name: string): BlobCreatedData['blobType'] {
  return name === 'PageBlob' || name === 'AppendBlob' ? name : 'BlockBlob';
}
