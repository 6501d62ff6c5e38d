import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type Answer =
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly json?: unknown;
      readonly text?: string;
    }
  | ((response: ServerResponse) => void);

/** An HTTP server that keeps what it was asked and gives the answers it was told, then 500. */
export class RestServer {
  readonly requests: ServedRequest[] = [];
  readonly answers: Answer[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const url = new URL(request.url ?? '/', 'http://localhost');
        this.requests.push({
          method: request.method ?? '',
          path: url.pathname,
          query: url.searchParams,
          headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
          body: Buffer.concat(parts),
        });
        const answer = this.answers.shift() ?? { status: 500, text: 'nothing was scripted' };
        if (typeof answer === 'function') return answer(response);
        response.writeHead(answer.status, answer.headers);
        return response.end(answer.json === undefined ? answer.text : JSON.stringify(answer.json));
      });
    });
  }

  static async start(): Promise<RestServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RestServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get last(): ServedRequest {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error('There was no request');
    return request;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
