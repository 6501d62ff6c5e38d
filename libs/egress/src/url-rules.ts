import { isIP } from 'node:net';
import { ServiceError } from '#domain';
import { addressRefusal } from './address-rules.ts';
import type { EgressPolicy } from './egress-policy.ts';

const MAX_URL = 2_048;
/** What URL parsers drop or turn into something else, each in its own way. */
const UNSAFE_CHARACTERS = /[\s\\\p{Cc}\p{Cf}\p{Cs}]/u;
/** Names that mean this machine or its own network, whatever a resolver makes of them (RFC 6761, RFC 6762, RFC 9476). */
const LOCAL_NAME =
  /(^|\.)(localhost|localdomain|local|internal|svc|intranet|home\.arpa|lan|corp|home|alt|onion|invalid|test)$/;
/** A name that the DNS can hold, after internationalized ones have become ASCII. */
const NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/**
 * The URL, if its form is one that requests may go to. Where its name leads is found out when a connection is made.
 * @throws ServiceError `url-refused`
 */
export function checkUrl(text: string, policy: EgressPolicy): URL {
  if (text.length > MAX_URL) throw refused(`The URL must have at most ${MAX_URL} characters.`);
  if (UNSAFE_CHARACTERS.test(text))
    throw refused('The URL must not contain spaces, backslashes or control characters.');
  if (!URL.canParse(text)) throw refused(`The URL must start with https://, but you sent ${beginningOf(text)}.`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(policy.allowHttp && url.protocol === 'http:')) {
    const right = policy.allowHttp ? 'https:// or http://' : 'https://';
    throw refused(`The URL must start with ${right}, but you sent ${beginningOf(text)}.`);
  }
  if (url.username !== '' || url.password !== '') throw refused('The URL must not contain a user name or a password.');
  const port = portOf(url);
  if (!isAllowedPort(port, url.protocol, policy)) throw refused('The port of the URL is not allowed.');
  checkHost(text, url, port, policy);
  url.hash = '';
  return url;
}

/** As much of a URL as may be repeated: its scheme, or the host that stands in its place. What follows may be a secret. */
function beginningOf(text: string): string {
  const beginning = /^[a-z][a-z0-9+.-]{0,19}:\/\/|^[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?=\/|$)/i.exec(text)?.[0];
  if (beginning === undefined) return 'something else';
  return beginning === text ? `"${beginning}"` : `"${beginning}…"`;
}

/** The port that a connection for this URL is made to. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'http:' ? HTTP_PORT : HTTPS_PORT;
}

/** The host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function checkHost(text: string, url: URL, port: number, policy: EgressPolicy): void {
  const host = hostOf(url);
  const family = isIP(host);
  if (family > 0) {
    const refusal = addressRefusal(host, port, policy);
    if (refusal !== undefined) throw refused('The URL leads to an address that is not public.');
    // Decimal, octal and hexadecimal spellings, and trailing dots: nobody writes a real address like that.
    if (family === 4 && !isSpelledOut(text, host))
      throw refused('The address in the URL must be written as four numbers.');
    return;
  }
  if (!NAME.test(host)) throw refused('The URL must contain a valid host name without a trailing dot.');
  if (policy.allowedNetworks.length > 0) return;
  if (!host.includes('.') || LOCAL_NAME.test(host)) throw refused('The URL must name a public host.');
}

function isSpelledOut(text: string, address: string): boolean {
  const [, rest = ''] = /^[a-z]+:\/\/(.*)$/is.exec(text) ?? [];
  return rest.startsWith(address) && /^([:/?#]|$)/.test(rest.slice(address.length));
}

function isAllowedPort(port: number, protocol: string, { ports }: EgressPolicy): boolean {
  if (port === (protocol === 'http:' ? HTTP_PORT : HTTPS_PORT)) return true;
  return ports.some(([first, last]) => port >= first && port <= last);
}

export function refused(detail: string): ServiceError {
  return new ServiceError('url-refused', detail);
}
