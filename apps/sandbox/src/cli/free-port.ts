import { createServer } from 'node:net';

/** The port of the API that the README names. */
const STANDARD_PORT = 3000;
/** How many ports after the standard one are tried before any free one is taken: near ones are easier to remember. */
const NEAR_PORTS = 20;
const MAX_PORT = 65_535;

export interface ChosenPort {
  /** 0 for any free one. */
  readonly port: number;
  /** The port that would have been taken, if another program uses it. */
  readonly taken?: number;
}

/**
 * The port for the API on this machine.
 * @param wanted what `PORT` says; without it 3000, or another one when that is in use
 * @throws Error with a sentence for the user when `PORT` is no port or in use
 */
export async function choosePort(wanted: string | undefined, host = '127.0.0.1'): Promise<ChosenPort> {
  if (wanted === undefined || wanted === '') return standardPort(host, STANDARD_PORT);
  const port = /^\d{1,5}$/.test(wanted) ? Number(wanted) : Number.NaN;
  if (!(port <= MAX_PORT)) throw new Error(`PORT: must be a whole number from 0 to ${MAX_PORT}`);
  if (await isFree(port, host)) return { port };
  throw new Error(`Port ${port} is in use by another program. Stop that program, or set PORT to another port.`);
}

/** The first free one of the standard port and those after it. */
export async function standardPort(host: string, standard: number): Promise<ChosenPort> {
  if (await isFree(standard, host)) return { port: standard };
  for (let port = standard + 1; port <= standard + NEAR_PORTS; port++) {
    if (await isFree(port, host)) return { port, taken: standard };
  }
  return { port: 0, taken: standard };
}

/** What to tell about a port that was in use; nothing where none was. */
export function noteOnPort({ taken }: ChosenPort, url: string): readonly string[] {
  if (taken === undefined) return [];
  return [`Port ${taken} is in use by another program, so the API listens at ${url}. PORT=… sets another port.`];
}

/** Listens for a moment. */
function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** A port that is free now, for a process that does not say which one it took. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
