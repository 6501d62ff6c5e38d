import { describe, expect, it } from 'vitest';
import { classifyBlobCall } from '../event-grid/blob-operation.ts';
import { permissionOf } from './sas-permissions.ts';

const BLOB = '/account/uploads/a.wav';

function permitted(permissions: string, method: string, url: string, version = '2026-04-06', resource = 'b'): string {
  const headers = url.includes('from=url') ? { 'x-ms-copy-source': 'https://x/y' } : {};
  const permission = permissionOf({ version, permissions, resource }, classifyBlobCall(method, url, headers));
  return 'code' in permission ? permission.code : permission.createOnly ? 'create only' : 'yes';
}

describe('permissionOf', () => {
  it.each([
    ['c', 'PUT', BLOB, 'create only'],
    ['w', 'PUT', BLOB, 'yes'],
    ['cw', 'PUT', BLOB, 'yes'],
    ['r', 'PUT', BLOB, 'AuthorizationPermissionMismatch'],
    ['c', 'PUT', `${BLOB}?comp=block&blockid=MQ==`, 'yes'],
    ['c', 'PUT', `${BLOB}?comp=block&blockid=MQ==&from=url`, 'yes'],
    ['c', 'PUT', `${BLOB}?comp=blocklist`, 'create only'],
    ['w', 'PUT', `${BLOB}?comp=blocklist`, 'yes'],
    ['c', 'PUT', `${BLOB}?comp=metadata`, 'AuthorizationPermissionMismatch'],
    ['c', 'GET', BLOB, 'AuthorizationPermissionMismatch'],
    ['c', 'HEAD', BLOB, 'AuthorizationPermissionMismatch'],
    ['c', 'GET', `${BLOB}?comp=blocklist`, 'AuthorizationPermissionMismatch'],
    ['c', 'DELETE', BLOB, 'AuthorizationPermissionMismatch'],
    ['d', 'DELETE', BLOB, 'yes'],
    ['r', 'GET', BLOB, 'yes'],
    ['rl', 'GET', '/account/uploads?restype=container&comp=list', 'AuthorizationPermissionMismatch'],
    ['rcwd', 'GET', '/account/?comp=list', 'AuthorizationResourceTypeMismatch'],
  ])('%s permits %s %s: %s', (permissions, method, url, expected) => {
    expect(permitted(permissions, method, url)).toBe(expected);
  });

  it('takes w for blocks before version 2026-04-06', () => {
    for (const url of [`${BLOB}?comp=block&blockid=MQ==`, `${BLOB}?comp=blocklist`]) {
      expect(permitted('c', 'PUT', url, '2026-02-06')).toBe('AuthorizationPermissionMismatch');
      expect(permitted('w', 'PUT', url, '2026-02-06')).toBe('yes');
    }
  });

  it('lists a container only by a SAS of the container', () => {
    const list = '/account/uploads?restype=container&comp=list';
    expect(permitted('rl', 'GET', list, '2026-04-06', 'c')).toBe('yes');
    expect(permitted('r', 'GET', list, '2026-04-06', 'c')).toBe('AuthorizationPermissionMismatch');
    expect(permitted('rl', 'DELETE', '/account/uploads?restype=container', '2026-04-06', 'c')).toBe(
      'AuthorizationPermissionMismatch',
    );
  });
});
