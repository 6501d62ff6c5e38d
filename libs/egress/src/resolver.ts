import { lookup } from 'node:dns/promises';

/** The addresses of a name, all of them. Rejects when it has none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** As the operating system resolves names, with its hosts file and its search for the name servers. */
export const resolveBySystem: Resolve = async (hostname) => {
  const found = await lookup(hostname, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
};
