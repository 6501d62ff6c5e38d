import ipaddr from 'ipaddr.js';
import type { EgressPolicy } from './egress-policy.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Credentials and settings of the machine itself, in every cloud that this might run in. No allow-list opens them.
 * 169.254.169.254 is Azure's instance metadata service, 168.63.129.16 its wire server.
 */
const METADATA = [
  '169.254.169.254',
  '168.63.129.16',
  '169.254.169.253',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
].map((address) => ipaddr.parse(address).toNormalizedString());

/** The only IPv6 addresses that are assigned for public use (IANA IPv6 Global Unicast Address Assignments). */
const IPV6_PUBLIC = ipaddr.parseCIDR('2000::/3');
/** Within them, what is no host: IETF protocol assignments with Teredo and ORCHID, documentation (RFC 3849, RFC 9637), 6to4. */
const IPV6_SPECIAL = ['2001::/23', '2001:db8::/32', '3fff::/20', '2002::/16', '2620:4f:8000::/48'].map((range) =>
  ipaddr.parseCIDR(range),
);
/** Prefixes after which the last 32 bits are an IPv4 address: compatible, mapped, translated, NAT64. */
const IPV4_AT_END = ['::/96', '::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96'].map((range) =>
  ipaddr.parseCIDR(range),
);
const SIX_TO_FOUR = ipaddr.parseCIDR('2002::/16');
const TEREDO = ipaddr.parseCIDR('2001::/32');

/**
 * Why no connection may be made to this address; undefined when one may.
 * @param address as a resolver gives it: an IPv4 address of four decimal parts, or an IPv6 address
 */
export function addressRefusal(address: string, port: number, policy: EgressPolicy): string | undefined {
  // Other spellings of an IPv4 address do not come from a resolver.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return 'not-an-address';
  const parsed = ipaddr.parse(address);
  const embedded = parsed.kind() === 'ipv6' ? embeddedIPv4(parsed as ipaddr.IPv6) : undefined;
  const effective = embedded ?? parsed;
  if (METADATA.includes(effective.toNormalizedString())) return 'metadata';
  if (effective.range() === 'loopback' && policy.identityPorts.includes(port)) return 'identity-endpoint';
  if (parsed.kind() === 'ipv6' && (parsed as ipaddr.IPv6).zoneId !== undefined) return 'zone';
  if (policy.allowedNetworks.some((network) => contains(ipaddr.parseCIDR(network), parsed))) return undefined;
  if (embedded) return 'embedded-ipv4';
  return rangeRefusal(parsed);
}

function rangeRefusal(address: Address): string | undefined {
  const range = address.range();
  if (range !== 'unicast') return range;
  if (address.kind() === 'ipv4') return undefined;
  return contains(IPV6_PUBLIC, address) && !IPV6_SPECIAL.some((special) => contains(special, address))
    ? undefined
    : 'reserved';
}

/** The IPv4 address to which an IPv6 address leads by mapping, translation or a tunnel. */
function embeddedIPv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  // `::` and `::1` are addresses of their own.
  const isOwn = address.range() === 'unspecified' || address.range() === 'loopback';
  if (!isOwn && IPV4_AT_END.some((prefix) => contains(prefix, address))) return new ipaddr.IPv4(bytes.slice(12));
  if (contains(SIX_TO_FOUR, address)) return new ipaddr.IPv4(bytes.slice(2, 6));
  // Teredo keeps the client's address with all bits inverted (RFC 4380, section 4).
  if (contains(TEREDO, address)) return new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff));
  return undefined;
}

function contains([network, bits]: [Address, number], address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}
