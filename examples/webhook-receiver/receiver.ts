/**
 * A receiver of webhooks: verifies each one, answers at once, and processes each delivery once.
 *
 *   WEBHOOK_SECRET=whsec_… node examples/webhook-receiver/receiver.ts
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

/** Larger bodies are not webhooks of the API. */
const MAX_BYTES = 65_536;
/** How many deliveries are remembered. A receiver in production keeps them in its database. */
const MAX_REMEMBERED = 10_000;

export interface VoiceEvent {
  readonly type: string;
  readonly timestamp: string;
  readonly data: { readonly type: string; readonly id: string; readonly status: string; readonly href: string };
}

/** @param onEvent called once for each delivery, after it was answered */
export function createReceiver(secret: string, onEvent: (event: VoiceEvent) => void): Server {
  const webhook = new Webhook(secret);
  const processed = new Set<string>();

  async function receive(request: IncomingMessage): Promise<number> {
    if (request.method !== 'POST') return 405;
    // The exact text: the signature is over it, not over the object.
    const body = await textOf(request);
    if (body === undefined) return 413;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    let event: VoiceEvent;
    try {
      event = webhook.verify(body, headers) as VoiceEvent;
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      console.error(`Refused: ${error.message}`);
      return 401;
    }
    const id = headers['webhook-id'] ?? '';
    if (!processed.has(id)) {
      processed.add(id);
      const [oldest] = processed;
      if (processed.size > MAX_REMEMBERED && oldest !== undefined) processed.delete(oldest);
      setImmediate(() => onEvent(event));
    }
    return 204;
  }

  return createServer((request, response) => {
    receive(request).then(
      (status) => response.writeHead(status).end(),
      // The API sends it again.
      () => response.writeHead(500).end(),
    );
  });
}

/** The body, or undefined when it is longer than a webhook: nobody has proved yet who sends it. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The connection stays, for the answer.
  const content: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

if (import.meta.main) {
  const { WEBHOOK_SECRET, PORT = '4000' } = process.env;
  if (WEBHOOK_SECRET === undefined) {
    console.error('WEBHOOK_SECRET is not set. It is the secret that the API returned when the endpoint was created.');
    process.exit(1);
  }
  const server = createReceiver(WEBHOOK_SECRET, ({ type, data }) => console.log(`${type} ${data.id}`));
  server.listen(Number(PORT), '127.0.0.1', () => console.log(`Listening at http://127.0.0.1:${PORT}`));
}
