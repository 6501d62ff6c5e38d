import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long a caller may take none of an answer that is ready for them. It costs a connection, buffers, and what the answer is read from. */
export const IDLE_WRITE_TIMEOUT_MS = 30_000;

/**
 * Resets connections whose caller does not read: no byte of what waits to be sent was taken for this long. Connections on which nothing waits to be
 * sent at the moment are left alone: a handler may work for longer, a stream of events may be quiet.
 */
export function cutStalledAnswers(server: Server, timeoutMs: number = IDLE_WRITE_TIMEOUT_MS): void {
  const answering = new WeakMap<Socket, ServerResponse>();
  server.prependListener('request', ({ socket }: { socket: Socket }, response: ServerResponse) => {
    answering.set(socket, response);
  });
  // With a listener Node leaves it to that one to end the connection, also when it has been idle between requests for too long.
  server.setTimeout(timeoutMs, (socket) => {
    const response = answering.get(socket);
    if (response === undefined || response.closed) socket.destroy();
    else if (socket.writableLength > 0 || response.writableLength > 0) socket.resetAndDestroy();
  });
}
