import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { delay } from '../../faults/http-faults.ts';
import { parseJson } from '../rest/call.ts';
import { SYNTHESIS } from '../rest/required-right.ts';
import { SynthesisConnection } from './synthesis-connection.ts';
import { namesResource, REDIRECTING_PATH } from './regional-host.ts';
import type { WebSocketParts } from './websocket-parts.ts';

const PATHS = new Set(['/cognitiveservices/websocket/v1', REDIRECTING_PATH]);

/** As for other requests that are at fault. */
const BAD_REQUEST = 1007;

/** 64 KB of SSML per turn, plus headers (quotas page). */
const MAX_MESSAGE_BYTES = 80 * 1024;

/** The Speech SDK's synthesis endpoint. Operations for faults: `ws-connect`, `ws-turn`. */
export class SynthesisWebSocketServer {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  /** All that were ever upgraded: the HTTP server no longer knows them, and would wait for them when it closes. */
  private readonly sockets = new Set<Duplex>();

  constructor(private readonly parts: WebSocketParts) {}

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { authenticator, clock, faults, log } = this.parts;
    // A client that goes away before the handshake is over is no error of this service.
    socket.on('error', () => socket.destroy());
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!PATHS.has(url.pathname)) return refuse(socket, 404);
    const effect = faults.take('speech', 'ws-connect', url.pathname);
    if (effect !== undefined) log('speech: a scripted fault applies', { operation: 'ws-connect', fault: effect.kind });
    if (effect?.kind === 'error') return refuse(socket, effect.status ?? 500, effect.headers);
    if (effect?.kind === 'latency') await delay(clock, effect.ms);
    if (effect?.kind === 'hang') return undefined;
    if (effect?.kind === 'drop') {
      socket.destroy();
      return undefined;
    }
    const headers = {
      authorization: request.headers.authorization,
      'ocp-apim-subscription-key': request.headers['ocp-apim-subscription-key']?.toString(),
    };
    if (!namesResource(request.headers.host, headers, url.searchParams)) return refuse(socket, 401);
    if ((await authenticator.access(headers, url.searchParams, SYNTHESIS)) !== 'allowed') return refuse(socket, 401);
    if (socket.destroyed) return undefined;
    this.server.handleUpgrade(request, socket, head, (client) => {
      const missing = notImitated(url.searchParams);
      if (effect?.kind === 'close') client.close(effect.code, effect.reason);
      else if (missing !== undefined) client.close(BAD_REQUEST, missing);
      else
        this.accept(
          client,
          url.searchParams,
          tokenExpiryOf(headers.authorization ?? url.searchParams.get('Authorization')),
        );
    });
    return undefined;
  }

  close(): void {
    for (const client of this.server.clients) client.terminate();
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private accept(client: WebSocket, query: URLSearchParams, expiresAt: number | undefined): void {
    const { clock, log } = this.parts;
    const connection = new SynthesisConnection(client, this.parts, query.get('deploymentId') ?? undefined);
    client.on('message', (data: Buffer, isBinary) => {
      // Clients send no binary frames for synthesis.
      if (!isBinary) connection.receive(data.toString('utf8'));
    });
    client.on('error', (error) => log('speech: a WebSocket failed', { error: error.message }));
    const forget = expiresAt === undefined ? undefined : clock.at(expiresAt, () => connection.expire());
    client.on('close', () => {
      forget?.();
      connection.gone();
    });
  }
}

/** What a client asks for with the URL and would wait for without success. */
function notImitated(query: URLSearchParams): string | undefined {
  if (query.get('enableTalkingAvatar') === 'true') return 'The sandbox does not imitate avatars.';
  return undefined;
}

/** When a token that was already verified expires, in ms since the epoch; undefined for a key. */
function tokenExpiryOf(authorization: string | null): number | undefined {
  const payload = authorization?.split('.')[1];
  if (payload === undefined) return undefined;
  const { exp } = (parseJson(Buffer.from(payload, 'base64url').toString())?.value ?? {}) as { exp?: unknown };
  return typeof exp === 'number' ? exp * 1000 : undefined;
}

function refuse(socket: Duplex, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const lines = Object.entries({ Connection: 'close', 'Content-Length': '0', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n`);
}
