import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { createHttpsServer } from '@vercel/cosmosdb-server';
import { applyHttpFault } from '../faults/http-faults.ts';
import type { RunningService, ServiceContext, TlsMaterial, TokenVerifier } from '../service.ts';
import { listen, shutDown } from '../tls/listen.ts';
import { type CosmosCall, classifyCosmosCall } from './cosmos-operation.ts';

export interface CosmosContainer {
  readonly id: string;
  /** For example `/partitionKey`. */
  readonly partitionKey: string;
}

export interface CosmosOptions extends ServiceContext {
  readonly tls: TlsMaterial;
  readonly verifyToken: TokenVerifier;
  readonly database: string;
  /** Created at the start: as in Azure, an Entra identity may not create them. */
  readonly containers: readonly CosmosContainer[];
}

export interface Cosmos extends RunningService {
  /** `https://localhost:PORT/`. */
  readonly endpoint: string;
  /** The audience of its tokens: `https://localhost:PORT`. */
  readonly resource: string;
  /** All documents of a container, as they are stored. */
  documents(container: string): Promise<readonly Record<string, unknown>[]>;
}

/** Cosmos DB for NoSQL over https, with Entra tokens only, as an account with `disableLocalAuth: true`. */
export async function startCosmos(options: CosmosOptions): Promise<Cosmos> {
  const { clock, faults, host, log, tls, verifyToken } = options;
  const server = createHttpsServer({ key: tls.key, cert: tls.cert, keepAlive: true });
  const [serve] = server.listeners('request') as RequestListener[];
  if (!serve) throw new Error('@vercel/cosmosdb-server has no request listener.');
  server.removeAllListeners('request');
  // Known to nobody but the sandbox itself, for the set-up and for looking inside.
  const setupKey = randomUUID();
  let resource = '';
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => {
      log('cosmos failed', { error: String(error) });
      response.destroy();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const isSetup = sameText(request.headers['x-sandbox-setup'], setupKey);
    const call = classifyCosmosCall(request.method ?? 'GET', url, request.headers);
    if (!isSetup) {
      const effect = faults.take('cosmos', call.operation, decode(url.split('?', 1)[0] ?? ''));
      if (await applyHttpFault(effect, { request, response, clock, errorBody })) return;
      const refusal = await refuse(request, call);
      if (refusal) {
        request.resume();
        answer(response, refusal);
        return;
      }
    }
    serve?.(request, response);
  }

  async function refuse(request: IncomingMessage, call: CosmosCall): Promise<Refusal | undefined> {
    const fields = new URLSearchParams(decode(request.headers.authorization ?? '').replaceAll('+', '%2B'));
    if (fields.get('type') === 'master') {
      return unauthorized('Local Authorization is disabled. Use an AAD token to authorize all requests.');
    }
    const token = fields.get('type') === 'aad' ? (fields.get('sig') ?? '') : '';
    if (token === '')
      return unauthorized('Required Header authorization is missing. Ensure a valid Authorization token is passed.');
    if (!(await verifyToken(token, resource)))
      return unauthorized('The provided AAD token is invalid, expired or for another resource.');
    if (!call.administers) return undefined;
    const message =
      'Request blocked by Auth: an Entra identity may not create or change databases and containers through the data plane.';
    return { status: 403, code: 'Forbidden', message };
  }

  const own = new OwnCalls(tls.ca, setupKey);
  const port = await listen(server, host, options.port);
  resource = `https://localhost:${port}`;
  try {
    await createContainers(`${resource}/`, own, options);
  } catch (error) {
    own.close();
    await shutDown(server);
    throw error;
  }
  log('cosmos listens', { port });
  return {
    port,
    endpoint: `${resource}/`,
    resource,
    documents: async (container) => {
      const { Documents } = (await own.call(
        'GET',
        `${resource}/dbs/${options.database}/colls/${encodeURIComponent(container)}/docs`,
      )) as { Documents: Record<string, unknown>[] };
      return Documents;
    },
    close: async () => {
      own.close();
      await shutDown(server);
    },
  };
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

function unauthorized(message: string): Refusal {
  return { status: 401, code: 'Unauthorized', message };
}

function answer(response: ServerResponse, refusal: Refusal): void {
  const { contentType, body } = errorBody(refusal);
  response.writeHead(refusal.status, { 'content-type': contentType, 'x-ms-activity-id': randomUUID() });
  response.end(body);
}

function errorBody({ code, message }: { code: string; message: string }): { contentType: string; body: string } {
  return { contentType: 'application/json', body: JSON.stringify({ code, message }) };
}

/** Calls of the sandbox itself, which need no token and which no fault reaches. */
class OwnCalls {
  readonly #agent: Agent;

  constructor(
    ca: string,
    private readonly setupKey: string,
  ) {
    this.#agent = new Agent({ ca });
  }

  /** @throws Error when the answer is not a success. */
  call(method: 'GET' | 'POST', url: string, body?: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        'x-sandbox-setup': this.setupKey,
        'x-ms-max-item-count': '-1',
      };
      const call = httpsRequest(url, { method, agent: this.#agent, headers }, (reply) => {
        const pieces: Buffer[] = [];
        reply.on('data', (piece: Buffer) => pieces.push(piece)).on('error', reject);
        reply.on('end', () => {
          if ((reply.statusCode ?? 500) < 300) resolve(JSON.parse(Buffer.concat(pieces).toString()));
          else reject(new Error(`Cosmos answered ${reply.statusCode} to ${method} ${new URL(url).pathname}.`));
        });
      });
      call.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function createContainers(endpoint: string, own: OwnCalls, options: CosmosOptions): Promise<void> {
  await own.call('POST', `${endpoint}dbs`, { id: options.database });
  for (const { id, partitionKey } of options.containers) {
    await own.call('POST', `${endpoint}dbs/${options.database}/colls`, {
      id,
      partitionKey: { paths: [partitionKey], kind: 'Hash', version: 2 },
    });
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not URL-encoded as the protocol asks: no token can be read from it, so it is refused as one without.
    return '';
  }
}

function sameText(given: string | string[] | undefined, wanted: string): boolean {
  const [left, right] = [Buffer.from(String(given)), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}
