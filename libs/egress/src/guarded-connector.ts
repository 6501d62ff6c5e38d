import { isIP } from 'node:net';
import { callbackify } from 'node:util';
import { buildConnector } from 'undici';
import { ServiceError } from '#domain';
import { addressRefusal } from './address-rules.ts';
import type { EgressPolicy } from './egress-policy.ts';
import type { Resolve } from './resolver.ts';
import { refused } from './url-rules.ts';

/** A name with more addresses than this is not tried any further. */
const MAX_ADDRESSES_TRIED = 3;

export interface ConnectorOptions {
  readonly policy: EgressPolicy;
  readonly resolve: Resolve;
  /** For name resolution, TCP and TLS, each. */
  readonly timeoutMs: number;
  /** Certificate authorities in place of those of Node, PEM. */
  readonly ca?: string | undefined;
}

/**
 * Connects only where it may. The name is resolved here, each of its addresses is checked, and the connection is made to an address
 * that was checked: asking twice would let a name server answer differently the second time.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const connect = buildConnector({ allowH2: false, timeout: options.timeoutMs, ...(options.ca && { ca: options.ca }) });
  const connectGuarded = callbackify(async (target: buildConnector.Options) => {
    const port = Number(target.port) || (target.protocol === 'http:' ? 80 : 443);
    const addresses = await allowedAddresses(target.hostname.replace(/^\[|\]$/g, ''), port, options);
    return firstConnection(addresses, (address) => connected(connect, { ...target, hostname: address }));
  });
  return (target, callback) =>
    connectGuarded(target, (error, socket) => (error ? callback(error, null) : callback(null, socket)));
}

/** @throws ServiceError `url-refused` when one of the addresses is not allowed: a name of both kinds is an attack. */
async function allowedAddresses(hostname: string, port: number, options: ConnectorOptions): Promise<readonly string[]> {
  const addresses = isIP(hostname) > 0 ? [hostname] : await inTime(options.resolve(hostname), options.timeoutMs);
  const isRefused = addresses.some((address) => addressRefusal(address, port, options.policy) !== undefined);
  if (isRefused) throw refused('The URL leads to an address that is not public.');
  return addresses.slice(0, MAX_ADDRESSES_TRIED);
}

type Connection = NonNullable<Parameters<buildConnector.Callback>[1]>;

async function firstConnection(
  addresses: readonly string[],
  attempt: (address: string) => Promise<Connection>,
): Promise<Connection> {
  let last: unknown = new ServiceError('remote-unavailable', 'The host name in the URL does not resolve.');
  for (const address of addresses) {
    try {
      return await attempt(address);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function connected(connect: buildConnector.connector, target: buildConnector.Options): Promise<Connection> {
  return new Promise((resolve, reject) => {
    connect(target, (error, socket) => {
      if (error) reject(error);
      else if (socket.remoteAddress === undefined || !isSame(socket.remoteAddress, target.hostname)) {
        socket.destroy();
        reject(refused('The connection was made to a different address than the checked one.'));
      } else resolve(socket);
    });
  });
}

function isSame(actual: string, wanted: string): boolean {
  return new URL(urlOf(actual)).hostname === new URL(urlOf(wanted)).hostname;
}

function urlOf(address: string): string {
  return isIP(address) === 6 ? `http://[${address}]/` : `http://${address}/`;
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the name was not resolved in time')), timeoutMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
