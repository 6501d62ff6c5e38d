import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimChain, type ClaimChain } from '#config/testing';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav } from '../testing/test-wav.ts';
import { ClaimSigner, PemClaimKey } from './claim-signer.ts';
import type { ChildMessage, ReadJob, SignJob } from './messages.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const folder = new TestFolder();
const attempts = folder.fresh('.log');
/** Notes each way to the network that is taken, and closes it. */
const closed = folder.write(
  `import { appendFileSync } from 'node:fs';
   import { syncBuiltinESMExports } from 'node:module';
   import net from 'node:net';
   import dns from 'node:dns';
   import dgram from 'node:dgram';
   const refuse = (way) => function () {
     appendFileSync(${JSON.stringify(attempts)}, way + '\\n');
     throw new Error('the network is closed');
   };
   net.Socket.prototype.connect = refuse('connect');
   dns.lookup = refuse('lookup');
   dns.promises.lookup = refuse('lookup');
   dgram.createSocket = refuse('dgram');
   globalThis.fetch = refuse('fetch');
   globalThis.XMLHttpRequest = refuse('XMLHttpRequest');
   globalThis.WebSocket = refuse('WebSocket');
   syncBuiltinESMExports();`,
  '.mjs',
);

let chain: ClaimChain;
let child: ChildProcess;

beforeAll(async () => {
  chain = await claimChain();
});
beforeEach(async () => {
  child = fork(join(import.meta.dirname, 'c2pa-worker.ts'), [], {
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: ['--permission', '--allow-fs-read=*', '--allow-fs-write=*', '--import', closed],
  });
  await once(child, 'message');
  return async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
});
afterAll(() => folder.dispose());

async function answerTo(job: SignJob | ReadJob, signer?: ClaimSigner): Promise<ChildMessage> {
  child.send(job);
  for (;;) {
    const [message] = (await once(child, 'message')) as [ChildMessage];
    if (message.type !== 'claim' || !signer) return message;
    const signed = await signer.sign(Buffer.from(message.claim, 'base64'));
    child.send({ type: 'signature', message: Buffer.from(signed.message).toString('base64') });
  }
}

async function signedFile(): Promise<string> {
  const signer = new ClaimSigner(chain.chain, new PemClaimKey(chain.key));
  const inputPath = folder.write(encodeWav([new Float32Array(24_000)], { sampleRateHz: 24_000 }));
  const outputPath = folder.fresh();
  const rest = { container: 'wav', provenanceId: ID, version: '1', algorithm: signer.algorithm } as const;
  const job = { type: 'sign', inputPath, outputPath, ...rest, reserveBytes: signer.messageBytes } as const;
  expect(await answerTo(job, signer)).toMatchObject({ type: 'signed' });
  return outputPath;
}

/** A chunk with XMP that says where the manifest of this file is. */
function pointingElsewhere(wav: Buffer): Buffer {
  const xmp = Buffer.from(
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description ' +
      'rdf:about="" xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="http://127.0.0.1:9/manifest.c2pa"/></rdf:RDF></x:xmpmeta> ',
  );
  const head = Buffer.alloc(8);
  head.write('_PMX');
  head.writeUInt32LE(xmp.length, 4);
  const file = Buffer.concat([wav, head, xmp, Buffer.alloc(xmp.length % 2)]);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}

describe('with a closed network', () => {
  it('a file is signed and read, and nothing tries to leave', async () => {
    const inputPath = await signedFile();
    const answer = await answerTo({ type: 'read', inputPath, trustAnchors: chain.root, ownCertificates: '' });
    expect(answer).toMatchObject({ type: 'read', report: { state: 'trusted', provenanceId: ID } });
    expect(existsSync(attempts)).toBe(false);
  });

  it('a manifest that is said to be elsewhere is not fetched', async () => {
    const plain = encodeWav([new Float32Array(24_000)], { sampleRateHz: 24_000 });
    const inputPath = folder.write(pointingElsewhere(plain));
    const answer = await answerTo({ type: 'read', inputPath, trustAnchors: chain.root, ownCertificates: '' });
    expect(answer).toEqual({ type: 'read', report: { state: 'none', codes: [] } });
    expect(existsSync(attempts)).toBe(false);
  });

  it('each way out would be noted', () => {
    const leave = `
      const net = await import('node:net'), dns = await import('node:dns'), dgram = await import('node:dgram');
      for (const way of [() => net.connect(9), () => dns.lookup('a', () => 0), () => dgram.createSocket('udp4'), () => fetch('http://a')])
        try { await way(); } catch {}`;
    spawnSync(process.execPath, ['--import', closed, '--input-type=module', '-e', leave]);
    expect(readFileSync(attempts, 'utf8').split('\n')).toEqual(['connect', 'lookup', 'dgram', 'fetch', '']);
  });
});
