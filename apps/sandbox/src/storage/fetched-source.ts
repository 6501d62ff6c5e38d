import type { IncomingMessage } from 'node:http';
import { AZURITE_VERSION } from './service-versions.ts';
import { type AzuriteClient, passedOn } from './azurite-client.ts';
import { copySource } from './blob-authorizer.ts';
import { refusal, type StorageRefusal } from './storage-refusal.ts';

/** The content of a blob that a request names as its source, and the headers with which it is written as if it had been sent. */
export interface FetchedSource {
  readonly body: IncomingMessage;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

const CONDITIONS: Readonly<Record<string, string>> = {
  'x-ms-source-if-match': 'if-match',
  'x-ms-source-if-none-match': 'if-none-match',
  'x-ms-source-if-modified-since': 'if-modified-since',
  'x-ms-source-if-unmodified-since': 'if-unmodified-since',
};

/**
 * Reads the source of Put Block From URL or Put Blob From URL, which Azurite does not know. That the caller may read it was checked before.
 * @param token of the sandbox, for Azurite
 */
export async function fetchSource(
  azurite: AzuriteClient,
  request: IncomingMessage,
  token: string,
  signal: AbortSignal,
): Promise<FetchedSource | StorageRefusal> {
  const source = copySource(request.headers);
  if (source === undefined) {
    return refusal(400, 'InvalidHeaderValue', 'The value for one of the HTTP headers is not in the correct format.', {
      HeaderName: 'x-ms-copy-source',
    });
  }
  const range = request.headers['x-ms-source-range'];
  const conditions = Object.entries(CONDITIONS).flatMap(([name, as]) => {
    const value = request.headers[name];
    return typeof value === 'string' ? [as, value] : [];
  });
  const body = await azurite.send(
    {
      method: 'GET',
      path: source.pathname + snapshotOf(source),
      headers: [
        'Host',
        source.host,
        'Authorization',
        `Bearer ${token}`,
        'x-ms-version',
        AZURITE_VERSION,
        ...(typeof range === 'string' ? ['x-ms-range', range] : []),
        ...conditions,
      ],
    },
    signal,
  );
  const status = body.statusCode ?? 502;
  if (status !== 200 && status !== 206) {
    body.resume();
    return status === 304 || status === 412
      ? refusal(
          412,
          'SourceConditionNotMet',
          'The source condition specified using HTTP conditional header(s) is not met.',
        )
      : refusal(status, 'CannotVerifyCopySource', 'The copy source cannot be read.');
  }
  return { body, headers: headersOf(request, body) };
}

function headersOf(request: IncomingMessage, body: IncomingMessage): string[] {
  const headers = passedOn(
    request.rawHeaders,
    (name) => name === 'content-length' || name === 'content-md5' || /^x-ms-(copy-)?source/.test(name),
  );
  headers.push('Content-Length', body.headers['content-length'] ?? '0');
  const type = body.headers['content-type'];
  if (request.headers['x-ms-blob-content-type'] === undefined && type !== undefined) {
    headers.push('x-ms-blob-content-type', type);
  }
  return headers;
}

function snapshotOf({ searchParams }: URL): string {
  const snapshot = searchParams.get('snapshot');
  return snapshot === null ? '' : `?snapshot=${encodeURIComponent(snapshot)}`;
}
