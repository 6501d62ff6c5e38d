import { randomUUID } from 'node:crypto';
import type { ErrorDocument } from '../faults/http-faults.ts';

/** An error of the Blob service (learn.microsoft.com, "Status and error codes"). */
export interface StorageRefusal {
  readonly status: number;
  /** `x-ms-error-code`. */
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further elements of the document, by name: `AuthenticationErrorDetail`, `HeaderName`. */
  readonly details?: Readonly<Record<string, string>>;
}

export function refusal(
  status: number,
  code: string,
  message: string,
  details: Readonly<Record<string, string>> = {},
): StorageRefusal {
  return { status, code, message, details };
}

/** 403 with the reason where Azure says it. A SAS that is wrong in any way that is not one of place, protocol or permission ends so. */
export function authenticationFailed(reason: string): StorageRefusal {
  return refusal(
    403,
    'AuthenticationFailed',
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
    { AuthenticationErrorDetail: reason },
  );
}

export function permissionMismatch(): StorageRefusal {
  return refusal(
    403,
    'AuthorizationPermissionMismatch',
    'This request is not authorized to perform this operation using this permission.',
  );
}

/** The document that goes with a refusal. */
export function storageError(
  error: Pick<StorageRefusal, 'code' | 'message' | 'details'>,
): ErrorDocument & { headers: Record<string, string> } {
  const requestId = randomUUID();
  const elements = Object.entries({ Code: error.code, Message: error.message, ...error.details });
  const content = elements.map(([name, value]) => `<${name}>${escapedXml(value)}</${name}>`).join('');
  return {
    contentType: 'application/xml',
    body: `<?xml version="1.0" encoding="utf-8"?><Error>${content}</Error>`,
    headers: { 'x-ms-error-code': error.code, 'x-ms-request-id': requestId },
  };
}

export function escapedXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
