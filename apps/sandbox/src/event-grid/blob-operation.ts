import type { IncomingHttpHeaders } from 'node:http';

/** A call to the blob service, as far as its method, URL and headers tell. */
export interface BlobCall {
  /** Name for fault rules, for example `put-blob`, `get-blob`, `create-container`. */
  readonly operation: string;
  readonly container: string | undefined;
  /** Decoded, may contain slashes. */
  readonly blob: string | undefined;
  /** `data.api` of the event, if the call creates a blob when it succeeds. */
  readonly creates: 'PutBlob' | 'PutBlockList' | 'CopyBlob' | undefined;
}

/** Operations that a `comp` query parameter names, by `METHOD comp`, for blobs. */
const BLOB_COMPONENTS: Readonly<Record<string, string>> = {
  'PUT block': 'put-block',
  'PUT blocklist': 'put-block-list',
  'GET blocklist': 'get-block-list',
  'PUT metadata': 'set-blob-metadata',
  'GET metadata': 'get-blob-metadata',
  'HEAD metadata': 'get-blob-metadata',
  'PUT properties': 'set-blob-properties',
  'PUT tags': 'set-blob-tags',
  'GET tags': 'get-blob-tags',
  'PUT lease': 'lease-blob',
  'PUT snapshot': 'snapshot-blob',
  'PUT tier': 'set-blob-tier',
  'PUT legalhold': 'set-blob-legal-hold',
  'PUT page': 'put-page',
  'GET pagelist': 'get-page-ranges',
  'PUT appendblock': 'append-block',
  'PUT undelete': 'undelete-blob',
  'PUT copy': 'abort-copy-blob',
  'POST query': 'query-blob',
};

const BLOB_METHODS: Readonly<Record<string, string>> = {
  GET: 'get-blob',
  HEAD: 'get-blob-properties',
  DELETE: 'delete-blob',
};

const CONTAINER_COMPONENTS: Readonly<Record<string, string>> = {
  'GET list': 'list-blobs',
  'PUT metadata': 'set-container-metadata',
  'PUT lease': 'lease-container',
  'PUT acl': 'set-container-acl',
  'GET acl': 'get-container-acl',
};

const CONTAINER_METHODS: Readonly<Record<string, string>> = {
  PUT: 'create-container',
  GET: 'get-container-properties',
  HEAD: 'get-container-properties',
  DELETE: 'delete-container',
};

const SERVICE_COMPONENTS: Readonly<Record<string, string>> = {
  'GET list': 'list-containers',
  'POST userdelegationkey': 'get-user-delegation-key',
  'GET properties': 'get-service-properties',
  'PUT properties': 'set-service-properties',
  'GET stats': 'get-service-stats',
  'POST batch': 'submit-batch',
};

/** @param url Path and query of the request; the path begins with the account's name. */
export function classifyBlobCall(method: string, url: string, headers: IncomingHttpHeaders): BlobCall {
  const { pathname, searchParams } = new URL(url, 'https://localhost');
  const [, , container = '', ...rest] = pathname.split('/');
  const component = `${method} ${searchParams.get('comp') ?? ''}`;
  if (container === '') {
    return {
      operation: SERVICE_COMPONENTS[component] ?? 'other',
      container: undefined,
      blob: undefined,
      creates: undefined,
    };
  }
  const name = decode(container);
  const blob = decode(rest.join('/'));
  if (blob === '') {
    const operation = CONTAINER_COMPONENTS[component] ?? CONTAINER_METHODS[method] ?? 'other';
    return { operation, container: name, blob: undefined, creates: undefined };
  }
  if (searchParams.has('comp')) {
    const named = BLOB_COMPONENTS[component] ?? 'other';
    const isFromUrl = named === 'put-block' && headers['x-ms-copy-source'] !== undefined;
    const operation = isFromUrl ? 'put-block-from-url' : named;
    return { operation, container: name, blob, creates: operation === 'put-block-list' ? 'PutBlockList' : undefined };
  }
  if (method !== 'PUT')
    return { operation: BLOB_METHODS[method] ?? 'other', container: name, blob, creates: undefined };
  // Copy Blob and Copy Blob From URL name a source but no type; Put Blob From URL names both and counts as Put Blob.
  const copies = headers['x-ms-copy-source'] !== undefined && headers['x-ms-blob-type'] === undefined;
  return copies
    ? { operation: 'copy-blob', container: name, blob, creates: 'CopyBlob' }
    : { operation: 'put-blob', container: name, blob, creates: 'PutBlob' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not valid percent-encoding: Azurite will refuse it, a fault rule may still match the raw text.
    return text;
  }
}
