import { once } from 'node:events';
import type http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import rhea, { type Connection, type Container } from 'rhea';
import type { TlsMaterial } from '../../service.ts';
import { BrokerConnection } from './connection.ts';
import { conditionOf } from './faults.ts';
import { MAX_MESSAGE_BYTES } from './incoming-link.ts';
import type { WireContext } from './link-host.ts';
import { offerMechanisms } from './sasl-mechanisms.ts';

export interface AmqpServerOptions {
  readonly host: string;
  readonly tls?: TlsMaterial | undefined;
  readonly context: WireContext;
  /** Takes the connections on which a client wants to speak HTTP; without it there are none. */
  readonly management?: http.Server | undefined;
}

/** As Service Bus announces it. Larger messages come in several frames. */
const MAX_FRAME_BYTES = 64 * 1024;
/**
 * Deliveries that one session can hold. rhea drops settled ones only from the front, so that one which stays unsettled keeps all later ones;
 * a client on rhea, as the SDK, stops at 2048 of them by itself.
 */
const SESSION_BUFFER = { incoming: 4096, outgoing: 4096 };

/** What a client of AMQP says first, and one of HTTP does not. */
const AMQP = Buffer.from('AMQP');

/** Listens for AMQP connections, and can go down and come back on the same port. */
export class AmqpServer {
  readonly #container: Container;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<BrokerConnection>();
  #server: net.Server | undefined;
  #port = 0;

  constructor(private readonly options: AmqpServerOptions) {
    this.#container = rhea.create_container({ id: 'service-bus-sandbox' });
    offerMechanisms(this.#container, options.context.verifyToken === undefined);
  }

  get port(): number {
    return this.#port;
  }

  get isListening(): boolean {
    return this.#server !== undefined;
  }

  /** Listens on `port`, 0 for a free one. Rejects when the port is taken. */
  async listen(port: number): Promise<void> {
    const { tls: material, host } = this.options;
    const server =
      material === undefined
        ? net.createServer((socket) => this.#accept(socket))
        : tls.createServer({ key: material.key, cert: material.cert }, (socket) => this.#sort(socket));
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('tlsClientError', (error: Error) => {
      this.options.context.log('TLS handshake failed', { error: error.message });
    });
    server.listen(port, host);
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Frees the port and breaks all connections. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    this.dropConnections();
    await closed;
  }

  /** @returns how many there were */
  dropConnections(): number {
    const { size } = this.#sockets;
    for (const socket of this.#sockets) socket.destroy();
    for (const connection of this.#connections) connection.drop();
    return size;
  }

  /** @returns how many there were */
  dropLinks(): number {
    let dropped = 0;
    for (const connection of this.#connections) dropped += connection.dropLinks();
    return dropped;
  }

  /** @returns how many there were */
  silenceConnections(): number {
    for (const connection of this.#connections) connection.silence();
    return this.#connections.size;
  }

  /** @returns how many there were */
  silenceLinks(): number {
    let silenced = 0;
    for (const connection of this.#connections) silenced += connection.silenceLinks();
    return silenced;
  }

  /** By the first bytes, which are the client's in both protocols. */
  #sort(socket: Socket): void {
    const { management } = this.options;
    if (management === undefined) return this.#accept(socket);
    this.#reportErrors(socket);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      if (first.subarray(0, AMQP.length).equals(AMQP)) this.#accept(socket);
      else management.emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  }

  #accept(socket: Socket): void {
    const { context } = this.options;
    this.#reportErrors(socket);
    const effect = context.takeFault('connect', '');
    switch (effect?.kind) {
      case 'drop':
      case 'close':
        if (effect.after === 'work') this.#serve(socket).onOpen((connection) => connection.drop());
        else socket.destroy();
        return;
      case 'hang':
        return;
      case 'latency':
        context.clock.after(effect.ms, () => {
          if (!socket.destroyed) this.#serve(socket);
        });
        return;
      case 'error':
        this.#serve(socket).onOpen((connection) => {
          const condition = effect.code ?? conditionOf(effect.status);
          connection.closeWith(condition, effect.message ?? 'This error was scripted.');
        });
        return;
      case 'duplicate':
      case 'fail-job':
      case 'stall-job':
      case undefined:
        this.#serve(socket);
    }
  }

  /** Once for each socket. */
  #reportErrors(socket: Socket): void {
    if (socket.listenerCount('error') > 0) return;
    socket.on('error', (error) => this.options.context.log('socket failed', { error: error.message }));
  }

  #serve(socket: Socket): BrokerConnection {
    batchWrites(socket);
    const connection = this.#container.create_connection({
      reconnect: false,
      tcp_no_delay: true,
      max_frame_size: MAX_FRAME_BYTES,
      session_buffer_size: SESSION_BUFFER,
      receiver_options: { autoaccept: false, credit_window: 0, max_message_size: MAX_MESSAGE_BYTES },
      sender_options: { treat_modified_as_released: false },
    } as never);
    const brokerConnection = new BrokerConnection(this.options.context, connection, socket, () => {
      this.#connections.delete(brokerConnection);
    });
    this.#connections.add(brokerConnection);
    brokerConnection.start();
    (connection as Connection & { accept(socket: Socket): void }).accept(socket);
    return brokerConnection;
  }
}

/** rhea writes each frame by itself; this joins the frames of one tick into one write (and one TLS record). */
function batchWrites(socket: Socket): void {
  const write = socket.write.bind(socket);
  let isCorked = false;
  socket.write = (chunk: string | Uint8Array) => {
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      process.nextTick(() => {
        isCorked = false;
        socket.uncork();
      });
    }
    return write(chunk);
  };
}
