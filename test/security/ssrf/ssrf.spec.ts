import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { addressRefusal, checkUrl, EgressClient, type EgressPolicy, type EgressRequest } from '#egress';
import { type DnsServer, startDnsServer } from './dns-server.ts';
import { resolveByServers } from './resolve-by-servers.ts';
import { ALLOWED_URLS, FORBIDDEN_URLS } from './url-forms.ts';

const PRODUCTION: EgressPolicy = { allowHttp: false, allowedNetworks: [], ports: [[8443, 8443]], identityPorts: [] };
/** Where only the address decides: neither scheme nor port stands in the way of the forbidden listener. */
const LAX: EgressPolicy = { allowHttp: true, allowedNetworks: [], ports: [[1, 65_535]], identityPorts: [] };
/** 127.0.0.1 stands for the public internet and 127.0.0.2 for the forbidden network. */
const LOCAL: EgressPolicy = { ...LAX, allowedNetworks: ['127.0.0.1/32'] };

const LIMITS = { headersMs: 1_000, totalMs: 2_000, maxBytes: 1_000 };

let closing: (() => unknown)[];
let forbidden: { port: number; requests: number; connections: number };

beforeEach(async () => {
  closing = [];
  forbidden = { port: 0, requests: 0, connections: 0 };
  // On all addresses of loopback, so that it is where every forbidden name leads.
  const server = await listening('0.0.0.0', (_, response) => {
    forbidden.requests += 1;
    response.end('the forbidden listener was reached');
  });
  server.on('connection', () => (forbidden.connections += 1));
  forbidden.port = portOf(server);
});

afterEach(async () => {
  for (const close of closing.reverse()) await close();
});

async function listening(
  host: string,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(handler).listen(0, host);
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => void server.close(resolve));
  });
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function client(policy: EgressPolicy, dns?: DnsServer): EgressClient {
  const egress = new EgressClient({ policy, ...(dns && { resolve: resolveByServers([dns.address]) }) });
  closing.push(() => egress.close());
  return egress;
}

async function get(egress: EgressClient, url: string, more: Partial<EgressRequest> = {}): Promise<string> {
  const { status, body } = await egress.request({ url, method: 'GET', limits: LIMITS, ...more });
  return `${status} ${(await buffer(body)).toString()}`;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    (value) => `no error, but ${JSON.stringify(value)}`,
    (error: unknown) => String((error as { code?: unknown }).code),
  );
}

describe('URLs that callers give', () => {
  it('has 150 forbidden forms or more to be tried with', () => {
    expect(new Set(FORBIDDEN_URLS).size).toBeGreaterThanOrEqual(150);
    expect(new Set(FORBIDDEN_URLS).size).toBe(FORBIDDEN_URLS.length);
  });

  it.each(FORBIDDEN_URLS)('does not go to %j', async (form) => {
    const url = form.replaceAll('PORT', String(forbidden.port));
    expect(() => checkUrl(url, PRODUCTION)).toThrow(expect.objectContaining({ code: 'url-refused' }));
  });

  it.each([
    ['www.example.com/a.wav?sig=canary', '"www.example.com…"'],
    ['www.example.com', '"www.example.com"'],
    ['http://example.com/canary', '"http://…"'],
    ['ftp://canary:canary@example.com/', '"ftp://…"'],
    ['canary:canary@example.com/', 'something else'],
    ['canary', 'something else'],
    ['/canary/a.wav', 'something else'],
  ])('says of %s what is wrong, and repeats nothing that may be a secret', (url, begins) => {
    const detail = `The URL must start with https://, but you sent ${begins}.`;
    expect(() => checkUrl(url, PRODUCTION)).toThrow(expect.objectContaining({ code: 'url-refused', detail }));
  });

  it('reaches no forbidden listener by any form, by https or http, on any port, and whatever a name leads to', async () => {
    const egress = new EgressClient({ policy: LAX, resolve: () => Promise.resolve(['127.0.0.2']) });
    closing.push(() => egress.close());
    const forms = FORBIDDEN_URLS.flatMap((form) => {
      const url = form.replaceAll('PORT', String(forbidden.port));
      return [url, url.replace(/^(https:\/\/[^/]+)\/$/, `$1:${forbidden.port}/`)].flatMap((each) => [
        each,
        each.replace(/^https:/, 'http:'),
      ]);
    });
    const codes = await Promise.all(forms.map((url) => codeOf(get(egress, url))));
    expect(forms.filter((_, index) => codes[index] !== 'url-refused')).toEqual([]);
    expect(forbidden).toMatchObject({ requests: 0, connections: 0 });
  });

  it.each(ALLOWED_URLS)('may go to %s', (url) => {
    expect(checkUrl(url, PRODUCTION).protocol).toBe('https:');
  });

  it('leads nowhere but to public addresses, for any IPv4 address that a parser makes of it', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), (octets) => {
        const address = octets.join('.');
        const embedded = [`::ffff:${address}`, `64:ff9b::${address}`, `::${address}`, `::ffff:0:${address}`];
        for (const form of embedded)
          if (!/^::0\.0\.0\.[01]$/.test(form)) expect(addressRefusal(form, 443, LAX)).toBeDefined();
        const isPublic = addressRefusal(address, 443, LAX) === undefined;
        const number = octets.reduce((sum, each) => sum * 256 + each, 0);
        expect(() => checkUrl(`https://${number}/`, PRODUCTION)).toThrow();
        if (isPublic) expect(checkUrl(`https://${address}/`, PRODUCTION).hostname).toBe(address);
        else expect(() => checkUrl(`https://${address}/`, PRODUCTION)).toThrow();
      }),
    );
  });

  it('never leads to metadata or the identity endpoint, whatever networks are allowed', () => {
    const open: EgressPolicy = { ...LAX, allowedNetworks: ['0.0.0.0/0', '::/0'], identityPorts: [42_356] };
    for (const host of ['169.254.169.254', '168.63.129.16', '::ffff:169.254.169.254', '64:ff9b::a83f:8110'])
      expect(addressRefusal(host, 80, open)).toBe('metadata');
    for (const host of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])
      expect(addressRefusal(host, 42_356, open)).toBe('identity-endpoint');
    expect(addressRefusal('127.0.0.1', 8080, open)).toBeUndefined();
    expect(addressRefusal('10.0.0.1', 80, open)).toBeUndefined();
  });
});

