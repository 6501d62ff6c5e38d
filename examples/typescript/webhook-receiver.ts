/**
 * Receives events of the API, and verifies that the API sent them.
 *
 *   WEBHOOK_SECRET=whsec_… node --conditions=development examples/typescript/webhook-receiver.ts --port 4000
 *
 * The secret is in the answer to `POST /v1/webhook-endpoints`. During a rotation give both, separated by a space.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { verifyWebhook, WebhookRefused } from '#client';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4000' } } });
const secret = (process.env['WEBHOOK_SECRET'] ?? '').split(' ');
/** Larger bodies are not webhooks of the API. */
const MAX_BYTES = 65_536;
/** A delivery may come twice. A service keeps their ids in its database, for as long as deliveries are retried. */
const processed = new Set<string>();

const server = createServer((request, response) => void receive(request, response));
server.listen(Number(values.port), '127.0.0.1', () => {
  const address = server.address();
  console.log(`Listening on port ${typeof address === 'object' ? address?.port : address}`);
});

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    // The bytes as they came: JSON that was parsed and written again has another signature.
    const body = await bodyOf(request);
    if (body === undefined) return void response.writeHead(413).end();
    const delivery = await verifyWebhook({ secret, headers: request.headers, body });
    const event = JSON.parse(new TextDecoder().decode(body)) as { type: string; data: { href: string } };
    // The answer comes first: what takes longer than 15 s counts as a failure, and is sent again.
    response.writeHead(204).end();
    if (processed.has(delivery)) return;
    processed.add(delivery);
    console.log(`${event.type} ${event.data.href}`);
  } catch (error) {
    const refused = error instanceof WebhookRefused;
    response.writeHead(refused ? 401 : 500, { 'content-type': 'text/plain' }).end(refused ? error.message : 'failed');
    if (!refused) console.error(error);
  }
}

/** The body, or undefined when it is longer than a webhook: nobody has proved yet who sends it. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The connection stays, for the answer.
  const content: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
