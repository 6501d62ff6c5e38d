import { lookup as lookUp } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Endpoint, privateZoneOf } from './endpoints.ts';
import type { Finding } from './finding.ts';

/** Addresses of a host. @throws Error with the code of the resolver */
export type Lookup = (host: string) => Promise<readonly string[]>;

const LOOKUP_TIMEOUT_MS = 8_000;
const CONNECT_TIMEOUT_MS = 8_000;
const CERTIFICATE = /^(CERT_|ERR_TLS|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH)/;

export const systemLookup: Lookup = async (host) => {
  const found = await lookUp(host, { all: true });
  return found.map(({ address }) => address);
};

/** Whether a host resolves and something listens there: a finding for each. The second is missing where the first failed. */
export async function reach(endpoint: Endpoint, lookup: Lookup): Promise<readonly Finding[]> {
  const { area, variable, host, port } = endpoint;
  const base = { area, variable };
  let addresses: readonly string[];
  try {
    addresses = await inTime(lookup(host), LOOKUP_TIMEOUT_MS);
  } catch (error) {
    const detail = `${variable}: the name ${host} does not resolve (${codeOf(error)}). ${nameAdvice(host)}`;
    return [{ ...base, subject: 'name', status: 'failed', detail }];
  }
  const shown = addresses.map((address) => `${address}${isPrivateAddress(address) ? ' (private)' : ''}`).join(', ');
  const resolved: Finding = { ...base, subject: 'name', status: 'ok', detail: `${host} is ${shown}` };
  try {
    await connect(endpoint);
    return [resolved, { ...base, subject: 'connection', status: 'ok', detail: `${host}:${port} accepts connections` }];
  } catch (error) {
    const detail = `${variable}: ${host}:${port} cannot be connected to (${codeOf(error)}). ${connectionAdvice(error, endpoint)}`;
    return [resolved, { ...base, subject: 'connection', status: 'failed', detail }];
  }
}

/** RFC 1918 and unique local addresses: what a private endpoint has. */
export function isPrivateAddress(address: string): boolean {
  return isIP(address) === 4 ? /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(address) : /^f[cd]/i.test(address);
}

function connect({ host, port, isTls }: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = isTls
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connectTcp({ host, port });
    const over = (done: () => void) => {
      socket.destroy();
      done();
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => over(() => reject(coded('ETIMEDOUT'))));
    socket.once(isTls ? 'secureConnect' : 'connect', () => over(resolve));
    socket.once('error', (error) => over(() => reject(error)));
    socket.once('close', () => reject(coded('ECONNRESET')));
  });
}

function nameAdvice(host: string): string {
  const zone = privateZoneOf(host);
  const isNoAzure = 'Correct the variable';
  return zone === undefined
    ? `${isNoAzure}, or the DNS servers of the network.`
    : `${isNoAzure}; in a private network the DNS zone ${zone} must be linked to it and hold this name.`;
}

function connectionAdvice(error: unknown, { host, port }: Endpoint): string {
  if (CERTIFICATE.test(codeOf(error))) {
    return 'Its certificate is not trusted here: a proxy that terminates TLS must exclude this host, or NODE_EXTRA_CA_CERTS must name its certificate authority.';
  }
  const zone = privateZoneOf(host);
  const outbound = `A network rule must allow outbound port ${port} to it (docs/security.md, Egress list)`;
  return zone === undefined
    ? `${outbound}, and a server must listen there.`
    : `${outbound}; with a private endpoint, the zone ${zone} must name its address.`;
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const timer = Promise.withResolvers<never>();
  const timeout = setTimeout(() => timer.reject(coded('ETIMEDOUT')), timeoutMs);
  try {
    return await Promise.race([work, timer.promise]);
  } finally {
    clearTimeout(timeout);
  }
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
