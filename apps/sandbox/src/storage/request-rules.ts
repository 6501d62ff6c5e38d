import type { IncomingHttpHeaders } from 'node:http';
import type { BlobCall } from '../event-grid/blob-operation.ts';
import { isServiceVersion } from './service-versions.ts';
import { refusal, type StorageRefusal } from './storage-refusal.ts';

/** Values of `comp` that the service knows, for blobs, containers and the account. */
const BLOB_COMPONENTS = new Set(
  'block blocklist metadata properties tags lease snapshot tier page pagelist appendblock undelete copy incrementalcopy seal expiry immutabilityPolicies legalhold query'.split(
    ' ',
  ),
);
const CONTAINER_COMPONENTS = new Set([
  'list',
  'metadata',
  'lease',
  'acl',
  'undelete',
  'rename',
  'batch',
  'blobs',
  'properties',
]);
const SERVICE_COMPONENTS = new Set(['list', 'userdelegationkey', 'properties', 'stats', 'batch', 'blobs']);

/** Headers of features that the sandbox does not have, with what to do instead: Azurite would ignore them, and store something else. */
const NOT_IMITATED: Readonly<Record<string, string>> = {
  'x-ms-structured-body':
    'The sandbox does not decode structured bodies. Upload without transfer validation by CRC64 (in .NET: TransferValidation with StorageChecksumAlgorithm.MD5 or None).',
};

/** What the service refuses before it looks at credentials, and what the sandbox does not imitate. */
export function refuseRequest(
  call: BlobCall,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): StorageRefusal | undefined {
  const version = headers['x-ms-version'];
  if (typeof version === 'string' && !isServiceVersion(version)) {
    return refusal(400, 'InvalidHeaderValue', 'The value for one of the HTTP headers is not in the correct format.', {
      HeaderName: 'x-ms-version',
      HeaderValue: version,
    });
  }
  const component = query.get('comp');
  const known =
    call.blob !== undefined
      ? BLOB_COMPONENTS
      : call.container !== undefined
        ? CONTAINER_COMPONENTS
        : SERVICE_COMPONENTS;
  if (component !== null && !known.has(component)) {
    return refusal(
      400,
      'InvalidQueryParameterValue',
      'Value for one of the query parameters specified in the request URI is invalid.',
      { QueryParameterName: 'comp', QueryParameterValue: component, Reason: '' },
    );
  }
  for (const [header, instead] of Object.entries(NOT_IMITATED)) {
    if (headers[header] !== undefined) {
      return refusal(
        400,
        'UnsupportedHeader',
        `One of the HTTP headers specified in the request is not supported. ${instead}`,
        { HeaderName: header, HeaderValue: String(headers[header]) },
      );
    }
  }
  return undefined;
}
