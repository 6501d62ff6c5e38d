import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The rest of a refused body up to this declared size is read and dropped, and the connection serves the next request. */
export const MAX_DROPPED_BODY_BYTES = 65_536;
/**
 * Of a larger one so much is still read after the answer, so that a client that sends first and reads then gets to see it. What is read waits for the
 * garbage collection, with what the stream and the socket buffer: 136 connections that were read for 256 KiB each made a replica grow by up to 47 MB.
 */
export const MAX_LINGERING_BYTES = 65_536;
/** How long the rest of a body, or the client's end of the connection, is waited for after the answer (RFC 9112, section 9.6). */
export const LINGER_TIMEOUT_MS = 2_000;

/** Whose socket is not read before somebody wants the body. */
const held = new WeakSet<IncomingMessage>();
/** Who waits for `100 Continue` before they send the body. */
const expecting = new WeakSet<IncomingMessage>();

/**
 * Bounds what happens to bodies that nobody reads, because the request was refused by its headers or by the beginning of its body. Until
 * `takeBody` no more is read of a body than came with the headers, one read of the socket (64 KiB at most). After an answer that came
 * before the end of the body, the rest is dropped if it is small; otherwise the answer says `Connection: close`, and the connection is
 * closed when the client has closed it, or after a bound of bytes and time. Node itself would drop all of it, however much it is, and
 * never read on where a parser had begun to read: the next request on the connection would hang.
 */
export function boundUnreadBodies(server: Server): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!announcesBody(request)) return;
    hold(request);
    if (!(declaredBytes(request) <= MAX_DROPPED_BODY_BYTES)) closeUnlessRead(request, response);
    // Before Node's own listener, which ends the connection.
    response.prependOnceListener('finish', () => {
      if (!request.readableEnded && !request.socket.destroyed) drop(request);
    });
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    expecting.add(request);
    server.emit('request', request, response);
  });
}

/** Lets the body arrive, once the request is admitted. */
export function takeBody(request: IncomingMessage, response: ServerResponse): void {
  if (expecting.delete(request)) response.writeContinue();
  release(request);
}

function hold(request: IncomingMessage): void {
  held.add(request);
  request.socket.pause();
  // A stream fills its buffer by itself, and would have the socket read for that.
  request._read = () => undefined;
}

function release(request: IncomingMessage): void {
  if (!held.delete(request)) return;
  Reflect.deleteProperty(request, '_read');
  // Also marks it as being read: of a request that is not, Node drops everything after the answer, without a bound.
  request._read(0);
  request.socket.resume();
}

function announcesBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) !== 0);
}

/** NaN where it is not said how much comes. */
function declaredBytes({ headers }: IncomingMessage): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length']) : Number.NaN;
}

function closeUnlessRead(request: IncomingMessage, response: ServerResponse): void {
  const keepsAlive = response.shouldKeepAlive;
  response.shouldKeepAlive = false;
  request.once('end', () => {
    response.shouldKeepAlive = keepsAlive;
  });
}

/** Reads on and keeps nothing, up to the bounds. Where the answer says `Connection: close`, Node ends the socket by `destroySoon`. */
function drop(request: IncomingMessage): void {
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), LINGER_TIMEOUT_MS).unref();
  const stop = (): void => clearTimeout(timer);
  socket.once('close', stop);
  // At once, it would answer what still arrives by a reset, which makes the client's system throw away the answer that it has not read yet.
  let closing = false;
  socket.destroySoon = () => {
    closing = true;
    socket.end();
  };
  request.once('end', () => {
    stop();
    socket.off('close', stop);
    restore(socket);
    if (closing) socket.destroySoon();
  });
  let dropped = 0;
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped >= MAX_LINGERING_BYTES) request.pause();
  });
  request.on('error', () => socket.destroy());
  request.unpipe();
  release(request);
  request.resume();
}

function restore(socket: Socket): void {
  Reflect.deleteProperty(socket, 'destroySoon');
}
