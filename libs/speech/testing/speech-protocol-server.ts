import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** One turn as the service sees it, with the frames it can answer. */
export interface ServedTurn {
  /** 0 for the first turn on the server. */
  readonly index: number;
  /** 0 for the first turn on its connection. */
  readonly onConnection: number;
  readonly ssml: string;
  readonly context: { synthesis: { audio: { outputFormat: string; metadataOptions: Record<string, unknown> } } };
  text(path: string, body: unknown): void;
  start(): void;
  response(streamId?: string): void;
  audio(bytes: Uint8Array, streamId?: string): void;
  metadata(...items: readonly object[]): void;
  end(): void;
  close(code: number, reason?: string): void;
  /** Resets the connection. */
  drop(): void;
  /** Stops reading, even close frames, but keeps sending, so that it sees when the other side's socket is gone. */
  freeze(): void;
  /** What this end has not been able to send yet, because the other one does not read. */
  bufferedBytes(): number;
  readonly closed: Promise<void>;
}

export type TurnBehaviour = (turn: ServedTurn) => void | Promise<void>;

export const STREAM_ID = '0123456789ABCDEF0123456789ABCDEF';

/** A server of the Speech SDK's synthesis protocol that does, turn by turn, what a test tells it. */
export class SpeechProtocolServer {
  /** What the next turns do, first come first served; then `behaviour`. */
  readonly script: TurnBehaviour[] = [];
  behaviour: TurnBehaviour = speakWords;
  /** Answers the next handshakes: an HTTP status, or nothing at all. */
  readonly handshakes: (number | 'hang')[] = [];
  /** What is answered to who asks for the redirect of a custom domain, or nothing at all. */
  redirect: { readonly status: number; readonly body: string } | 'hang' = { status: 404, body: '' };
  /** Path and query of those questions. */
  readonly probes: string[] = [];
  readonly turns: ServedTurn[] = [];
  readonly upgrades: IncomingMessage[] = [];
  /** Paths of messages in the order they came. */
  readonly messages: string[] = [];
  mostSockets = 0;
  private readonly sockets = new Set<Socket>();
  private readonly wss = new WebSocketServer({ noServer: true });