describe('names', () => {
  const served = async (answers: (name: string, count: number) => readonly string[]) => {
    const dns = await startDnsServer(answers);
    closing.push(() => dns.close());
    return { dns, egress: client(LOCAL, dns) };
  };

  it('is connected to at the address that was checked, not at the one that the name server gives next', async () => {
    const allowed = await listening('127.0.0.1', (_, response) => response.end('allowed'));
    const { dns, egress } = await served((_, count) => (count % 2 === 1 ? ['127.0.0.1'] : ['127.0.0.2']));
    const url = `http://rebinding.example.com:${portOf(allowed)}/`;
    expect(await get(egress, url)).toBe('200 allowed');
    expect(await codeOf(get(egress, url))).toBe('url-refused');
    // Each request asked once: there was no second question that could have had a second answer.
    expect(dns.asked.get('rebinding.example.com')).toBe(2);
  });

  it('reaches no forbidden listener while a name changes its address at every question', async () => {
    const { dns, egress } = await served((_, count) => (count % 2 === 1 ? ['127.0.0.1'] : ['127.0.0.2']));
    const server = await listening('127.0.0.1', (_, response) => response.end('allowed'));
    // The same port on both addresses: only the address tells them apart.
    const guarded = await listening2(portOf(server));
    const url = `http://rebinding.example.com:${portOf(server)}/`;
    const answers = await Promise.all(Array.from({ length: 40 }, () => get(egress, url).catch(() => 'refused')));
    expect(new Set(answers)).toEqual(new Set(['200 allowed', 'refused']));
    expect(guarded.requests).toBe(0);
    expect(dns.asked.get('rebinding.example.com')).toBe(40);
  });

  async function listening2(port: number): Promise<{ requests: number }> {
    const seen = { requests: 0 };
    const server = createServer((_, response) => {
      seen.requests += 1;
      response.end();
    }).listen(port, '127.0.0.2');
    await once(server, 'listening');
    closing.push(() => new Promise((resolve) => void server.close(resolve)));
    return seen;
  }

  it.each([
    ['one forbidden address among allowed ones', ['127.0.0.1', '127.0.0.2']],
    ['a private address', ['10.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['the wire server', ['168.63.129.16']],
    ['no host at all', ['0.0.0.0']],
  ])('is not followed to %s', async (_, addresses) => {
    const { egress } = await served(() => addresses);
    expect(await codeOf(get(egress, `http://mixed.example.com:${forbidden.port}/`))).toBe('url-refused');
    expect(forbidden).toMatchObject({ requests: 0, connections: 0 });
  });

  it('that does not exist is an outage of the other side, to be retried', async () => {
    const { egress } = await served(() => []);
    expect(await codeOf(get(egress, 'http://gone.example.com/'))).toBe('remote-unavailable');
  });
});

describe('redirects', () => {
  const redirecting = async (location: () => string, status = 302) =>
    `http://127.0.0.1:${portOf(await listening('127.0.0.1', (_, response) => void response.writeHead(status, { location: location() }).end()))}/`;

  it.each([301, 302, 303, 307, 308])('%i is not followed unless requested', async (status) => {
    const url = await redirecting(() => `http://127.0.0.1:${forbidden.port}/`, status);
    expect(await get(client(LOCAL), url)).toBe(`${status} `);
    expect(forbidden.requests).toBe(0);
  });

  it.each([
    'http://127.0.0.2:PORT/',
    'http://[::1]:PORT/',
    'http://2130706434:PORT/',
    '//127.0.0.2:PORT/',
    'file:///etc/passwd',
  ])('is not followed to %s', async (form) => {
    const url = await redirecting(() => form.replace('PORT', String(forbidden.port)));
    expect(await codeOf(get(client(LOCAL), url, { maxRedirects: 3 }))).toBe('url-refused');
    expect(forbidden).toMatchObject({ requests: 0, connections: 0 });
  });

  it.each([
    'http://169.254.169.254/metadata/identity/oauth2/token',
    'http://user:pw@127.0.0.1/',
    'nonsense://',
    undefined,
  ])('is not followed to %s either', async (location) => {
    const url = await redirecting(() => location ?? '');
    expect(await codeOf(get(client(LOCAL), url, { maxRedirects: 3 }))).toMatch(/^(url-refused|remote-unavailable)$/);
  });

  it('is followed as often as allowed and no more', async () => {
    let hops = 0;
    const server = await listening('127.0.0.1', (request, response) => {
      hops += 1;
      const next = Number(request.url?.slice(1)) - 1;
      if (next < 0) response.end('there');
      else response.writeHead(302, { location: `/${next}` }).end();
    });
    const url = (redirects: number) => `http://127.0.0.1:${portOf(server)}/${redirects}`;
    expect(await get(client(LOCAL), url(3), { maxRedirects: 3 })).toBe('200 there');
    hops = 0;
    expect(await codeOf(get(client(LOCAL), url(4), { maxRedirects: 3 }))).toBe('remote-unavailable');
    expect(hops).toBe(4);
  });
});

describe('answers', () => {
  const answering = async (handler: (request: IncomingMessage, response: ServerResponse) => void) =>
    `http://127.0.0.1:${portOf(await listening('127.0.0.1', handler))}/`;

  it('that come a byte at a time end at the deadline for all of it', async () => {
    const url = await answering((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(timer));
    });
    const started = performance.now();
    const limits = { ...LIMITS, totalMs: 400, maxBytes: 1_000_000 };
    expect(await codeOf(get(client(LOCAL), url, { limits }))).toBe('remote-unavailable');
    expect(performance.now() - started).toBeGreaterThanOrEqual(390);
  });

  it('whose headers never come end at their deadline', async () => {
    const url = await answering(() => undefined);
    const limits = { ...LIMITS, headersMs: 200 };
    expect(await codeOf(get(client(LOCAL), url, { limits }))).toBe('remote-unavailable');
  });

  it('without an end are cut off at the limit, and the server notices', async () => {
    const closed = Promise.withResolvers<void>();
    let sent = 0;
    const url = await answering((_, response) => {
      response.writeHead(200).once('close', () => closed.resolve());
      const chunk = Buffer.alloc(16_384);
      const more = () => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      };
      response.on('drain', more);
      more();
    });
    const limits = { ...LIMITS, totalMs: 20_000, maxBytes: 100_000 };
    expect(await codeOf(get(client(LOCAL), url, { limits }))).toBe('payload-too-large');
    await closed.promise;
    // What the buffers of both kernels hold, and not a stream of bytes.
    expect(sent).toBeLessThan(50_000_000);
  });

  it('that say how much too large they are are not read', async () => {
    const url = await answering((_, response) => void response.writeHead(200, { 'content-length': 2_000 }).write('x'));
    expect(await codeOf(get(client(LOCAL), url))).toBe('payload-too-large');
  });

  it.each([
    ['less than they promised', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\nshort'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nshort!'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\nshort'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['headers without an end', `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(10_000)}`],
  ])('of %s are refused', async (_, raw) => {
    const url = await answering((request) => void request.socket.end(raw));
    expect(await codeOf(get(client(LOCAL), url))).toBe('remote-unavailable');
  });

  it('of more than they promised are read as far as promised', async () => {
    const url = await answering((request) => {
      request.socket.end(
        'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello, and what nobody asked for',
      );
    });
    expect(await get(client(LOCAL), url)).toMatch(/^200 hello$|unavailable/);
  });

  it('are not unpacked, nor requested in packed form', async () => {
    let asked: string | undefined;
    const url = await answering((request, response) => {
      asked = request.headers['accept-encoding'];
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10_000_000)));
    });
    expect(await codeOf(get(client(LOCAL), url, { limits: { ...LIMITS, maxBytes: 100_000 } }))).toBe(
      'remote-unavailable',
    );
    expect(asked).toBe('identity');
  });

  it('are requested with nothing but our own headers, on a connection of their own', async () => {
    const seen: IncomingMessage[] = [];
    const url = await answering((request, response) => {
      seen.push(request);
      response.end();
    });
    const egress = client(LOCAL);
    await get(egress, url);
    await get(egress, url, { headers: { 'user-agent': 'test' } });
    expect(seen.map(({ headers }) => Object.keys(headers).toSorted())).toEqual([
      ['accept-encoding', 'connection', 'host'],
      ['accept-encoding', 'connection', 'host', 'user-agent'],
    ]);
    expect(seen[0]?.socket).not.toBe(seen[1]?.socket);
  });

  it('stop when the caller aborts', async () => {
    const arrived = Promise.withResolvers<void>();
    const url = await answering(() => arrived.resolve());
    const giveUp = new AbortController();
    const asking = codeOf(get(client(LOCAL), url, { signal: giveUp.signal }));
    await arrived.promise;
    giveUp.abort();
    expect(await asking).toBe('remote-unavailable');
  });
});
