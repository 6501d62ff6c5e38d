import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As much of Blob Storage as the service uses: List Blobs (in pages of two), Get, Put and Delete Blob, behind a signature. */
export interface BlobServer {
  readonly blobs: Map<string, Uint8Array>;
  /** With the signature. */
  readonly containerUrl: string;
  blobUrl(name: string): string;
  close(): Promise<void>;
}

const SIGNATURE = 'sig=test%2Bsignature';
const PAGE = 2;

export async function startBlobServer(): Promise<BlobServer> {
  const blobs = new Map<string, Uint8Array>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.searchParams.get('sig') !== 'test+signature') {
      response.writeHead(403).end('<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code></Error>');
    } else if (url.searchParams.get('comp') === 'list') {
      const names = [...blobs.keys()]
        .filter((name) => name.startsWith(url.searchParams.get('prefix') ?? ''))
        .toSorted();
      const from = Number(url.searchParams.get('marker') ?? '0');
      const next = from + PAGE < names.length ? `<NextMarker>${from + PAGE}</NextMarker>` : '<NextMarker />';
      const listed = names
        .slice(from, from + PAGE)
        .map((name) => `<Blob><Name>${name.replace('&', '&amp;')}</Name><Properties/></Blob>`);
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end(
          `\uFEFF<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${listed.join('')}</Blobs>${next}</EnumerationResults>`,
        );
    } else if (request.method === 'PUT') {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        blobs.set(nameOf(url), Buffer.concat(pieces));
        response.writeHead(request.headers['x-ms-blob-type'] === 'BlockBlob' ? 201 : 400).end();
      });
    } else if (request.method === 'DELETE') {
      response.writeHead(blobs.delete(nameOf(url)) ? 202 : 404).end();
    } else {
      const blob = blobs.get(nameOf(url));
      response.writeHead(blob === undefined ? 404 : 200).end(blob);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prompts`;
  return {
    blobs,
    containerUrl: `${base}?${SIGNATURE}`,
    blobUrl: (name) => `${base}/${name}?${SIGNATURE}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function nameOf(url: URL): string {
  return decodeURIComponent(url.pathname.replace('/prompts/', ''));
}