  private constructor(
    private readonly http: Server,
    private readonly port: number,
  ) {
    http.on('connection', (socket) => {
      this.sockets.add(socket);
      this.mostSockets = Math.max(this.mostSockets, this.sockets.size);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => {});
    });
    http.on('request', (request, response) => {
      this.probes.push(request.url ?? '');
      if (this.redirect === 'hang') return;
      response.writeHead(this.redirect.status, { connection: 'close' }).end(this.redirect.body);
    });
    http.on('upgrade', (request, socket: Socket, head) => {
      this.upgrades.push(request);
      const handshake = this.handshakes.shift();
      if (handshake === 'hang') {
        // Reads, to see the other side go.
        socket.on('end', () => socket.destroy()).resume();
        return;
      }
      if (handshake !== undefined) {
        socket.end(`HTTP/1.1 ${handshake} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.wss.handleUpgrade(request, socket, head, (client) => this.serve(client, socket));
    });
  }

  static async start(): Promise<SpeechProtocolServer> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new SpeechProtocolServer(http, (http.address() as AddressInfo).port);
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/cognitiveservices/websocket/v1`;
  }

  /** The path of a custom domain, where the redirect is asked for. */
  get customDomainUrl(): string {
    return `ws://127.0.0.1:${this.port}/tts/cognitiveservices/websocket/v1`;
  }

  /** TCP connections that are open. */
  get openSockets(): number {
    return this.sockets.size;
  }

  /** Sends what `send` sends in one packet, on each connection. */
  together(send: () => void): void {
    for (const socket of this.sockets) socket.cork();
    send();
    for (const socket of this.sockets) socket.uncork();
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.http.close();
    await once(this.http, 'close');
  }

  private serve(client: WebSocket, socket: Socket): void {
    let context: ServedTurn['context'] | undefined;
    let onConnection = 0;
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    client.on('close', () => resolve());
    client.on('error', () => {});
    client.on('message', (data: Buffer, isBinary) => {
      if (isBinary) throw new Error('The SDK sends text only');
      const { headers, body } = parse(data.toString());
      const path = headers['path'] ?? '';
      this.messages.push(path);
      if (path === 'synthesis.context') context = JSON.parse(body) as ServedTurn['context'];
      if (path !== 'ssml' || context === undefined) return;
      const turn = servedTurn(client, socket, {
        index: this.turns.length,
        onConnection: onConnection++,
        ssml: body,
        context,
        closed,
        requestId: headers['x-requestid'] ?? '',
      });
      this.turns.push(turn);
      void (this.script.shift() ?? this.behaviour)(turn);
    });
  }
}

function servedTurn(
  client: WebSocket,
  socket: Socket,
  state: Pick<ServedTurn, 'index' | 'onConnection' | 'ssml' | 'context' | 'closed'> & { readonly requestId: string },
): ServedTurn {
  const head = (path: string, more = ''): string => `X-RequestId:${state.requestId}\r\nPath:${path}\r\n${more}`;
  const text = (path: string, body: unknown): void =>
    client.send(
      `${head(path, 'Content-Type:application/json\r\n')}\r\n${typeof body === 'string' ? body : JSON.stringify(body)}`,
    );
  return {
    ...state,
    text,
    start: () => text('turn.start', { context: { serviceTag: 'test' } }),
    response: (streamId = STREAM_ID) => text('response', { audio: { type: 'inline', streamId } }),
    audio: (bytes, streamId = STREAM_ID) => {
      const header = Buffer.from(head('audio', `X-StreamId:${streamId}\r\n`));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(header.byteLength);
      client.send(Buffer.concat([length, header, bytes]));
    },
    metadata: (...items) => text('audio.metadata', { Metadata: items }),
    end: () => text('turn.end', {}),
    close: (code, reason) => client.close(code, reason),
    drop: () => socket.resetAndDestroy(),
    bufferedBytes: () => client.bufferedAmount,
    freeze: () => {
      socket.pause();
      const pings = setInterval(() => client.ping(), 20);
      socket.on('close', () => clearInterval(pings));
    },
  };
}

function parse(message: string): { headers: Record<string, string>; body: string } {
  const split = message.indexOf('\r\n\r\n');
  const headers = message
    .slice(0, split)
    .split('\r\n')
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    });
  return { headers: Object.fromEntries(headers), body: message.slice(split + 4) };
}

/** 100 ms of 24 kHz 16-bit PCM for each word, of a value that tells turn and word. */
export const WORD_MS = 100;

export function wordAudio(turn: number, word: number): Uint8Array {
  return new Uint8Array(new Int16Array(2400).fill(turn * 100 + word + 1).buffer);
}

export function wordsOf(ssml: string): string[] {
  return ssml
    .replaceAll(/<[^>]*>/gv, ' ')
    .split(/\s+/v)
    .filter((word) => word !== '');
}

/** A well-behaved turn: a sentence boundary, word by word audio and boundaries, SessionEnd. */
export function speakWords(turn: ServedTurn): void {
  const words = wordsOf(turn.ssml);
  turn.start();
  turn.response();
  turn.metadata({
    Type: 'SentenceBoundary',
    Data: timed(0, words.length * WORD_MS, words.join(' '), 'SentenceBoundary'),
  });
  words.forEach((word, i) => {
    turn.metadata({ Type: 'WordBoundary', Data: timed(i * WORD_MS, WORD_MS, word, 'WordBoundary') });
    turn.audio(wordAudio(turn.index, i));
  });
  turn.metadata({ Type: 'SessionEnd', Data: { Offset: words.length * WORD_MS * 10_000 } });
  turn.end();
}

function timed(offsetMs: number, durationMs: number, text: string, type: string): object {
  return {
    Offset: offsetMs * 10_000,
    Duration: durationMs * 10_000,
    text: { Text: text, Length: text.length, BoundaryType: type },
  };
}
