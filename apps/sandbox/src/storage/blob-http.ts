import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { AZURITE_VERSION } from './service-versions.ts';

/** Bodiless calls to the blob service, for the sandbox's own needs. */
export class BlobHttp {
  readonly #agent: Agent;

  constructor(
    /** `https://HOST:PORT/ACCOUNT`. */
    private readonly endpoint: string,
    ca: string,
    private readonly token: () => Promise<string>,
  ) {
    this.#agent = new Agent({ ca, keepAlive: true });
  }

  /** @param path Of container or blob, below the account, URL-encoded, with a leading slash. */
  async request(method: 'PUT' | 'HEAD', path: string): Promise<{ status: number; headers: IncomingHttpHeaders }> {
    const headers = {
      authorization: `Bearer ${await this.token()}`,
      'x-ms-version': AZURITE_VERSION,
      ...(method === 'PUT' ? { 'content-length': '0' } : {}),
    };
    return new Promise((resolve, reject) => {
      const call = request(`${this.endpoint}${path}`, { method, headers, agent: this.#agent }, (answer) => {
        answer.on('error', reject).on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
        });
        answer.resume();
      });
      call.on('error', reject).end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
