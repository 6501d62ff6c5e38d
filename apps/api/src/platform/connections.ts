import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ShutdownState } from '#observability';

/**
 * Lets the server close as soon as its running requests have ended. From the beginning of the shutdown each answer ends its connection, and when
 * the server closes, connections without a request are cut: Node leaves alone those on which none was sent yet, as browsers and load
 * balancers open them, and would wait for minutes.
 */
export function closeConnectionsOnShutdown(fastify: FastifyInstance, shutdown: ShutdownState): void {
  const running = new Map<Socket, number>();
  let closing = false;
  fastify.server.on('connection', (socket: Socket) => {
    if (closing) {
      socket.destroy();
      return;
    }
    running.set(socket, 0);
    socket.once('close', () => running.delete(socket));
  });
  fastify.server.on('request', ({ socket }: { socket: Socket }, response: ServerResponse) => {
    running.set(socket, (running.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (running.get(socket) ?? 1) - 1;
      if (socket.destroyed) return;
      running.set(socket, left);
      if (closing && left === 0) socket.destroySoon();
    });
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (shutdown.shuttingDown) reply.header('connection', 'close');
    done(null, payload);
  });
  fastify.addHook('preClose', (done) => {
    closing = true;
    for (const [socket, requests] of running) if (requests === 0) socket.destroy();
    done();
  });
}
