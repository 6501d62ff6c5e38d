import { lookup } from 'node:dns/promises';
import { Resolver as DnsResolver } from 'node:dns/promises';

/** The addresses of a name, all of them. Rejects when it has none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** As the operating system resolves names, with its hosts file and its search for the name servers. */
export const resolveBySystem: Resolve = async (hostname) => {
  const found = await lookup(hostname, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
};

/**
 * Asks these name servers and nothing else.
 * @param servers `address` or `address:port` each
 */
export function resolveByServers(servers: readonly string[]): Resolve {
  return async (hostname) => {
    const resolver = new DnsResolver({ timeout: 2_000, tries: 2 });
    resolver.setServers([...servers]);
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length === 0) throw new Error('the name has no address');
    return addresses;
  };
}
