import type { IncomingHttpHeaders } from 'node:http';
import type { BlobCall } from '../event-grid/blob-operation.ts';
import { action, type Caller, dataAction, type Right } from '../rights/caller.ts';
import { blobContainer, STORAGE_ACCOUNT_RESOURCE } from '../rights/resources.ts';
import { permissionMismatch, type StorageRefusal } from './storage-refusal.ts';

const SERVICE = 'Microsoft.Storage/storageAccounts/blobServices';
const CONTAINERS = `${SERVICE}/containers`;
const BLOBS = `${CONTAINERS}/blobs`;

const READ = dataAction(`${BLOBS}/read`);
const WRITE = dataAction(`${BLOBS}/write`);
const ADD = dataAction(`${BLOBS}/add/action`);
const DELETE = dataAction(`${BLOBS}/delete`);
const DELETE_VERSION = dataAction(`${BLOBS}/deleteBlobVersion/action`);
/** Both legal holds and immutability policies of blobs. */
const SET_IMMUTABILITY = dataAction(`${BLOBS}/immutableStorage/runAsSuperUser/action`);
const READ_TAGS = dataAction(`${BLOBS}/tags/read`);
const WRITE_TAGS = dataAction(`${BLOBS}/tags/write`);

/** Any one of the rights is enough (learn.microsoft.com, "Authorize with Microsoft Entra ID", permissions for blob service operations). */
const RIGHTS: Readonly<Record<string, readonly Right[]>> = {
  'list-containers': [action(`${CONTAINERS}/read`)],
  'get-service-properties': [action(`${SERVICE}/read`)],
  'set-service-properties': [action(`${SERVICE}/write`)],
  'get-service-stats': [action(`${SERVICE}/read`)],
  'get-user-delegation-key': [action(`${SERVICE}/generateUserDelegationKey/action`)],
  'create-container': [action(`${CONTAINERS}/write`)],
  'get-container-properties': [action(`${CONTAINERS}/read`)],
  'delete-container': [action(`${CONTAINERS}/delete`)],
  'set-container-metadata': [action(`${CONTAINERS}/write`)],
  'lease-container': [action(`${CONTAINERS}/write`)],
  'get-container-acl': [action(`${CONTAINERS}/getAcl/action`)],
  'set-container-acl': [action(`${CONTAINERS}/setAcl/action`)],
  'list-blobs': [READ],
  'get-blob': [READ],
  'get-blob-properties': [READ],
  'get-blob-metadata': [READ],
  'get-block-list': [READ],
  'get-page-ranges': [READ],
  'query-blob': [READ],
  'put-blob': [WRITE, ADD],
  'copy-blob': [WRITE, ADD],
  'snapshot-blob': [WRITE, ADD],
  'append-block': [WRITE, ADD],
  'put-block': [WRITE],
  'put-block-from-url': [WRITE],
  'put-block-list': [WRITE],
  'put-page': [WRITE],
  'set-blob-metadata': [WRITE],
  'set-blob-properties': [WRITE],
  'set-blob-tier': [WRITE],
  'set-blob-legal-hold': [SET_IMMUTABILITY],
  'undelete-blob': [WRITE],
  'abort-copy-blob': [WRITE],
  'lease-blob': [WRITE],
  'delete-blob': [DELETE],
  'get-blob-tags': [READ_TAGS],
  'set-blob-tags': [WRITE_TAGS],
};

/** Operations that would overwrite a blob which is there: who may only add may not. */
const OVERWRITING: readonly string[] = ['put-blob', 'copy-blob'];

/** What a caller's roles permit of a call; `createOnly`: only if the blob is not there yet. */
export type RolePermission = { readonly createOnly: boolean };

/**
 * Whether the roles of a caller permit a call. Of a SAS the caller is who asked for the user delegation key: a SAS permits no more than that
 * identity may do itself.
 */
export function permittedByRoles(
  caller: Caller,
  call: BlobCall,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): RolePermission | StorageRefusal {
  const resource = call.container === undefined ? STORAGE_ACCOUNT_RESOURCE : blobContainer(call.container);
  const may = (right: Right): boolean => caller.may(right, resource);
  const deletesVersion = call.operation === 'delete-blob' && query.has('versionid');
  const rights = deletesVersion ? [DELETE_VERSION] : RIGHTS[call.operation];
  const given = rights?.find(may);
  if (given === undefined) return permissionMismatch();
  const readsTags = call.operation === 'list-blobs' && (query.get('include') ?? '').split(',').includes('tags');
  if (readsTags && !may(READ_TAGS)) return permissionMismatch();
  if (headers['x-ms-tags'] !== undefined && !may(WRITE_TAGS)) return permissionMismatch();
  return { createOnly: given === ADD && OVERWRITING.includes(call.operation) };
}

/** Whether a caller's roles permit it to read the source of a copy. */
export function mayRead(caller: Caller, call: BlobCall): boolean {
  return call.container !== undefined && caller.may(READ, blobContainer(call.container));
}
