import { describe, expect, it } from 'vitest';
import { classifyBlobCall } from './blob-operation.ts';

const ACCOUNT = '/devstoreaccount1';
const COPY = { 'x-ms-copy-source': 'https://localhost/devstoreaccount1/a/b' };

describe('classifyBlobCall', () => {
  it.each([
    ['PUT', '/uploads/a.wav', { 'x-ms-blob-type': 'BlockBlob' }, 'put-blob', 'PutBlob'],
    ['PUT', '/uploads/a.wav?sig=x&sv=2025-11-05', { 'x-ms-blob-type': 'BlockBlob' }, 'put-blob', 'PutBlob'],
    ['PUT', '/uploads/a.wav', { ...COPY, 'x-ms-blob-type': 'BlockBlob' }, 'put-blob', 'PutBlob'],
    ['PUT', '/uploads/a.wav', COPY, 'copy-blob', 'CopyBlob'],
    ['PUT', '/uploads/a.wav?comp=block&blockid=MQ%3D%3D', {}, 'put-block', undefined],
    ['PUT', '/uploads/a.wav?comp=blocklist', {}, 'put-block-list', 'PutBlockList'],
    ['PUT', '/uploads/a.wav?comp=metadata', {}, 'set-blob-metadata', undefined],
    ['PUT', '/uploads/a.wav?comp=snapshot', {}, 'snapshot-blob', undefined],
    ['PUT', '/uploads/a.wav?comp=copy&copyid=1', {}, 'abort-copy-blob', undefined],
    ['GET', '/uploads/a.wav', {}, 'get-blob', undefined],
    ['HEAD', '/uploads/a.wav', {}, 'get-blob-properties', undefined],
    ['DELETE', '/uploads/a.wav', {}, 'delete-blob', undefined],
    ['PUT', '/uploads?restype=container', {}, 'create-container', undefined],
    ['GET', '/uploads?restype=container&comp=list', {}, 'list-blobs', undefined],
    ['POST', '/?restype=service&comp=userdelegationkey', {}, 'get-user-delegation-key', undefined],
    ['GET', '/?comp=list', {}, 'list-containers', undefined],
    ['PATCH', '/uploads/a.wav', {}, 'other', undefined],
  ])('%s %s is %s', (method, path, headers, operation, creates) => {
    expect(classifyBlobCall(method, ACCOUNT + path, headers)).toMatchObject({ operation, creates });
  });

  it('decodes the name of the blob, which may contain slashes, and keeps what cannot be decoded', () => {
    expect(classifyBlobCall('GET', `${ACCOUNT}/uploads/t/a%20b%2B%C3%BC.wav`, {})).toMatchObject({
      container: 'uploads',
      blob: 't/a b+ü.wav',
    });
    expect(classifyBlobCall('GET', `${ACCOUNT}/uploads/100%`, {})).toMatchObject({ blob: '100%' });
  });
});
