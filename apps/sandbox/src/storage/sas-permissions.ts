import type { BlobCall } from '../event-grid/blob-operation.ts';
import { permissionMismatch, refusal, type StorageRefusal } from './storage-refusal.ts';
import type { VerifiedSas } from './user-delegation-sas.ts';

/** From this version on, `c` is enough for an upload in blocks (learn.microsoft.com, "Version 2026-04-06"); before, that took `w`. */
const CREATE_BY_BLOCKS_VERSION = '2026-04-06';

/** Operations on a blob, with the letters of which any one permits them (learn.microsoft.com, "Create a service SAS", permissions). */
const LETTERS: Readonly<Record<string, string>> = {
  'get-blob': 'r',
  'get-blob-properties': 'r',
  'get-blob-metadata': 'r',
  'get-block-list': 'r',
  'get-page-ranges': 'r',
  'query-blob': 'r',
  'put-blob': 'wc',
  'copy-blob': 'wc',
  'put-block': 'w',
  'put-block-from-url': 'w',
  'put-block-list': 'w',
  'append-block': 'aw',
  'put-page': 'w',
  'snapshot-blob': 'wc',
  'set-blob-metadata': 'w',
  'set-blob-properties': 'w',
  'set-blob-tier': 'w',
  'set-blob-legal-hold': 'i',
  'undelete-blob': 'w',
  'abort-copy-blob': 'w',
  'lease-blob': 'wd',
  'delete-blob': 'd',
  'set-blob-tags': 't',
  'get-blob-tags': 't',
};

const BLOCK_OPERATIONS: readonly string[] = ['put-block', 'put-block-from-url', 'put-block-list'];

/** Operations that would overwrite a blob which is there. */
const OVERWRITING: readonly string[] = ['put-blob', 'copy-blob', 'put-block-list'];

export interface Permission {
  /** Only a blob that is not there yet may be written: an overwrite is `UnauthorizedBlobOverwrite`. */
  readonly createOnly: boolean;
}

/** Whether a SAS permits the call, and on which condition. */
export function permissionOf(sas: Omit<VerifiedSas, 'signedBy'>, call: BlobCall): Permission | StorageRefusal {
  const { permissions, version, resource } = sas;
  const has = (letters: string): boolean => letters.split('').some((letter) => permissions.includes(letter));
  if (call.container === undefined) {
    return refusal(
      403,
      'AuthorizationResourceTypeMismatch',
      'This request is not authorized to perform this operation using this resource type.',
    );
  }
  if (call.blob === undefined) {
    return call.operation === 'list-blobs' && resource === 'c' && has('l')
      ? { createOnly: false }
      : permissionMismatch();
  }
  const letters = LETTERS[call.operation];
  if (letters === undefined) return permissionMismatch();
  const byCreate = version >= CREATE_BY_BLOCKS_VERSION && BLOCK_OPERATIONS.includes(call.operation) ? 'c' : '';
  if (!has(letters + byCreate)) return permissionMismatch();
  return { createOnly: OVERWRITING.includes(call.operation) && !has('w') };
}

export function overwriteRefused(): StorageRefusal {
  return refusal(403, 'UnauthorizedBlobOverwrite', 'This request is not authorized to perform blob overwrites.');
}
