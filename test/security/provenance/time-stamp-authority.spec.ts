import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { C2paProcesses, ClaimSigner, PemClaimKey } from '#audio';
import { TestFolder } from '#audio/testing';
import { claimChain, type ClaimChain } from '#config/testing';
import { stub } from '#domain/testing';
import { EgressClient, type EgressPolicy } from '#egress';
import { HttpTimeStampAuthority, SignSpeech } from '../../../apps/worker/src/platform/sign-speech.ts';
import { encodeWav, sine } from '../../../libs/audio/src/testing/test-wav.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const { signal } = new AbortController();
const LOOPBACK: EgressPolicy = {
  allowHttp: true,
  allowedNetworks: ['127.0.0.0/8'],
  ports: [[1024, 65_535]],
  identityPorts: [],
};
/** More than the worker takes of an answer. */
const TOO_LONG = 65 * 1024;

interface Asked {
  readonly method: string | undefined;
  readonly type: string | undefined;
  readonly path: string | undefined;
}

const folder = new TestFolder();
const processes = new C2paProcesses({ workers: 1 });
let chain: ClaimChain;
let authority: Server;
let url: string;
let asked: Asked[];
let answer: (query: Buffer, response: ServerResponse) => void;

/** What an authority grants, with a token that only echoes the query: whether it is genuine is for readers of the file to judge. */
function granted(query: Buffer, response: ServerResponse): void {
  const token = Buffer.concat([Buffer.from([0x30, 0x81, query.length]), query]);
  const status = Buffer.from([0x30, 0x03, 0x02, 0x01, 0x00]);
  const content = Buffer.concat([status, token]);
  response.writeHead(200, { 'content-type': 'application/timestamp-reply' });
  response.end(Buffer.concat([Buffer.from([0x30, 0x81, content.length]), content]));
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  asked.push({ method: request.method, type: request.headers['content-type'], path: request.url });
  answer(await buffer(request), response);
}

beforeAll(async () => {
  chain = await claimChain();
  authority = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => authority.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(authority.address() as AddressInfo).port}/tsa`;
});
afterAll(async () => {
  authority.closeAllConnections();
  await new Promise((resolve) => authority.close(resolve));
  await processes.close();
  folder.dispose();
});
beforeEach(() => {
  asked = [];
  answer = granted;
});

async function sign(policy: EgressPolicy, to = url) {
  const errors: unknown[] = [];
  const logger = stub<ConstructorParameters<typeof SignSpeech>[3]>({
    error: (fields: unknown) => void errors.push((fields as { err: unknown }).err),
  });
  const egress = new EgressClient({ policy });
  const signer = new ClaimSigner(chain.chain, new PemClaimKey(chain.key), new HttpTimeStampAuthority(egress, to));
  const path = folder.write(encodeWav([sine(440, 0.3, 1, 24_000)], { sampleRateHz: 24_000 }));
  const speech = { path, directory: mkdtempSync(join(folder.path, 'signing-')), format: 'wav', provenanceId: ID };
  try {
    const result = await new SignSpeech(processes, signer, 1_000_000, logger).sign(speech, signal);
    const report = await processes.read(readFileSync(result.path), chain.root);
    return { manifest: result.manifest, state: report.state, errors };
  } finally {
    await egress.close();
  }
}

const WITHOUT = { manifest: { state: 'signed', timeStamp: 'unavailable' }, state: 'trusted' };

describe('a time-stamp authority', () => {
  it('is asked once for a file, through the guarded egress', async () => {
    expect(await sign(LOOPBACK)).toMatchObject({ manifest: { state: 'signed', timeStamp: 'stamped' }, errors: [] });
    expect(asked).toEqual([{ method: 'POST', type: 'application/timestamp-query', path: '/tsa' }]);
  });

  it.each<[string, EgressPolicy]>([
    ['at a private address', { ...LOOPBACK, allowedNetworks: [] }],
    ['in another network than the allowed ones', { ...LOOPBACK, allowedNetworks: ['10.0.0.0/8'] }],
    ['without TLS', { ...LOOPBACK, allowHttp: false }],
    ['on a port that is not allowed', { ...LOOPBACK, ports: [] }],
  ])('%s is not connected to; the file is signed without it', async (_, policy) => {
    expect(await sign(policy)).toMatchObject({ ...WITHOUT, errors: [{ code: 'url-refused' }] });
    expect(asked).toEqual([]);
  });

  it('by a name that leads to a private address is not connected to', async () => {
    const policy = { ...LOOPBACK, allowedNetworks: ['10.0.0.0/8'] };
    const named = url.replace('127.0.0.1', 'localhost');
    expect(await sign(policy, named)).toMatchObject({ ...WITHOUT, errors: [{ code: 'url-refused' }] });
    expect(asked).toEqual([]);
  });

  it('that redirects is not followed', async () => {
    answer = (_, response) => response.writeHead(307, { location: url.replace('/tsa', '/other') }).end();
    expect(await sign(LOOPBACK)).toMatchObject({
      ...WITHOUT,
      errors: [{ message: 'the time-stamp authority answered 307' }],
    });
    expect(asked.map(({ path }) => path)).toEqual(['/tsa']);
  });

  it.each<[string, typeof answer, object]>([
    ['sends too much', (_, response) => response.end(Buffer.alloc(TOO_LONG)), { code: 'payload-too-large' }],
    ['fails', (_, response) => response.writeHead(503).end(), { message: 'the time-stamp authority answered 503' }],
    ['breaks off', (_, response) => response.destroy(), { code: 'remote-unavailable' }],
    ['grants another query', (_, response) => granted(Buffer.alloc(60), response), { message: /another request/ }],
  ])('that %s stops no file', async (_, does, error) => {
    answer = does;
    const { errors, ...outcome } = await sign(LOOPBACK);
    expect(outcome).toMatchObject(WITHOUT);
    expect(errors).toHaveLength(1);
    const [found] = errors as readonly { readonly code?: string; readonly message: string }[];
    for (const [field, wanted] of Object.entries(error)) {
      expect(found?.[field as 'code' | 'message']).toMatch(wanted as string | RegExp);
    }
  });
});
