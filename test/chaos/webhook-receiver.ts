import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ApiClient } from '../support/api-client.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { Random } from '../support/random.ts';
import type { CheckedWebhook } from '../support/remains.ts';

/** How jobs and voices end. */
const EVENTS = [
  'synthesis.succeeded',
  'synthesis.failed',
  'batch.succeeded',
  'batch.failed',
  'voice.ready',
  'voice.failed',
  'voice.suspended',
  'voice.deleted',
];
/** Shares of the requests: of first attempts always, of others until all is healed. */
const REFUSED = 0.1;
const DROPPED = 0.07;

/** Somebody's server that is told how jobs end. It remembers all it got, and fails now and then. */
export class WebhookReceiver {
  readonly #random: Random;
  readonly #webhooks: CheckedWebhook[] = [];
  readonly #server: Server;
  #isHealed = false;

  constructor(seed: number) {
    this.#random = new Random(seed, 'webhooks');
    this.#server = createServer((request, response) => {
      this.receive(request, response).catch(() => request.destroy());
    });
  }

  /** What arrived whole, in order. */
  get webhooks(): readonly CheckedWebhook[] {
    return this.#webhooks;
  }

  /** Listens, and has the API tell it of everything from here on. */
  async start(system: VoiceSystem): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhooks`;
    const api = new ApiClient(system.apiUrl, await system.token());
    await api.json('POST', '/v1/webhook-endpoints', { url, events: EVENTS });
  }

  /** Fails an event no more that it has failed. */
  heal(): void {
    this.#isHealed = true;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => void this.#server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = String(request.headers['webhook-id']);
    const body = await text(request);
    const isRepeated = this.#webhooks.some((earlier) => earlier.id === id);
    const lot = this.#isHealed && isRepeated ? 1 : this.#random.next();
    const acknowledged = lot >= REFUSED + DROPPED;
    this.#webhooks.push({ id, body, acknowledged });
    if (acknowledged) response.writeHead(204).end();
    else if (lot < REFUSED) response.writeHead(500).end();
    else request.destroy();
  }
}
