import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { verifyWebhook } from '#client';

/** A program that takes longer is answered 504; the API waits for 15 s. */
const FORWARD_TIMEOUT_MS = 14_000;
/** What a webhook says of itself, and is passed on as it came: the signature is over the body. */
const PASSED_HEADERS = ['content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature', 'traceparent'];

export interface ForwarderOptions {
  /** Where verified webhooks go; without it they are only shown. */
  readonly forward?: string | undefined;
  /** The endpoint's secret; a webhook that comes before it is known is refused, and the API sends it again. */
  readonly secret: () => string | undefined;
  /** Told of each webhook. */
  readonly tell: (line: string) => void;
}

export interface Forwarder {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Receives webhooks on this machine, verifies them, passes them on and answers what the program behind answers. */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const server = createServer((request, response) => {
    receive(request, response, options).catch((error: unknown) => {
      // Its sender went away; the API sends it again.
      options.tell(`a webhook did not arrive: ${textOf(error)}`);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function receive(request: IncomingMessage, response: ServerResponse, options: ForwarderOptions): Promise<void> {
  const body = new Uint8Array(await buffer(request));
  const { status, told } = await handled(request.headers, body, options);
  options.tell(told);
  response.writeHead(status).end();
}

async function handled(
  headers: IncomingHttpHeaders,
  body: Uint8Array<ArrayBuffer>,
  { forward, secret: secretOf }: ForwarderOptions,
): Promise<{ readonly status: number; readonly told: string }> {
  const secret = secretOf();
  if (secret === undefined) return { status: 503, told: 'a webhook came before the secret of its endpoint' };
  let id: string;
  try {
    id = await verifyWebhook({ secret, headers, body });
  } catch (error) {
    return { status: 401, told: `refused: ${textOf(error)}` };
  }
  const what = `${typeOf(body)} ${id}`;
  if (forward === undefined) return { status: 204, told: what };
  try {
    const { status } = await fetch(forward, {
      method: 'POST',
      headers: Object.fromEntries(
        PASSED_HEADERS.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])),
      ),
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(FORWARD_TIMEOUT_MS),
    });
    return { status, told: `${what} → ${forward} answered ${status}` };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { status: isLate ? 504 : 502, told: `${what} → ${forward} ${isLate ? 'took too long' : 'does not answer'}` };
  }
}

function typeOf(body: Uint8Array): string {
  try {
    return String((JSON.parse(Buffer.from(body).toString('utf8')) as { type?: unknown }).type);
  } catch {
    return 'no JSON';
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
