import { Resolver } from 'node:dns/promises';
import type { Resolve } from '#egress';

/**
 * Asks these name servers and nothing else.
 * @param servers `address` or `address:port` each
 */
export function resolveByServers(servers: readonly string[]): Resolve {
  return async (hostname) => {
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    resolver.setServers([...servers]);
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length === 0) throw new Error('the name has no address');
    return addresses;
  };
}
