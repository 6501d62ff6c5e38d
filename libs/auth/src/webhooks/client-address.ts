import ipaddr from 'ipaddr.js';

/**
 * The address of the client as our outermost proxy saw it. Each proxy appends the address that it was called from to
 * `X-Forwarded-For`, so with `hops` proxies the client's stands `hops` from the end; what stands further left came from the client and
 * may be anything.
 * @param remote address of the connection
 * @param hops how many proxies there are before us
 * @returns undefined when fewer proxies than that have appended something
 */
export function clientAddress(
  forwardedFor: string | readonly string[] | undefined,
  remote: string | undefined,
  hops: number,
): string | undefined {
  if (hops === 0) return normalAddress(remote);
  const chain = [forwardedFor ?? []].flat().join(',').split(',');
  return normalAddress(chain.at(-hops)?.trim());
}

/** Whether the address lies in one of these networks (CIDR). */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const parsed = ipaddr.parse(address);
  return networks.some((network) => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === parsed.kind() && parsed.match(base, bits);
  });
}

/** The part of an IPv6 address that its holder cannot choose: networks of this size and larger are given to single customers (RFC 6177). */
const IPV6_NETWORK_BITS = 64;

/**
 * What a limit for each sender counts by: an IPv4 address as it is; of an IPv6 address its /64, within which one sender has as many addresses as
 * it wants.
 * @param address as `clientAddress` returns it
 */
export function senderNetwork(address: string | undefined): string {
  if (address === undefined) return '';
  if (!ipaddr.IPv6.isValid(address)) return address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${IPV6_NETWORK_BITS}`).toRFC5952String()}/${IPV6_NETWORK_BITS}`;
}

/** Without port, brackets and zone; an IPv4 address that arrived over IPv6 as IPv4. */
function normalAddress(text: string | undefined): string | undefined {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d+)?|([^:]+)(?::\d+)?)$/.exec(text ?? '') ?? [];
  const address = bracketed ?? plain ?? text ?? '';
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return undefined;
  const processed = ipaddr.process(address);
  return processed.kind() === 'ipv6' ? (processed as ipaddr.IPv6).toRFC5952String() : processed.toString();
}
