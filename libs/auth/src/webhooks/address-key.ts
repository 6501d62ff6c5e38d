import ipaddr from 'ipaddr.js';

/** Bits of an IPv6 address that name the network of one customer; the others each of its hosts may choose as it likes (RFC 4291). */
const IPV6_NETWORK_BITS = 64;

/**
 * What requests from an address are counted under: the address, of IPv6 its /64.
 * @param address as `clientAddress` tells it; undefined where it is not known, which is one key too
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined || !ipaddr.IPv6.isValid(address)) return address ?? '';
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${IPV6_NETWORK_BITS}`).toRFC5952String()}/${IPV6_NETWORK_BITS}`;
}
