import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyVaultKey } from './key-vault-key.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const MESSAGE = Buffer.from('a claim');

type Answer = (response: ServerResponse, body: string) => void;

/** What a vault does, but it cannot sign a digest here: it signs the message that the digest is of. */
const signs: Answer = (response, body) => {
  expect(JSON.parse(body)).toEqual({
    alg: 'ES256',
    value: createHash('sha256').update(MESSAGE).digest('base64url'),
  });
  const value = sign('sha256', MESSAGE, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ kid: 'x', value }));
};
const answers =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'retry-after': '0', ...headers }).end('{}');

let server: Server;
let queue: Answer[];
let requests: IncomingMessage[];
let now: number;
let key: KeyVaultKey;
const getToken = vi.fn(() => Promise.resolve({ token: 't', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }));

beforeEach(async () => {
  queue = [];
  requests = [];
  now = 0;
  server = createServer((request, response) => {
    requests.push(request);
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => (queue.shift() ?? answers(500))(response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys/claims/1`;
  key = new KeyVaultKey({ url, credential: { getToken }, now: () => now });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe(KeyVaultKey.name, () => {
  it('has the vault sign the digest, with a token for vaults', async () => {
    queue.push(signs);
    const signature = await key.sign(MESSAGE, 'es256');
    expect(verify('sha256', MESSAGE, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/keys/claims/1/sign?api-version=7.4' });
    expect(requests[0]?.headers.authorization).toBe('Bearer t');
    expect(getToken).toHaveBeenLastCalledWith('https://vault.azure.net/.default', expect.anything());
  });

  it('asks for a token of the cloud that the vault is in', async () => {
    const other = new KeyVaultKey({
      url: 'https://v.vault.azure.cn/keys/claims/1',
      credential: { getToken: vi.fn((scope: string) => Promise.reject(new Error(scope))) },
    });
    await expect(other.sign(MESSAGE, 'es256')).rejects.toMatchObject({
      code: 'provider-unavailable',
      cause: new Error('https://vault.azure.cn/.default'),
    });
  });

  it.each([403, 429, 500, 503])('tries again after %i', async (status) => {
    queue.push(answers(status), answers(status), signs);
    await key.sign(MESSAGE, 'es256');
    expect(requests).toHaveLength(3);
  });

  it('fails after three attempts, and asks nobody for 30 s', async () => {
    queue.push(answers(403), answers(429), answers(503));
    await expect(key.sign(MESSAGE, 'es256')).rejects.toMatchObject({ code: 'provider-unavailable' });
    now = 29_999;
    await expect(key.sign(MESSAGE, 'es256')).rejects.toMatchObject({ code: 'provider-unavailable' });
    expect(requests).toHaveLength(3);
    now = 30_000;
    queue.push(signs);
    await key.sign(MESSAGE, 'es256');
  });

  it('fails at once where another attempt cannot help', async () => {
    queue.push(answers(404));
    await expect(key.sign(MESSAGE, 'es256')).rejects.toThrow('answered 404');
    expect(requests).toHaveLength(1);
  });

  it('retries where the vault does not answer in time, three attempts of 3 s in all', async () => {
    let late = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      late = new AbortController();
      return late.signal;
    });
    // The time of an attempt is over once the vault has the request.
    const hangs: Answer = () => late.abort(new Error('late'));
    queue.push(hangs, hangs, signs);
    await key.sign(MESSAGE, 'es256');
    expect(requests).toHaveLength(3);
    queue.push(hangs, hangs, hangs);
    await expect(key.sign(MESSAGE, 'es256')).rejects.toThrow('did not answer in time');
    expect(requests).toHaveLength(6);
    expect(timeout.mock.calls).toEqual(Array.from({ length: 6 }, () => [3_000]));
    timeout.mockRestore();
  });

  it('ends with its signal', async () => {
    const stop = new AbortController();
    queue.push(() => stop.abort(new Error('enough')));
    await expect(key.sign(MESSAGE, 'es256', stop.signal)).rejects.toThrow('enough');
  });

  it('does not sign with what vaults have no name for', async () => {
    await expect(key.sign(MESSAGE, 'ed25519')).rejects.toThrow('ed25519');
  });
});
