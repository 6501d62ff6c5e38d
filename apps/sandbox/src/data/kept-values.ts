import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { StateStore } from './state-store.ts';

/**
 * Ports that a kept sandbox chooses lie below those that systems give to clients (32,768 on Linux, 49,152 elsewhere): while the sandbox is
 * down, its clients connect again and again, and one of their own connections could take the port, or even reach itself.
 */
const MIN_PORT = 20_000;
const MAX_PORT = 32_767;
const MAX_TRIES = 100;

/** A text that is made once and kept, for example a secret. */
export function keptText(store: StateStore, name: string, make: () => string): string {
  const area = store.area<{ text: string }>('texts');
  const known = area.load().find(({ key }) => key === name)?.fields.text;
  if (known !== undefined) return known;
  const text = make();
  area.put(name, { text });
  return text;
}

/** The same of a text that takes a while to make. */
export async function keptLater(store: StateStore, name: string, make: () => Promise<string>): Promise<string> {
  const known = store.area<{ text: string }>('texts').load();
  const text = known.find(({ key }) => key === name)?.fields.text ?? (await make());
  return keptText(store, name, () => text);
}

/**
 * The port of each service: the one that was asked for, else the one that it had, else a free one. After that it stays.
 * @param wanted by service; 0 asks for none
 */
export async function keptPorts<Service extends string>(
  store: StateStore,
  host: string,
  wanted: Readonly<Record<Service, number>>,
): Promise<Record<Service, number>> {
  const area = store.area<{ port: number }>('ports');
  const known = new Map(area.load().map(({ key, fields }) => [key, fields.port]));
  const ports: Partial<Record<Service, number>> = {};
  for (const service of Object.keys(wanted) as Service[]) {
    const taken = new Set<number>([...known.values(), ...(Object.values(ports) as number[])]);
    const port = wanted[service] !== 0 ? wanted[service] : (known.get(service) ?? (await freePort(host, taken)));
    ports[service] = port;
    if (known.get(service) !== port) area.put(service, { port });
  }
  return ports as Record<Service, number>;
}

async function freePort(host: string, taken: ReadonlySet<number>): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const port = randomInt(MIN_PORT, MAX_PORT + 1);
    if (!taken.has(port) && (await isFree(host, port))) return port;
  }
  throw new Error(`There is no free port between ${MIN_PORT} and ${MAX_PORT}.`);
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
