import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { isSignedWith } from '../cosmos/account-key.ts';
import { prepareEmulators } from './prepare-emulators.ts';

const KEY = Buffer.alloc(64, 7).toString('base64');
const INDEXING = {
  indexingMode: 'consistent',
  automatic: true,
  includedPaths: [{ path: '/*' }],
  excludedPaths: [{ path: '/outbox/*' }],
} as const;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Emulators {
  readonly url: string;
  /** What was made: a path for Blob Storage, the body for Cosmos DB. */
  readonly made: unknown[];
}

/** Both emulators, empty, over http at one address. The first requests are answered with what is given. */
async function emulators(...first: number[]): Promise<Emulators> {
  const made: unknown[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { method = '', url = '', headers } = request;
      const answer = (status: number, body?: unknown) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body));
      const failing = first.shift();
      if (failing !== undefined) return answer(failing, { code: 'failed', message: 'failed' });
      if (url.startsWith('/devstoreaccount1/')) {
        const isThere = made.includes(url);
        made.push(url);
        return answer(isThere ? 409 : 201);
      }
      const path = url.split('/').filter((part) => part !== '');
      const sig = new URLSearchParams(decodeURIComponent(String(headers.authorization)).replaceAll('+', '%2B')).get(
        'sig',
      );
      if (!isSignedWith(KEY, { method, path, date: String(headers['x-ms-date']) }, sig ?? '')) return answer(401, {});
      if (path.length === 0) return answer(200, { writableLocations: [], readableLocations: [] });
      if (method === 'GET') return answer(404, { code: 'NotFound', message: 'not there' });
      const body: unknown = await json(request);
      made.push(body);
      return answer(201, body);
    })();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, made };
}

function storesAt(url: string, key = KEY) {
  return {
    cosmos: { endpoint: `${url}/`, key, database: 'voice' },
    cosmosContainers: [
      { id: 'documents', partitionKey: '/partitionKey', defaultTtl: -1, indexingPolicy: INDEXING },
      { id: 'audit', partitionKey: '/tenantId', indexingPolicy: INDEXING },
    ],
    blobConnectionString: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${KEY};BlobEndpoint=${url}/devstoreaccount1;`,
    blobContainers: ['uploads', 'uploads'],
  };
}

describe('prepareEmulators', () => {
  it('makes the database, its containers with their properties, and the blob containers that are not there', async () => {
    const { url, made } = await emulators();
    await prepareEmulators(storesAt(url), { timeoutMs: 10_000, onWaiting: () => undefined });
    expect(made).toEqual([
      { id: 'voice' },
      expect.objectContaining({
        id: 'documents',
        partitionKey: expect.objectContaining({ paths: ['/partitionKey'] }) as unknown,
        defaultTtl: -1,
        indexingPolicy: INDEXING,
      }),
      expect.objectContaining({
        id: 'audit',
        partitionKey: expect.objectContaining({ paths: ['/tenantId'] }) as unknown,
      }),
      '/devstoreaccount1/uploads?restype=container',
      '/devstoreaccount1/uploads?restype=container',
    ]);
    expect(made[2]).not.toHaveProperty('defaultTtl');
  });

  it('waits for an emulator that is starting', async () => {
    const { url, made } = await emulators(503);
    const waited: string[] = [];
    await prepareEmulators(storesAt(url), { timeoutMs: 60_000, onWaiting: (what) => waited.push(what) });
    expect(made).toHaveLength(5);
    expect(waited.every((what) => what.startsWith('Cosmos DB does not answer yet'))).toBe(true);
  });

  it('does not wait for one that refuses the key', async () => {
    const { url, made } = await emulators();
    const other = Buffer.alloc(64, 8).toString('base64');
    const preparing = prepareEmulators(storesAt(url, other), { timeoutMs: 60_000, onWaiting: () => undefined });
    await expect(preparing).rejects.toMatchObject({ code: 401 });
    expect(made).toEqual([]);
  });
});
