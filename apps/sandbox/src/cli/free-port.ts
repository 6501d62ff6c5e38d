import { createServer } from 'node:net';

/** The port of the API that the README names, or the one that the caller asks for. */
export const API_PORT = Number(process.env['PORT'] ?? 3000);

/** The wanted port of the loopback interface; 0, for any free one, when it is taken. */
export function portOrAny(wanted: number): Promise<number> {
  return probe(wanted).then(
    () => wanted,
    () => 0,
  );
}

/** The wanted port of the loopback interface, or another one that is free now, when it is taken. */
export function portOrOther(wanted: number): Promise<number> {
  return probe(wanted).catch(() => probe(0));
}

/** Listens for a moment. @returns the port */
function probe(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : wanted;
      server.close(() => resolve(port));
    });
  });
}
