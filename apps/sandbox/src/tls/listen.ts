import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts `server` and resolves to its port. Rejects with the system's error (`EADDRINUSE`, `EACCES`) if it cannot. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** Stops `server` and ends its connections at once, also those in the middle of a request. */
export async function shutDown(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
